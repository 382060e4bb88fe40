import type { Index, Label, Linear } from './symbol.js';
import { type Item, items, type TexNode, textOf } from './tree.js';

/**
 * The indices in a subscript. Commas separate them; letters side by side are one index each (`\alpha_{ts}`), anything
 * with a sign or a number before a letter is arithmetic (`t-1`, `2t`), also behind `<` (`y_{<t}`, all that came before),
 * the rest is a name (`in`, `*`).
 */
export function readIndices(all: readonly Item[]): Index[] {
  const indices: Index[] = [];
  let part: string[] = [];
  const finish = () => {
    const comma = indices.length > 0;
    const sign = part[0] === '<' ? '<' : undefined;
    const arithmetic = linear(sign ? part.slice(1) : part);
    if (part.length > 1 && part.every(isName)) {
      for (const [i, text] of part.entries())
        indices.push({ text, comma: comma && i === 0, linear: linear([text]) });
    } else if (part.length > 0) indices.push({ text: spell(part), comma, linear: arithmetic, sign });
    part = [];
  };
  for (const item of all) {
    if (textOf(item) === ',' && !item.sub && !item.sup) finish();
    else part.push(spellItem(item));
  }
  finish();
  return indices;
}

const isName = (text: string): boolean => /^\p{L}|^\\/u.test(text);

/** `\tau k`, not `\tauk`. */
const spell = (parts: readonly string[]): string =>
  parts.reduce(
    (text, next) => text + (/\\[A-Za-z]+$/.test(text) && /^[A-Za-z]/.test(next) ? ' ' : '') + next,
    '',
  );

/** One spelling for each item of an index: letter, digit or sign with its own scripts, `s'`, `\text{in}`. */
function spellItem({ node, sub, sup }: Item): string {
  const inside = (body: TexNode | null | undefined) => spell(items(body).map(spellItem));
  const script = (mark: string, body: TexNode | undefined) => (body ? `${mark}{${inside(body)}}` : '');
  const primes = items(sup).filter((item) => textOf(item) === '\\prime').length;
  const ticks = primes > 0 && primes === items(sup).length;
  return spellNode(node, inside) + script('_', sub) + (ticks ? "'".repeat(primes) : script('^', sup));
}

function spellNode(node: TexNode, inside: (body: TexNode | null | undefined) => string): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'accent') return `${node.label}{${inside(node.base)}}`;
  const body = Array.isArray(node.body)
    ? node.body.map((child) => inside(child)).join('')
    : inside(node.body);
  if (node.type === 'text' || node.type === 'operatorname') return `\\mathrm{${body}}`;
  if (node.type === 'font') return `\\${node.font}{${body}}`;
  return node.type + body;
}

/** Reads `t`, `t-1`, `2t+k`, `10`; undefined for what is no arithmetic. */
function linear(parts: readonly string[]): Linear | undefined {
  const letters = new Map<string, number>();
  let constant = 0;
  let at = 0;
  while (at < parts.length) {
    let sign = 1;
    if (parts[at] === '+' || parts[at] === '-') sign = parts[at++] === '-' ? -1 : 1;
    else if (at > 0) return undefined;
    let digits = '';
    while (/^\d$/.test(parts[at] ?? '')) digits += parts[at++];
    const letter = isName(parts[at] ?? '') ? parts[at++] : undefined;
    if (!digits && letter === undefined) return undefined;
    const amount = sign * (digits ? Number(digits) : 1);
    if (letter === undefined) constant += amount;
    else letters.set(letter, (letters.get(letter) ?? 0) + amount);
  }
  return parts.length > 0 ? { constant, letters } : undefined;
}

/** A superscript, taken apart. */
export interface Superscript {
  readonly primes: number;
  readonly label?: Label;
  /** `^T`, `^\top`. */
  readonly transposed: boolean;
  /** Anything else. */
  readonly exponent: readonly Item[];
}

const transposes = new Set(['T', '\\top', '\\intercal']);
const marks = new Set(['*', '\\ast', '\\star', '\\dagger', '+', '-']);

function isTranspose(item: Item): boolean {
  if (item.sub || item.sup) return false;
  const inside = item.node.type === 'font' ? items(item.node.body)[0] : item; // \mathsf{T}
  return transposes.has(textOf(inside));
}

export function superscript(sup: TexNode | undefined): Superscript {
  const all = items(sup);
  let at = 0;
  while (textOf(all[at]) === '\\prime') at++;
  const primes = at;
  let label: Label | undefined;
  if (textOf(all[at]) === '(') {
    const close = all.findIndex((item, i) => i > at && textOf(item) === ')');
    if (close > 0) {
      label = { text: '()', indices: readIndices(all.slice(at + 1, close)) };
      at = close + 1;
    }
  } else if (all.length === at + 1 && marks.has(textOf(all[at]))) {
    label = { text: textOf(all[at]), indices: [] };
    at++;
  }
  const transposed = at + 1 === all.length && isTranspose(all[at]);
  return { primes, label, transposed, exponent: transposed ? [] : all.slice(at) };
}
