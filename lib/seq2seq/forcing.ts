import { expectInteger, expectPositive } from '../check.js';
import { equation } from '../equations/equation.js';
import { ValueError } from '../errors.js';

/** How likely the right token is fed at training step i = 0, 1, …; otherwise the decoder's own is. */
export type Schedule = (i: number) => number;

const withoutGradient = {
  en: 'A probability to draw with: it is set, not learned.',
  ru: 'Вероятность для случайного выбора: она задаётся, а не обучается.',
};

const source = 'Bengio et al. 2015';

function expectFraction(argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new ValueError(argument, 'a number from 0 to 1', String(value));
}

/** Falls by `slope` in every step, from `from` down to `lowest`. Throws `ValueError`. Bengio et al. (2015). */
export const linearDecay = equation({
  id: 'seq2seq.forcing-linear',
  title: { en: 'Teacher forcing, falling in a line', ru: 'Teacher forcing с линейным убыванием' },
  forms: [
    {
      source,
      tex: String.raw`\epsilon_i = \max(\epsilon, k - c i)`,
      symbols: (i: number, from: number, slope: number, lowest: number) => ({
        i,
        k: from,
        c: slope,
        '\\epsilon': lowest,
      }),
    },
  ],
  sample: (random): [number, number, number, number] => [
    random.integer(1, 9),
    0.9 + 0.1 * random.uniform(),
    0.2 * random.uniform(),
    0.3,
  ],
  code: (i, from, slope, lowest) => Math.max(lowest, from - slope * i),
  withoutGradient,
});

/** k^i for k < 1. Throws `ValueError`. Bengio et al. (2015). */
export const exponentialDecay = equation({
  id: 'seq2seq.forcing-exponential',
  title: { en: 'Teacher forcing, falling exponentially', ru: 'Teacher forcing с экспоненциальным убыванием' },
  forms: [{ source, tex: String.raw`\epsilon_i = k^i`, symbols: (i: number, k: number) => ({ i, k }) }],
  sample: (random): [number, number] => [random.integer(1, 9), random.uniform()],
  code: (i, k) => k ** i,
  withoutGradient,
});

/** k/(k + e^{i/k}), which stays near 1 for a while: half of it is gone at i = k ln k. Bengio et al. (2015). */
export const inverseSigmoidDecay = equation({
  id: 'seq2seq.forcing-inverse-sigmoid',
  title: { en: 'Teacher forcing, falling as a sigmoid', ru: 'Teacher forcing с убыванием по сигмоиде' },
  forms: [
    {
      source,
      tex: String.raw`\epsilon_i = \frac{k}{k + \exp(i / k)}`,
      symbols: (i: number, k: number) => ({ i, k }),
    },
  ],
  sample: (random): [number, number] => [random.integer(1, 20), 1 + 5 * random.uniform()],
  code: (i, k) => k / (k + Math.exp(i / k)),
  withoutGradient,
});

/**
 * Schedules for teacher forcing: the decoder is fed the right tokens `always`, `never` (its own ones), or less and less
 * often, so that it learns to go on from its own mistakes. Each throws `ValueError` for numbers out of range.
 * Bengio, Vinyals, Jaitly and Shazeer, "Scheduled sampling for sequence prediction with recurrent neural networks" (2015).
 */
export const forcing = {
  always: (): Schedule => () => 1,
  never: (): Schedule => () => 0,
  /** From `from` (1) down to `lowest` (0), by `slope` in every step. */
  linear: ({ slope, from = 1, lowest = 0 }: { slope: number; from?: number; lowest?: number }): Schedule => {
    expectPositive('slope', slope);
    expectFraction('from', from);
    expectFraction('lowest', lowest);
    return (i) => linearDecay(step(i), from, slope, lowest);
  },
  /** k^i, 0 < k < 1. */
  exponential: (k: number): Schedule => {
    if (!(k > 0 && k < 1)) throw new ValueError('k', 'a number between 0 and 1', String(k));
    return (i) => exponentialDecay(step(i), k);
  },
  /** k/(k + e^{i/k}), k ≥ 1. */
  inverseSigmoid: (k: number): Schedule => {
    if (!(k >= 1 && Number.isFinite(k))) throw new ValueError('k', 'a number from 1 upwards', String(k));
    return (i) => inverseSigmoidDecay(step(i), k);
  },
};

function step(i: number): number {
  expectInteger('i', i, 0);
  return i;
}
