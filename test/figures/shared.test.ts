import { describe, expect, it } from 'vitest';
import { nearest, type Spot } from '../../site/src/figures/nearest';
import {
  decimal,
  inBrackets,
  power,
  short,
  subscript,
  superscript,
  tuple,
} from '../../site/src/figures/numbers';
import { shade, signOf } from '../../site/src/figures/shading';
import { clamp } from '../../site/src/figures/useSteps';

describe('numbers in two languages', () => {
  it.each([
    [decimal(-0.5, 'en'), '−0.50'],
    [decimal(-0.5, 'ru'), '−0,50'],
    [decimal(-0.001, 'en'), '0.00'],
    [decimal(-0, 'en', 1), '0.0'],
    [short(-0.001, 'en'), '0'],
    [short(1.5, 'ru'), '1,5'],
    [short(2, 'en'), '2'],
    [power(0, 'en'), '0'],
    [power(0.000031, 'en'), '3.1·10⁻⁵'],
    [power(-2.54e30, 'ru'), '−2,5·10³⁰'],
    [power(0.25, 'ru'), '0,25'],
    [power(1234, 'en'), '1234'],
    [tuple([0.5, -1], 'en', 1), '(0.5, −1.0)'],
    [tuple([0.5, -1], 'ru', 1), '(0,5; −1,0)'],
    [inBrackets('−2'), '(−2)'],
    [inBrackets('2'), '2'],
    [subscript(10), '₁₀'],
    [superscript(-12), '⁻¹²'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });
});

describe('shading', () => {
  it('tells the sign by colour and by a mark, and the size by strength', () => {
    expect(shade(0.5).fill).not.toBe(shade(-0.5).fill);
    expect(shade(0.2).fillOpacity).toBeLessThan(shade(0.9).fillOpacity);
    expect(shade(7).fillOpacity).toBe(shade(1).fillOpacity);
    expect([signOf(-0.5), signOf(0), signOf(0.5)]).toEqual(['−', '', '+']);
  });
});

describe('arrow keys in a drawing', () => {
  const spots: Spot[] = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) => ({ key: `${row}${column}`, x: column * 50, y: row * 30 })),
  );
  it.each([
    ['11', 'ArrowLeft', '10'],
    ['11', 'ArrowRight', '12'],
    ['11', 'ArrowUp', '01'],
    ['11', 'ArrowDown', '21'],
    ['02', 'ArrowRight', undefined],
    ['11', 'Home', '00'],
    ['11', 'End', '22'],
    ['11', 'a', undefined],
    ['nowhere', 'ArrowLeft', undefined],
  ])('from %s by %s', (from, key, to) => {
    expect(nearest(spots, from, key)).toBe(to);
  });

  it('prefers what lies straight ahead to what is nearer but aside', () => {
    const some = [
      { key: 'a', x: 0, y: 0 },
      { key: 'aside', x: 20, y: 15 },
      { key: 'ahead', x: 40, y: 0 },
    ];
    expect(nearest(some, 'a', 'ArrowRight')).toBe('ahead');
  });
});

it('a step stays between the first and the last', () => {
  expect([clamp(0, 1, 5), clamp(3, 1, 5), clamp(9, 1, 5)]).toEqual([1, 3, 5]);
});
