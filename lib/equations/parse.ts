import type { Span } from './errors.js';
import type { WrittenEquation } from './expression.js';
import { symbolOf } from './name.js';
import { Line, type Vocabulary } from './read/line.js';
import { readLine } from './read/operators.js';
import { word } from './symbol.js';
import { type Item, items, texTree, textOf } from './tree.js';

/** What can be told without a symbol table: nothing is a function. */
const nothing: Vocabulary = { words: [], isFunction: () => false };

/**
 * Reads `left = right` (or `a = b = c`, or an expression alone) as KaTeX shows it. What is a function and which letters
 * make one word is for the vocabulary to say; see `Table`. Throws `EquationError`.
 *
 * Products: side by side binds tightest, then `\cdot`, `*` and `/`, then `\odot`, each from left to right. A `\sum` or
 * `\prod` reaches to the next + or −. A function without parentheses takes one factor: `\log p_t`.
 */
export function parse(tex: string, vocabulary: Vocabulary = nothing): WrittenEquation {
  const sides: { items: Item[]; around: Span }[] = [{ items: [], around: { start: 0, end: tex.length } }];
  for (const item of items(texTree(tex))) {
    if (textOf(item) === '=') sides.push({ items: [], around: item });
    else sides[sides.length - 1].items.push(item);
  }
  const read = (side: (typeof sides)[number], words = vocabulary) =>
    readLine(new Line(tex, side.items, words, side.around));
  if (sides.length === 1) return { right: [read(sides[0])] };
  const [left, ...right] = sides;
  return { left: read(left, naming(tex, left.items, vocabulary)), right: right.map((side) => read(side)) };
}

/**
 * The left-hand side may name something new, `score(h_t, \bar{h}_s) = …`, `L(\theta) = …`: the letters before a
 * parenthesis are one name, and in it stand its arguments.
 */
function naming(tex: string, left: readonly Item[], vocabulary: Vocabulary): Vocabulary {
  const open = left.findIndex((item) => textOf(item) === '(' || item.node.left === '(');
  const name = left.slice(0, Math.max(0, open));
  const letters = name.map(textOf).join('');
  const italic = /^[A-Za-z]{2,}$/.test(letters);
  const key = italic ? word(letters) : name.length === 1 ? symbolOf(tex, name[0])?.key : undefined;
  return {
    words: italic ? [...vocabulary.words, letters] : vocabulary.words,
    isFunction: (symbol) => symbol.key === key || vocabulary.isFunction(symbol),
  };
}
