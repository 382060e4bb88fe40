import type { equations } from 'unrolled';
import type { Expression } from '../../../lib/equations/expression.js';
import { parse } from '../../../lib/equations/parse.js';
import { toArray } from '../../../lib/equations/tensors.js';

/** Tells which parts of a formula are plain numbers, whatever its indices: numbers commute with everything. */
export function numbersIn(table: equations.SymbolTable): (node: Expression) => boolean {
  const known = new Map<string, boolean>();
  for (const [key, value] of Object.entries(table)) {
    const [read] = parse(key, { words: [key], isFunction: () => false }).right;
    if (read.kind === 'symbol') known.set(read.symbol.skeleton, isOne(value));
  }
  const visit = (node: Expression): boolean => {
    switch (node.kind) {
      case 'number':
      case 'norm':
        return true;
      case 'symbol':
        // what the table does not have is a letter that runs
        return known.get(node.symbol.skeleton) ?? true;
      case 'product':
        // a row times a column is a number too, but that is not for the symbols to say
        return visit(node.left) && visit(node.right);
      case 'list':
        return false;
      default:
        return children(node).every(visit);
    }
  };
  return visit;
}

function isOne(value: equations.SymbolValue): boolean {
  if (typeof value === 'object' && 'kind' in value) {
    if (value.kind === 'function') return false;
    return [1, 0, 2].some((index) => {
      try {
        return toArray(value.at(...value.letters.map(() => index))).data.length === 1;
      } catch {
        return false; // this index does not exist
      }
    });
  }
  return toArray(value as equations.SymbolValue & number).data.length === 1;
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
