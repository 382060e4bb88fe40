import type { equations } from 'unrolled';
import type { Expression, SymbolNode } from '../../../lib/equations/expression.js';
import { parse } from '../../../lib/equations/parse.js';
import type { Vocabulary } from '../../../lib/equations/read/line.js';
import { Table } from '../../../lib/equations/table.js';
import { children, numbersIn } from './commuting.js';

/** A formula with one mistake. */
export interface Mutant {
  readonly what: string;
  readonly tex: string;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Function names that are mistaken for each other. */
const otherFunctions: Record<string, string[]> = {
  '\\tanh': ['\\sigma', '\\exp'],
  '\\sigma': ['\\tanh'],
  '\\exp': ['\\sigma', '\\log'],
  '\\log': ['\\exp'],
  '\\min': ['\\max'],
  '\\max': ['\\min'],
  '\\mathrm{softmax}': ['\\sigma', '\\exp'],
  f: ["f'"],
  "f'": ['f'],
};

const bigNames = {
  sum: '\\sum',
  product: '\\prod',
  max: '\\max',
  min: '\\min',
  argmax: '\\operatorname{argmax}',
  argmin: '\\operatorname{argmin}',
} as const;

const otherBigs = {
  sum: ['product'],
  product: ['sum'],
  max: ['min', 'sum', 'argmax'],
  min: ['max', 'argmin'],
  argmax: ['argmin', 'max'],
  argmin: ['argmax', 'min'],
} as const;

/**
 * Every way to get one thing wrong on the right-hand side: a summand or factor dropped, a sign, the order of factors,
 * ⊙ for the product and back, a transpose dropped or added, another function, an index one off, one symbol for
 * another, two symbols swapped throughout, a sum cut, a fraction upside down …
 */
export function mutants(tex: string, table: equations.SymbolTable): Mutant[] {
  const { right } = parse(tex, new Table(table).vocabulary);
  const found: Mutant[] = [];
  const text = ({ start, end }: Place) => tex.slice(start, end);
  const replace = (what: string, at: Place, by: string) => {
    const changed = `${tex.slice(0, at.start)} ${by} ${tex.slice(at.end)}`;
    if (by.trim() !== text(at).trim()) found.push({ what: `${what}: ${text(at)} → ${by}`, tex: changed });
  };
  const names = Object.keys(table).filter((key) => typeof table[key] !== 'number' && !isFunction(table[key]));
  const isNumber = numbersIn(table);
  const visit = (node: Expression): void => {
    mutate(node, names, text, replace, isNumber);
    for (const child of children(node)) visit(child);
  };
  for (const side of right) visit(side);
  for (const [i, one] of names.entries())
    for (const other of names.slice(i + 1)) {
      const swapped = right.reduceRight((line, side) => swapSymbols(line, side, one, other), tex);
      const commute = right.some((side) => areInterchangeable(side, keyOf(one), keyOf(other), isNumber));
      if (swapped !== tex && !commute) found.push({ what: `${one} and ${other} swapped`, tex: swapped });
    }
  const vocabulary = new Table(table).vocabulary;
  return found.filter(({ tex: changed }) => isReadable(changed, vocabulary));
}

/** No double superscript and the like: that would be caught without any arithmetic. */
function isReadable(tex: string, vocabulary: Vocabulary): boolean {
  try {
    parse(tex, vocabulary);
    return true;
  } catch {
    return false;
  }
}

type Replace = (what: string, at: Place, by: string) => void;

function mutate(
  node: Expression,
  names: readonly string[],
  text: (at: Place) => string,
  replace: Replace,
  isNumber: (node: Expression) => boolean,
): void {
  switch (node.kind) {
    case 'number':
      replace('another number', node, String(node.value + 1));
      break;
    case 'symbol':
      for (const other of names) if (keyOf(other) !== node.symbol.key) replace('another symbol', node, other);
      for (const changed of indexOff(node)) replace('index one off', node, changed);
      if (names.includes(text(node)) && !isNumber(node)) replace('transpose added', node, `${text(node)}^T`);
      break;
    case 'sum': {
      const written = node.terms.map(({ sign, of }) => [sign < 0 ? '-' : '+', text(of)]);
      const place = { start: node.terms[0].of.start, end: node.terms[node.terms.length - 1].of.end };
      const minus = node.terms[0].sign < 0;
      const print = (terms: string[][]) =>
        terms
          .map((term) => term.join(' '))
          .join(' ')
          .replace(/^\+ /, '');
      for (const i of written.keys()) {
        const dropped = print(written.filter((_, j) => j !== i));
        const flipped = print(
          written.map(([sign, of], j) => (i === j ? [sign === '+' ? '-' : '+', of] : [sign, of])),
        );
        // a minus in front stands before the place
        if (!minus && dropped) replace('summand dropped', place, dropped);
        if (!minus) replace('sign flipped', place, flipped);
      }
      break;
    }
    case 'product': {
      const [a, b] = [text(node.left), text(node.right)];
      const place = { start: node.left.start, end: node.right.end };
      replace('factor dropped', place, a);
      replace('factor dropped', place, b);
      // a number may stand on either side, and scales with both products
      const scales = isNumber(node.left) || isNumber(node.right);
      if (node.by !== 'hadamard' && !scales) replace('order of factors', place, `${b} ${a}`);
      if (node.by === 'hadamard' && !scales) replace('product for ⊙', place, `${a} ${b}`);
      if (node.by !== 'hadamard' && !scales)
        replace('⊙ for product', place, `\\left(${a} \\odot ${b}\\right)`);
      break;
    }
    case 'fraction':
      replace('upside down', node, `\\frac{${text(node.under)}}{${text(node.over)}}`);
      replace('denominator dropped', node, `\\left(${text(node.over)}\\right)`);
      break;
    case 'root':
      replace('root dropped', node, `\\left(${text(node.of)}\\right)`);
      break;
    case 'power':
      replace('exponent dropped', node, text(node.of));
      break;
    case 'transpose':
      replace('transpose dropped', node, text(node.of));
      break;
    case 'application': {
      const f = text(node.of);
      for (const other of otherFunctions[f] ?? []) replace('another function', node.of, other);
      if (node.to.length === 1) replace('function dropped', node, `\\left(${text(node.to[0])}\\right)`);
      else if (!['\\max', '\\min'].includes(f))
        replace('arguments swapped', node, `${f}(${[...node.to].reverse().map(text).join(', ')})`);
      break;
    }
    case 'list':
      replace('list reversed', node, `[${[...node.items].reverse().map(text).join(', ')}]`);
      for (const i of node.items.keys())
        replace(
          'item dropped',
          node,
          `[${node.items
            .filter((_, j) => j !== i)
            .map(text)
            .join(', ')}]`,
        );
      break;
    case 'norm':
      // where nothing is written, it is the 2-norm that is meant
      for (const foot of node.norm === 'plain' ? ['1', '\\infty'] : ['1', '2', '\\infty'])
        replace('another norm', node, `\\left\\|${text(node.of)}\\right\\|_${foot}`);
      replace('norm dropped', node, `\\left(${text(node.of)}\\right)`);
      break;
    case 'big': {
      const { range, body, letter } = node;
      const big = (from: string, to: string, by = node.by) =>
        `${bigNames[by]}_{${letter} = ${from}}^{${to}} ${text(body)}`;
      const [from, to] = [boundText(range.from, node, text), boundText(range.to, node, text)];
      replace('starts late', node, big(`${from} + 1`, to));
      replace('starts early', node, big(`${from} - 1`, to));
      replace('ends early', node, big(from, `${to} - 1`));
      replace('one term only', node, big(to, to));
      for (const by of otherBigs[node.by]) replace(`${by} for ${node.by}`, node, big(from, to, by));
      if (node.by === 'product' && !isNumber(body))
        replace('other direction', node, `\\prod_{${to} \\ge ${letter} \\ge ${from}} ${text(body)}`);
      break;
    }
  }
}

const keyOf = (written: string): string => {
  const [read] = parse(written).right;
  return read.kind === 'symbol' ? read.symbol.key : written;
};

/** `\sum_t` says neither 1 nor T. */
const boundText = (bound: Expression, big: Expression, text: (at: Place) => string): string => {
  if (bound.start !== big.start) return text(bound);
  return bound.kind === 'number' ? String(bound.value) : (bound as SymbolNode).symbol.key;
};

const isFunction = (value: equations.SymbolValue): boolean =>
  typeof value === 'object' && 'kind' in value && value.kind === 'function';

/** The symbol with each of its indices moved by one, in both directions. */
function indexOff({ symbol }: SymbolNode): string[] {
  return symbol.indices.flatMap((_, moved) =>
    ['+1', '-1'].map((by) => {
      let i = 0;
      return symbol.skeleton.replace(/□/g, () => {
        const { text } = symbol.indices[i];
        return i++ === moved ? text + by : text;
      });
    }),
  );
}

function swapSymbols(line: string, side: Expression, one: string, other: string): string {
  const [keyOne, keyOther] = [keyOf(one), keyOf(other)];
  const places: [Place, string][] = [];
  const visit = (node: Expression): void => {
    if (node.kind === 'symbol' && node.symbol.key === keyOne) places.push([node, other]);
    if (node.kind === 'symbol' && node.symbol.key === keyOther) places.push([node, one]);
    for (const child of children(node)) visit(child);
  };
  visit(side);
  return places
    .sort(([a], [b]) => b.start - a.start)
    .reduce((text, [{ start, end }, by]) => `${text.slice(0, start)} ${by} ${text.slice(end)}`, line);
}

/** Whether two symbols occur once each, as operands whose order does not matter. */
function areInterchangeable(
  side: Expression,
  one: string,
  other: string,
  isNumber: (node: Expression) => boolean,
): boolean {
  let occurrences = 0;
  let together = false;
  const visit = (node: Expression): void => {
    if (node.kind === 'symbol' && [one, other].includes(node.symbol.key)) occurrences++;
    for (const operands of commuting(node, isNumber)) {
      const keys = operands.map((operand) => operand.kind === 'symbol' && operand.symbol.key);
      together ||= keys.includes(one) && keys.includes(other);
    }
    for (const child of children(node)) visit(child);
  };
  visit(side);
  return together && occurrences === 2;
}

/** Lists of operands that may change places. */
function commuting(node: Expression, isNumber: (node: Expression) => boolean): Expression[][] {
  if (node.kind === 'sum')
    return [1, -1].map((sign) => node.terms.filter((term) => term.sign === sign).map(({ of }) => of));
  if (node.kind !== 'product') return [];
  const commutes = node.by === 'hadamard' || isNumber(node.left) || isNumber(node.right);
  return commutes ? [[node.left, node.right]] : [];
}
