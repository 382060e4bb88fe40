import type { Expression, ProductNode, SumNode } from '../expression.js';
import { textOf } from '../tree.js';
import { readFactor } from './factor.js';
import type { Line } from './line.js';

const signs: Record<string, ProductNode['by'] | 'over'> = {
  '\\cdot': 'dot',
  '\\times': 'dot',
  '*': 'convolution',
  '\\ast': 'convolution',
  '/': 'over',
};
const hadamard = new Set(['\\odot', '\\circ']);

export const isHadamard = (text: string): boolean => hadamard.has(text);

/** The whole line as one expression. */
export function readLine(line: Line): Expression {
  const read = readSum(line);
  line.end();
  return read;
}

/** a + b − c, up to what is no part of it. */
export function readSum(line: Line): Expression {
  const start = line.here?.start ?? 0;
  const terms: SumNode['terms'][number][] = [];
  do {
    const sign = line.skip('-') ? -1 : 1;
    if (sign === 1) line.skip('+');
    terms.push({ sign, of: readTerm(line) });
  } while (line.sees('+') || line.sees('-'));
  if (terms.length === 1 && terms[0].sign === 1) return terms[0].of;
  return { kind: 'sum', terms, start, end: line.last.end };
}

/** a ⊙ b: everything between two + or −. */
export function readTerm(line: Line): Expression {
  let left = readProduct(line);
  while (isHadamard(textOf(line.here))) {
    line.take();
    left = product('hadamard', left, readProduct(line));
  }
  return left;
}

/** a · b, a ∗ b, a / b */
function readProduct(line: Line): Expression {
  let left = readFactors(line).of;
  for (;;) {
    const by = signs[textOf(line.here)];
    if (!by) return left;
    line.take();
    const { of: right, factors } = readFactors(line);
    if (by !== 'over') left = product(by, left, right);
    else if (factors === 1)
      left = { kind: 'fraction', over: left, under: right, start: left.start, end: right.end };
    else throw line.wrong(right, 'several factors behind /', 'parentheses around what it divides by');
  }
}

/** a b c */
export function readFactors(line: Line): { of: Expression; factors: number } {
  let of = readFactor(line);
  let factors = 1;
  for (; startsFactor(line); factors++) of = product('juxtaposition', of, readFactor(line));
  return { of, factors };
}

function startsFactor(line: Line): boolean {
  const item = line.here;
  const text = textOf(item);
  if (!item || text in signs || line.bars.at(-1) === text) return false;
  return item.node.type !== 'atom' || item.node.family === 'open';
}

function product(by: ProductNode['by'], left: Expression, right: Expression): Expression {
  // [h, x] W: rows stand side by side; W [h, x]: columns stand one below the other
  const across = left.kind === 'list' && !left.semicolon && (by === 'juxtaposition' || by === 'dot');
  return {
    kind: 'product',
    by,
    left: across ? { ...left, sideBySide: true } : left,
    right,
    start: left.start,
    end: right.end,
  };
}
