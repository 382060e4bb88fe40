import katex from 'katex';
import { EquationError, type Span } from './errors.js';

/** A node of KaTeX's parse tree: the fields that are read here. */
export interface TexNode {
  readonly type: string;
  readonly text?: string;
  readonly family?: string;
  readonly name?: string;
  readonly label?: string;
  readonly font?: string;
  readonly body?: TexNode | TexNode[];
  readonly base?: TexNode | null;
  readonly sub?: TexNode | null;
  readonly sup?: TexNode | null;
  readonly numer?: TexNode;
  readonly denom?: TexNode;
  readonly hasBarLine?: boolean;
  readonly index?: TexNode | null;
  readonly left?: string;
  readonly right?: string;
  readonly delim?: string;
  readonly mclass?: string;
  readonly loc?: (Span & { readonly lexer: { readonly input: string } }) | null;
  /** Filled in here: KaTeX gives places to letters only, not to commands. */
  at?: Span;
}

/** What stands in one place of a line of mathematics: something, with its sub- and superscript. */
export interface Item extends Span {
  readonly node: TexNode;
  readonly sub?: TexNode;
  readonly sup?: TexNode;
}

interface KatexParser {
  __parse(tex: string, settings: { strict: 'ignore' }): TexNode[];
}

/** KaTeX's tree of what the page shows, with a place for every node. Throws `EquationError` where KaTeX cannot read. */
export function texTree(tex: string): TexNode[] {
  let nodes: TexNode[];
  try {
    // not in KaTeX's types, but documented and exported: the parser without the typesetting
    nodes = (katex as unknown as KatexParser).__parse(tex, { strict: 'ignore' });
  } catch (error) {
    const { position = 0, length = 1, rawMessage } = error as Record<string, unknown> as KatexError;
    throw new EquationError(
      'syntax',
      tex,
      { start: position, end: position + length },
      `TeX: ${rawMessage ?? error}`,
      'TeX that KaTeX reads',
      { cause: error },
    );
  }
  locate(tex, nodes, 0);
  return nodes;
}

interface KatexError {
  readonly position?: number;
  readonly length?: number;
  readonly rawMessage?: string;
}

export const list = (body: TexNode | readonly TexNode[] | null | undefined): readonly TexNode[] =>
  Array.isArray(body) ? body : body ? [body as TexNode] : [];

const children = (node: TexNode): TexNode[] =>
  [node.base, node.sub, node.sup, node.numer, node.denom, node.index, ...list(node.body)].filter(
    (child): child is TexNode => Boolean(child),
  );

const commands: Record<string, (node: TexNode) => string> = {
  op: (node) => node.name ?? '',
  accent: (node) => node.label ?? '',
  genfrac: () => 'frac',
  sqrt: () => '\\sqrt',
  font: (node) => `\\${node.font}`,
  text: (node) => node.font ?? '\\text',
  operatorname: () => '\\operatorname',
  leftright: () => '\\left',
  delimsizing: (node) => node.delim ?? '',
};

/** Gives every node its place, going from left to right. Returns where the last one ends. */
function locate(tex: string, nodes: readonly TexNode[], from: number): number {
  let cursor = from;
  for (const node of nodes) {
    node.at = place(tex, node, cursor);
    cursor = Math.max(cursor, node.at.end);
  }
  return cursor;
}

function place(tex: string, node: TexNode, cursor: number): Span {
  // the letters of a macro have places in its own text
  const known = node.loc?.lexer.input === tex ? node.loc : undefined;
  const inside = children(node);
  const command = known ? known.start : commandAt(tex, node, cursor);
  let inner = command;
  if (!known && (node.type in commands || inside.length === 0)) inner += nextToken(tex, command).length;
  for (const child of inside) {
    // sub- and superscript come in either order: each is looked for behind the base
    const behind = child === node.sub || child === node.sup ? (node.base?.at?.end ?? inner) : inner;
    inner = Math.max(inner, locate(tex, [child], behind));
  }
  const start = known || node.type in commands ? command : (inside[0]?.at?.start ?? command);
  // KaTeX counts the space behind a command as part of it
  if (known) return { start, end: start + tex.slice(start, known.end).trimEnd().length };
  const end = closeBraces(tex, start, inner);
  const right = node.type === 'leftright' ? tex.indexOf('\\right', end) : -1;
  if (right < 0) return { start, end };
  return { start, end: tex.indexOf(node.right!, right + '\\right'.length) + node.right!.length };
}

/** Where the command of a node stands, or else what comes next. */
function commandAt(tex: string, node: TexNode, cursor: number): number {
  const command = node.text === '\\prime' ? "'" : commands[node.type]?.(node);
  const found = command ? tex.indexOf(command, cursor) : -1;
  // \frac, \dfrac and \tfrac alike
  if (found >= 0) return node.type === 'genfrac' ? tex.lastIndexOf('\\', found) : found;
  return cursor + (tex.slice(cursor).length - tex.slice(cursor).trimStart().length);
}

const nextToken = (tex: string, at: number): string => /^(\\([A-Za-z]+|.)|.)/s.exec(tex.slice(at))?.[0] ?? '';

/** `\hat{y` → `\hat{y}`. */
function closeBraces(tex: string, start: number, end: number): number {
  const written = tex.slice(start, end).replace(/\\[{}]/g, '');
  let open = written.split('{').length - written.split('}').length;
  let at = end;
  for (; open > 0; open--) at = tex.indexOf('}', at) + 1;
  return at;
}

const invisible = new Set(['kern', 'spacing']);
const transparent = new Set(['ordgroup', 'styling', 'color', 'mclass']);

/**
 * The line as a reader sees it: spaces dropped, braces without scripts opened (nobody sees them), `\bigl(` as `(`.
 */
export function items(body: TexNode | readonly TexNode[] | null | undefined): Item[] {
  return list(body).flatMap((node): Item[] => {
    if (invisible.has(node.type)) return [];
    if (transparent.has(node.type)) return items(node.body);
    if (node.type === 'delimsizing') {
      const family = node.mclass === 'mopen' ? 'open' : node.mclass === 'mclose' ? 'close' : 'inner';
      return [{ node: { type: 'atom', family, text: node.delim, at: node.at }, ...node.at! }];
    }
    if (node.type !== 'supsub') return [{ node, ...node.at! }];
    const inside = items(node.base);
    const scripts = { sub: node.sub ?? undefined, sup: node.sup ?? undefined };
    if (inside.length === 1 && !inside[0].sub && !inside[0].sup)
      return [{ node: inside[0].node, ...scripts, ...node.at! }];
    // {a b}^T, ^T alone: what the script belongs to cannot be seen
    return [{ node: { type: 'unclear', at: node.at }, ...scripts, ...node.at! }];
  });
}

/** The text of a letter, a sign or a delimiter, '' for anything else. */
export const textOf = (item: Item | undefined): string =>
  item && (item.node.type === 'mathord' || item.node.type === 'textord' || item.node.type === 'atom')
    ? (item.node.text ?? '')
    : '';
