import fc from 'fast-check';
import { equations } from 'unrolled';
import { expect, it } from 'vitest';

/** A formula with its value. */
interface Valued {
  readonly tex: string;
  readonly value: number;
}

const number = fc.integer({ min: 1, max: 9 }).map((value): Valued => ({ tex: String(value), value }));
const letter = fc.constantFrom<Valued>(
  { tex: 'x_t', value: 3 },
  { tex: '\\hat y', value: 0.5 },
  { tex: "\\xi'", value: -2 },
  { tex: 'h_{t-1}^{(2)}', value: 1.5 },
);
const table = { x_t: 3, '\\hat{y}': 0.5, "\\xi'": -2, 'h_{t-1}^{(2)}': 1.5 };

const fold = (
  parts: readonly Valued[],
  signs: readonly string[],
  apply: (a: number, b: number, sign: string) => number,
) =>
  parts.slice(1).reduce<Valued>(
    (left, right, i) => ({
      tex: `${left.tex} ${signs[i]} ${right.tex}`,
      value: apply(left.value, right.value, signs[i]),
    }),
    parts[0],
  );

const { sum } = fc.letrec<{ sum: Valued; term: Valued; product: Valued; factor: Valued }>((tie) => {
  const several = (of: fc.Arbitrary<Valued>, signs: string[]) =>
    fc.tuple(
      fc.array(of, { minLength: 1, maxLength: 3 }),
      fc.array(fc.constantFrom(...signs), { minLength: 2, maxLength: 2 }),
    );
  const times = (a: number, b: number) => a * b;
  return {
    sum: several(tie('term'), ['+', '-']).map(([terms, signs]) =>
      fold(terms, signs, (a, b, sign) => (sign === '+' ? a + b : a - b)),
    ),
    term: several(tie('product'), ['\\odot']).map(([products, signs]) => fold(products, signs, times)),
    product: several(tie('factor'), ['\\cdot', '\\times']).map(([factors, signs]) =>
      fold(factors, signs, times),
    ),
    factor: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      number,
      letter,
      fc
        .tuple(tie('sum'), fc.constantFrom(['(', ')'], ['\\left(', '\\right)'], ['\\{', '\\}']))
        .map(([inside, [a, b]]) => ({
          tex: `${a}${inside.tex}${b}`,
          value: inside.value,
        })),
      fc.tuple(tie('sum'), number).map(([over, under]) => ({
        tex: `\\frac{${over.tex}}{${under.tex}}`,
        value: over.value / under.value,
      })),
      fc.tuple(tie('sum')).map(([inside]) => ({ tex: `\\|${inside.tex}\\|`, value: Math.abs(inside.value) })),
      fc
        .tuple(tie('sum'))
        .map(([inside]) => ({ tex: `\\tanh(${inside.tex})`, value: Math.tanh(inside.value) })),
      fc.tuple(letter, letter, tie('factor')).map(([a, b, c]) => ({
        tex: `${a.tex} ${b.tex} (${c.tex})`,
        value: a.value * b.value * c.value,
      })),
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), letter)
        .map(([n, { tex, value }]) => ({
          tex: `\\sum_{n=1}^${n} n ${tex}`,
          value: ((n * (n + 1)) / 2) * value,
        }))
        .map(({ tex, value }) => ({ tex: `(${tex})`, value })),
    ),
  };
});

it('whatever is put together by the rules has the value that the rules give', () => {
  fc.assert(
    fc.property(sum, ({ tex, value }) => {
      const [read] = equations.evaluate(tex, table).data;
      expect(Math.abs(read - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
    }),
    { numRuns: 500, seed: 1 },
  );
});
