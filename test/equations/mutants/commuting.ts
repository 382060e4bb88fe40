import type { equations } from 'unrolled';
import type { Expression } from '../../../lib/equations/expression.js';
import { parse } from '../../../lib/equations/parse.js';
import { toArray } from '../../../lib/equations/tensors.js';

/** A number commutes with everything; a row times a column is one. */
type Kind = 'number' | 'column' | 'row' | 'other';

/** Tells which parts of a formula are plain numbers, whatever its indices. */
export function numbersIn(table: equations.SymbolTable): (node: Expression) => boolean {
  const known = new Map<string, Kind>();
  for (const [key, value] of Object.entries(table)) {
    const [read] = parse(key, { words: [key], isFunction: () => false }).right;
    if (read.kind === 'symbol') known.set(read.symbol.skeleton, kindOf(value));
  }
  const kind = (node: Expression): Kind => {
    switch (node.kind) {
      case 'number':
      case 'norm':
        return 'number';
      case 'symbol':
        // what the table does not have is a letter that runs
        return known.get(node.symbol.skeleton) ?? 'number';
      case 'transpose':
        return kind(node.of) === 'column' ? 'row' : 'other';
      case 'product': {
        const [left, right] = [kind(node.left), kind(node.right)];
        if (left === 'row' && right === 'column') return 'number';
        return left === 'number' ? right : 'other';
      }
      case 'list':
        return 'other';
      default:
        return children(node).every((child) => kind(child) === 'number') ? 'number' : 'other';
    }
  };
  return (node) => kind(node) === 'number';
}

function kindOf(value: equations.SymbolValue): Kind {
  if (typeof value === 'object' && 'kind' in value) {
    if (value.kind === 'function') return 'other';
    for (const index of [1, 0, 2])
      try {
        return kindOf(value.at(...value.letters.map(() => index)));
      } catch {
        // this index does not exist
      }
    return 'other';
  }
  const { shape, data } = toArray(value as equations.SymbolValue & number);
  if (data.length === 1) return 'number';
  return shape.length === 2 && shape[1] === 1 ? 'column' : 'other';
}

export function children(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'sum':
      return node.terms.map(({ of }) => of);
    case 'product':
      return [node.left, node.right];
    case 'fraction':
      return [node.over, node.under];
    case 'root':
    case 'transpose':
    case 'norm':
      return [node.of];
    case 'power':
      return [node.of, node.exponent];
    case 'application':
      return node.to;
    case 'list':
      return node.items;
    case 'big':
      return [node.body];
    default:
      return [];
  }
}
