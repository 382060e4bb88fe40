import type { BlockContent, Nodes, Parents, PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

type State = { readonly stack: readonly string[] };

/** Display math. In a quote it stays on one line: Jupyter would take the next line's `>` for a part of the formula. */
function math(node: Nodes, _: Parents | undefined, state: State): string {
  const { value } = node as { value: string };
  return state.stack.includes('blockquote')
    ? `$$ ${value.replace(/\s+/g, ' ').trim()} $$`
    : `$$\n${value}\n$$`;
}

const prose = unified().use(remarkParse).use(remarkMath).use(remarkGfm);
const writer = unified()
  .use(remarkMath)
  .use(remarkGfm)
  .use(remarkStringify, {
    bullet: '-',
    emphasis: '*',
    rule: '-',
    resourceLink: true,
    handlers: { math } as never,
  });

/** The markdown of some blocks, as every notebook reader understands it. */
export const toMarkdown = (blocks: readonly RootContent[]): string =>
  writer.stringify({ type: 'root', children: [...blocks] } as Root).trim();

/** The blocks of some markdown with math, such as the registry's explanations. */
export const fromMarkdown = (text: string): BlockContent[] => prose.parse(text).children as BlockContent[];

export const text = (value: string): PhrasingContent => ({ type: 'text', value });
export const strong = (value: string): PhrasingContent => ({ type: 'strong', children: [text(value)] });
export const code = (value: string): PhrasingContent => ({ type: 'inlineCode', value });
export const link = (label: string, url: string): PhrasingContent => ({
  type: 'link',
  url,
  children: [text(label)],
});
export const html = (value: string) => ({ type: 'html', value }) as const;
export const paragraph = (...children: PhrasingContent[]): BlockContent => ({ type: 'paragraph', children });
export const quote = (...children: BlockContent[]): BlockContent => ({ type: 'blockquote', children });
export const typescript = (value: string): BlockContent => ({ type: 'code', lang: 'ts', value });
export const formula = (tex: string, tag: string): BlockContent =>
  ({ type: 'math', value: `${tex} \\tag{${tag}}` }) as BlockContent;
export const heading = (depth: 1 | 2 | 3 | 4, value: string): BlockContent =>
  ({ type: 'heading', depth, children: [text(value)] }) as unknown as BlockContent;
export const list = (items: readonly (readonly BlockContent[])[]): BlockContent => ({
  type: 'list',
  spread: false,
  children: items.map((children) => ({
    type: 'listItem',
    spread: children.length > 1,
    children: [...children],
  })),
});

/** Blocks that begin with some words: in their first paragraph, or in one of their own. */
export function beginning(
  words: readonly PhrasingContent[],
  blocks: readonly BlockContent[],
): BlockContent[] {
  const [first, ...rest] = blocks;
  if (first?.type !== 'paragraph') return [paragraph(...words), ...blocks];
  return [paragraph(...words, text(' '), ...first.children), ...rest];
}
