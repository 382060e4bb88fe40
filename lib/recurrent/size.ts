import { expectInteger } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';

const withoutGradient = {
  en: 'counts are integers, there is nothing to differentiate',
  ru: 'это целые числа, дифференцировать нечего',
};

/** One formula for a count that depends on I inputs and H units alone. */
const written = (source: string, tex: string) =>
  [{ source, tex, symbols: (I: number, H: number) => ({ I, H }) }] as const;

const sample = (random: Random): [number, number] => [random.integer(2, 50), random.integer(51, 99)];

/** Throws `ValueError` for sizes below 1. */
function expectSizes(I: number, H: number): void {
  expectInteger('I', I, 1);
  expectInteger('H', H, 1);
}

/** Numbers that a plain recurrent cell learns. Throws `ValueError` for sizes below 1. */
export const rnnSize = equation({
  id: 'cells.size-rnn',
  title: { en: 'Parameters of a plain cell', ru: 'Число параметров простой ячейки' },
  forms: written('S2, S3 3.3', String.raw`n = H (H + I) + H`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return H * (H + I) + H;
  },
});

/** Numbers that an LSTM learns: four times as many. */
export const lstmSize = equation({
  id: 'cells.size-lstm',
  title: { en: 'Parameters of an LSTM', ru: 'Число параметров LSTM' },
  forms: written('S2, S3 3.3', String.raw`n = 4 (H (H + I) + H)`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return 4 * (H * (H + I) + H);
  },
});

/** Numbers that an LSTM with S2's peepholes learns: one more for each unit and gate. */
export const peepholeSize = equation({
  id: 'cells.size-peephole',
  title: { en: 'Parameters with diagonal peepholes', ru: 'Число параметров с диагональными «глазками»' },
  forms: written('S2(16)–(18)', String.raw`n = 4 (H (H + I) + H) + 3 H`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return 4 * (H * (H + I) + H) + 3 * H;
  },
});

/** Numbers that an LSTM with S3's peepholes learns: a whole matrix more for each gate. */
export const fullPeepholeSize = equation({
  id: 'cells.size-peephole-full',
  title: { en: 'Parameters with full peepholes', ru: 'Число параметров с полными «глазками»' },
  forms: written('S3 3.1', String.raw`n = 4 (H (H + I) + H) + 3 H^2`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return 4 * (H * (H + I) + H) + 3 * H ** 2;
  },
});

/** Numbers that a GRU learns: three quarters of an LSTM's. (With the reset behind the product H more.) */
export const gruSize = equation({
  id: 'cells.size-gru',
  title: { en: 'Parameters of a GRU', ru: 'Число параметров GRU' },
  forms: written('S2, S3 3.3', String.raw`n = 3 (H (H + I) + H)`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return 3 * (H * (H + I) + H);
  },
});

/** Multiplications of one step of a plain cell for one sequence. */
export const rnnCost = equation({
  id: 'cells.cost-rnn',
  title: { en: 'Multiplications of a plain cell', ru: 'Число умножений простой ячейки' },
  forms: written('S2, S3 3.3', String.raw`m = H (H + I)`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return H * (H + I);
  },
});

/** Multiplications of one step of an LSTM: four products with matrices, three unit by unit. */
export const lstmCost = equation({
  id: 'cells.cost-lstm',
  title: { en: 'Multiplications of an LSTM', ru: 'Число умножений LSTM' },
  forms: written('S2, S3 3.3', String.raw`m = 4 H (H + I) + 3 H`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return 4 * H * (H + I) + 3 * H;
  },
});

/** Multiplications of one step of a GRU: three products with matrices, three unit by unit. */
export const gruCost = equation({
  id: 'cells.cost-gru',
  title: { en: 'Multiplications of a GRU', ru: 'Число умножений GRU' },
  forms: written('S2, S3 3.3', String.raw`m = 3 H (H + I) + 3 H`),
  sample,
  withoutGradient,
  code: (I, H) => {
    expectSizes(I, H);
    return 3 * H * (H + I) + 3 * H;
  },
});
