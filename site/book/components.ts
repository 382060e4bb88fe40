import type { Parents, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { fenceId } from './fences';
import { isComponent } from './lift';
import type { Problems } from './problems';
import type { JsxElement } from './syntax';

type Kind = 'string' | 'number' | 'boolean';
export type Attributes = Readonly<Record<string, string | number | boolean>>;

interface Rule {
  /** Attribute → its type; a `!` marks the ones that must be there. */
  readonly attributes: Readonly<Record<string, Kind | `${Kind}!`>>;
  /** The component that it stands in, if it cannot stand alone. */
  readonly parents?: readonly string[];
  /** Written as `<Name … />`. */
  readonly empty?: true;
}

const RULES: Readonly<Record<string, Rule>> = {
  Equation: { attributes: { id: 'string!', form: 'number' }, empty: true },
  Erratum: { attributes: { id: 'string!' }, empty: true },
  Figure: { attributes: { name: 'string!' } },
  Quiz: { attributes: { title: 'string!' } },
  Question: { attributes: { answer: 'string', tolerance: 'number' }, parents: ['Quiz'] },
  Option: { attributes: { correct: 'boolean' }, parents: ['Question'] },
  Why: { attributes: {}, parents: ['Option', 'Question'] },
  Exercise: { attributes: { title: 'string!' } },
  Hint: { attributes: {}, parents: ['Exercise'] },
  Solution: { attributes: {}, parents: ['Exercise'] },
  Checks: { attributes: { question: 'string!' }, empty: true },
};

/** What plain HTML a page may hold: what Jupyter shows too. */
const HTML = new Set(['details', 'summary', 'kbd', 'sub', 'sup', 'br']);
export const ADMONITIONS = ['note', 'tip', 'info', 'warning', 'danger'] as const;

/** The attributes of an element; one whose value is computed reads as undefined. */
export function readAttributes(node: JsxElement): Attributes {
  const entries = node.attributes.map((attribute): [string, unknown] => {
    if (attribute.type !== 'mdxJsxAttribute') return ['…', undefined];
    const { name, value } = attribute;
    if (value === null || value === undefined) return [name, true];
    return [name, typeof value === 'string' ? value : literal(value.value)];
  });
  return Object.fromEntries(entries) as Attributes;
}

function literal(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

/** As an author would write it, without the title, which is translated. */
export function tag(node: JsxElement): string {
  const attributes = Object.entries(readAttributes(node))
    .filter(([name]) => name !== 'title')
    .map(([name, value]) =>
      value === true ? name : `${name}=${typeof value === 'string' ? `"${value}"` : `{${value}}`}`,
    );
  return `<${[node.name, ...attributes].join(' ')}>`;
}

/** Components by the rules above, and nothing else that would run as code. */
export function checkSyntax(tree: Root, problems: Problems): void {
  visit(tree, (node, _, parent) => {
    if (node.type === 'mdxjsEsm') problems.add(node, 'import and export are not part of a page');
    if (node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression') {
      if (node.data?.estree?.body.length)
        problems.add(node, `{${node.value}}: expressions are not part of a page`);
    }
    if (node.type === 'footnoteReference')
      problems.add(node, 'footnotes are not part of a page: Jupyter has none');
    if (
      node.type === 'code' &&
      fenceId(node) !== undefined &&
      parent?.type !== 'root' &&
      !isComponent(parent!)
    )
      problems.add(
        node,
        `the fence ${fenceId(node)} stands in a ${parent?.type}; a notebook has cells in no such place`,
      );
    if (node.type === 'text' && /^:::/m.test(node.value))
      problems.add(node, 'an admonition is written :::note or :::note[Title], and closed by :::');
    if (node.type === 'containerDirective' && !(ADMONITIONS as readonly string[]).includes(node.name))
      problems.add(node, `unknown admonition :::${node.name}; there are ${ADMONITIONS.join(', ')}`);
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return;
    const rule = RULES[node.name ?? ''];
    if (rule) checkElement(node, rule, parent, problems);
    else if (!HTML.has(node.name ?? ''))
      problems.add(
        node,
        `unknown component <${node.name ?? ''}>; there are ${Object.keys(RULES).join(', ')}`,
      );
  });
}

function checkElement(node: JsxElement, rule: Rule, parent: Parents | undefined, problems: Problems) {
  const given = readAttributes(node);
  for (const [name, value] of Object.entries(given)) {
    const kind = rule.attributes[name]?.replace('!', '');
    if (!kind) problems.add(node, `<${node.name}> has no attribute "${name}"`);
    else if (typeof value !== kind) problems.add(node, `<${node.name}> ${name}: expected a literal ${kind}`);
  }
  for (const [name, kind] of Object.entries(rule.attributes))
    if (kind.endsWith('!') && !(name in given))
      problems.add(node, `<${node.name}> needs the attribute "${name}"`);
  if (rule.empty && node.children.length) problems.add(node, `<${node.name}> holds no text`);
  const above = parent && isComponent(parent) ? (parent.name ?? '') : '';
  if (rule.parents && !rule.parents.includes(above))
    problems.add(node, `<${node.name}> stands directly in <${rule.parents.join('> or <')}>`);
}
