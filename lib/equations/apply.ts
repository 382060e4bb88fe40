import type { Tensor } from '@tensorflow/tfjs';
import type { NumericArray } from './array.js';
import { EquationError } from './errors.js';
import type { ApplicationNode } from './expression.js';
import type { Meaning } from './table.js';
import { numbersOnly, toArray, toTensor } from './tensors.js';

/** f(a, b), f′(a). Throws `EquationError`, or `ShapeError` for arguments that f does not take. */
export function applyFunction(
  tex: string,
  node: ApplicationNode,
  meaning: Meaning,
  args: readonly NumericArray[],
): NumericArray {
  const name = tex.slice(node.of.start, node.of.end);
  const complain = (
    kind: 'symbol' | 'syntax' | 'value',
    problem: string,
    expected: string,
    cause?: unknown,
  ) => new EquationError(kind, tex, node, problem, expected, { cause });
  if (meaning.kind === 'value') throw complain('symbol', `${name} is no function`, 'a function');
  if (meaning.primes > 1 || (meaning.primes === 1 && !meaning.of.derivative))
    throw complain('symbol', `${name} has no such derivative`, 'a function given with its derivative');

  if (meaning.kind === 'known') {
    const { arity, of, derivative } = meaning.of;
    if (arity !== undefined && args.length !== arity)
      throw complain('syntax', `${name} of ${args.length} arguments`, `${arity}`);
    return meaning.primes ? derivative!(args[0]) : of(...args);
  }
  const call = meaning.primes ? meaning.of.derivative! : meaning.of.of;
  try {
    return numbersOnly(() =>
      toArray((call as (...args: unknown[]) => Tensor | number)(...args.map(toTensor))),
    );
  } catch (error) {
    throw complain('value', `${name} failed: ${(error as Error).message}`, 'arguments that it takes', error);
  }
}
