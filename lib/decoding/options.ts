import { expectInteger } from '../check.js';
import { ValueError } from '../errors.js';
import { expectRows } from './state.js';
import type { DecodingOptions } from './types.js';

/** Checks what can be checked before a step is taken. Gives the end tokens. Throws `ValueError`, `ShapeError`. */
export function expectOptions<S>(options: DecodingOptions<S>, state: S): number[] {
  const { prompts, end, maxLength, minLength = 1, reorder } = options;
  if (prompts.length === 0) throw new ValueError('prompts', 'at least one', 'none');
  for (const [b, prompt] of prompts.entries())
    if (prompt.length === 0) throw new ValueError(`prompts[${b}]`, 'at least one token', 'none');
  const ends = typeof end === 'number' ? [end] : [...end];
  expectKnown(prompts, ends);
  expectInteger('maxLength', maxLength, 1);
  expectInteger('minLength', minLength, 1, maxLength);
  if (!reorder) expectRows(state, prompts.length);
  return ends;
}

/** Throws `ValueError` for tokens that a vocabulary of V does not hold. */
export function expectKnown(
  prompts: readonly (readonly number[])[],
  ends: readonly number[],
  V = Infinity,
): void {
  for (const [b, prompt] of prompts.entries())
    for (const [i, token] of prompt.entries()) expectInteger(`prompts[${b}][${i}]`, token, 0, V - 1);
  for (const token of ends) expectInteger('end', token, 0, V - 1);
}
