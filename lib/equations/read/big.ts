import type { BigNode, Expression, Range, SymbolNode } from '../expression.js';
import { symbolOf } from '../name.js';
import { makeSymbol } from '../symbol.js';
import { type Item, items, textOf } from '../tree.js';
import type { Line } from './line.js';
import { readLine, readTerm } from './operators.js';

const operators: Readonly<Record<string, BigNode['by']>> = {
  '\\sum': 'sum',
  '\\prod': 'product',
  '\\mathrm{max}': 'max',
  '\\mathrm{min}': 'min',
  '\\mathrm{argmax}': 'argmax',
  '\\mathrm{argmin}': 'argmin',
};

/** Whether a word takes its letter from below, like `\max_{1 \le i \le N}`. */
export const takesRange = (name: string, item: Item): boolean => name in operators && item.sub !== undefined;

/** How many steps from the bound as written to the first value inside. */
const rising: Record<string, number> = { '<': 1, '\\lt': 1, '\\le': 0, '\\leq': 0, '\\leqslant': 0 };
const falling: Record<string, number> = { '>': 1, '\\gt': 1, '\\ge': 0, '\\geq': 0, '\\geqslant': 0 };

/** `\sum`, `\prod`, `\max_…`, which has been read, with its body. */
export function readBig(line: Line, item: Item, name = item.node.name ?? ''): Expression {
  const by = operators[name];
  if (!by) throw line.unreadable(item);
  const { letter, range } = readRange(line, item);
  const body = readTerm(line);
  return { kind: 'big', by, letter, range, body, start: item.start, end: body.end };
}

/**
 * `_{t=1}^T`; `_t`, which runs from 1 to the capital T; and, where the order of the factors matters, a chain in the
 * order of running: `_{k < j \le t}` upwards, `_{t \ge j > k}` downwards (the first factor is that of t).
 */
function readRange(line: Line, item: Item): { letter: string; range: Range } {
  const written = items(item.sub);
  const relation = (i: number) => textOf(written[i]);
  const signs = written.flatMap((_, i) =>
    ['=', ...Object.keys(rising), ...Object.keys(falling)].includes(relation(i)) ? [i] : [],
  );
  const part = (from: number, to?: number) => readLine(line.of(written.slice(from, to), item));
  const letterAt = (i: number) => {
    const symbol = written[i] && symbolOf(line.tex, written[i]);
    if (!symbol) throw line.wrong(item, 'no letter that runs', '_{t=1}^T, _t, _{k<j\\le t} or _{t\\ge j>k}');
    return symbol.key;
  };
  const upper = () => item.sup && readLine(line.inside(item.sup, item));

  if (signs.length === 2 && signs[1] === signs[0] + 2) {
    const [first, second] = signs;
    const side = [rising, falling].find((s) => relation(first) in s && relation(second) in s);
    if (side) {
      const [a, b] = [side[relation(first)], side[relation(second)]];
      const down = side === falling;
      const offsets = down ? ([-a, b] as const) : ([a, -b] as const);
      const range = { from: part(0, first), to: part(second + 1), offsets, down };
      return { letter: letterAt(first + 1), range };
    }
  }
  const to = upper();
  if (signs.length === 1 && signs[0] === 1 && relation(1) === '=' && to)
    return { letter: letterAt(0), range: { from: part(2), to, offsets: [0, 0], down: false } };
  if (written.length !== 1) letterAt(-1);
  const letter = letterAt(0);
  const at = { start: item.start, end: item.end };
  const capital: SymbolNode = { kind: 'symbol', symbol: makeSymbol(letter[0].toUpperCase()), ...at };
  const from = { kind: 'number', value: 1, ...at } as const;
  return { letter, range: { from, to: to ?? capital, offsets: [0, 0], down: false } };
}
