import { expect } from 'vitest';

/** Nested lists of numbers. */
type Nested = number | readonly Nested[];

/** The same nesting, and every number within so much. */
export function expectClose(got: Nested, want: Nested, within: number): void {
  if (typeof got === 'number' || typeof want === 'number') {
    expect(typeof got).toBe(typeof want);
    expect(Math.abs((got as number) - (want as number))).toBeLessThanOrEqual(within);
    return;
  }
  expect(got.length).toBe(want.length);
  got.forEach((part, i) => expectClose(part, want[i], within));
}
