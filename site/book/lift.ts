import type { Nodes, Paragraph, Parents, PhrasingContent, Root, RootContent } from 'mdast';
import type { JsxElement } from './syntax';

export const isElement = (node: Nodes): node is JsxElement =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

/** Components are written with a capital letter, HTML elements without. */
export const isComponent = (node: Nodes): node is JsxElement =>
  isElement(node) && /^[A-Z]/.test(node.name ?? '');

/**
 * `<Option>text<Why>…</Why></Option>` on one line parses as a paragraph; a component is a block wherever it
 * stands. After this, components hold blocks only and paragraphs hold no component.
 */
export function liftComponents(node: Root | Parents): void {
  const children = node.children as RootContent[];
  const lifted = children.flatMap((child) => (child.type === 'paragraph' ? split(child) : [child]));
  node.children = (isComponent(node) ? blocks(lifted) : lifted) as typeof node.children;
  for (const child of node.children) if ('children' in child) liftComponents(child as Parents);
}

const asBlock = (node: JsxElement): RootContent => ({ ...node, type: 'mdxJsxFlowElement' }) as RootContent;

function split(paragraph: Paragraph): RootContent[] {
  return paragraph.children.some(isComponent) ? blocks(paragraph.children) : [paragraph];
}

const PHRASING = new Set('text emphasis strong delete inlineCode inlineMath link image break'.split(' '));
PHRASING.add('mdxJsxTextElement').add('mdxTextExpression').add('html').add('footnoteReference');

/** Runs of phrasing become paragraphs, components become blocks of their own. */
function blocks(nodes: readonly RootContent[]): RootContent[] {
  const out: RootContent[] = [];
  let run: PhrasingContent[] = [];
  const flush = () => {
    const blank = run.every((node) => node.type === 'text' && !node.value.trim());
    if (!blank) out.push({ type: 'paragraph', children: trimmed(run), position: position(run) });
    run = [];
  };
  for (const node of nodes) {
    if (isComponent(node)) {
      flush();
      out.push(asBlock(node));
    } else if (PHRASING.has(node.type)) run.push(node as PhrasingContent);
    else {
      flush();
      out.push(node);
    }
  }
  flush();
  return out;
}

function position(run: readonly PhrasingContent[]) {
  const [start, end] = [run.at(0)?.position?.start, run.at(-1)?.position?.end];
  return start && end && { start, end };
}

/** Without the white space that stood between the text and a tag. */
function trimmed(run: readonly PhrasingContent[]): PhrasingContent[] {
  const last = run.length - 1;
  return run
    .map((node, i) => {
      if (node.type !== 'text') return node;
      const value = i === 0 ? node.value.trimStart() : node.value;
      return { ...node, value: i === last ? value.trimEnd() : value };
    })
    .filter((node) => node.type !== 'text' || node.value !== '');
}
