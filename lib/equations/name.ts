import { EquationError } from './errors.js';
import { readIndices, superscript } from './scripts.js';
import { makeSymbol, type WrittenSymbol, word } from './symbol.js';
import { type Item, items, list, type TexNode } from './tree.js';

const signs = new Set(['\\prime', '\\partial', '\\top', '\\infty', '\\vert', '\\Vert', '\\nabla', '\\|']);

const isLetter = (text: string): boolean =>
  !signs.has(text) && (/^\p{L}$/u.test(text) || /^\\[A-Za-z]+$/.test(text));

const letters = (nodes: readonly TexNode[]): string =>
  nodes.map((node) => node.text ?? letters(list(node.body))).join('');

/** The name that an item carries: a letter, a word, a letter with an accent; undefined for anything else. */
export function nameOf(tex: string, node: TexNode): string | undefined {
  switch (node.type) {
    case 'mathord':
    case 'textord':
      return isLetter(node.text ?? '') ? node.text : undefined;
    case 'op':
      // \tanh, \exp, \max; \sum, \prod and the like are drawn as symbols and no names
      return node.name && !isBig(node) ? word(node.name.slice(1)) : undefined;
    case 'operatorname':
    case 'text':
      return word(letters(list(node.body)));
    case 'font': {
      const text = letters(list(node.body));
      if (node.font !== 'mathrm') return `\\${node.font}{${text}}`;
      return text.length === 1 || text.startsWith('\\') ? text : word(text);
    }
    case 'accent': {
      const [under, ...more] = items(node.base);
      const base =
        under && !under.sub && !under.sup && more.length === 0 ? nameOf(tex, under.node) : undefined;
      if (base === undefined)
        throw new EquationError(
          'syntax',
          tex,
          node.at!,
          `an accent over more than a letter`,
          'one letter under it',
        );
      return `${node.label}{${base}}`;
    }
    default:
      return undefined;
  }
}

/** Operators that bind a letter or a condition below them. */
export const isBig = (node: TexNode): boolean =>
  node.type === 'op' && (node as { symbol?: boolean }).symbol === true;

/** An accent may stand over letter and index together: `\overrightarrow{h_t}` is `\overrightarrow{h}_t`. */
export function unfoldAccent(item: Item): Item {
  if (item.node.type !== 'accent') return item;
  const [inside, ...more] = items(item.node.base);
  if (!inside || more.length > 0 || (inside.sub && item.sub) || (inside.sup && item.sup)) return item;
  const node: TexNode = { ...item.node, base: inside.node };
  return { ...item, node, sub: inside.sub ?? item.sub, sup: inside.sup ?? item.sup };
}

/** The symbol that an item is, if its superscript has no more to say than primes and labels. */
export function symbolOf(tex: string, written: Item): WrittenSymbol | undefined {
  const item = unfoldAccent(written);
  const base = nameOf(tex, item.node);
  if (base === undefined) return undefined;
  const sup = superscript(item.sup);
  return sup.transposed || sup.exponent.length > 0
    ? undefined
    : makeSymbol(base, readIndices(items(item.sub)), sup.primes, sup.label);
}
