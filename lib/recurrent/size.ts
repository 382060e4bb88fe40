import { expectInteger } from '../check.js';
import { type Equation, equation, type Text } from '../equations/equation.js';

const withoutGradient = {
  en: 'counts are integers, there is nothing to differentiate',
  ru: 'это целые числа, дифференцировать нечего',
};

/** A count that depends on I inputs and H units alone. */
function count(
  id: string,
  source: string,
  title: Text,
  tex: string,
  code: (I: number, H: number) => number,
): Equation<[number, number], number> {
  return equation({
    id,
    title,
    forms: [{ source, tex, symbols: (I: number, H: number) => ({ I, H }) }],
    sample: (random): [number, number] => [random.integer(2, 50), random.integer(51, 99)],
    withoutGradient,
    code: (I, H) => {
      expectInteger('I', I, 1);
      expectInteger('H', H, 1);
      return code(I, H);
    },
  });
}

/** Numbers that a plain recurrent cell learns. Throws `ValueError` for sizes below 1. */
export const rnnSize = count(
  'cells.size-rnn',
  'S2, S3 3.3',
  { en: 'Parameters of a plain cell', ru: 'Число параметров простой ячейки' },
  String.raw`n = H (H + I) + H`,
  (I, H) => H * (H + I) + H,
);

/** Numbers that an LSTM learns: four times as many. */
export const lstmSize = count(
  'cells.size-lstm',
  'S2, S3 3.3',
  { en: 'Parameters of an LSTM', ru: 'Число параметров LSTM' },
  String.raw`n = 4 (H (H + I) + H)`,
  (I, H) => 4 * (H * (H + I) + H),
);

/** Numbers that an LSTM with S2's peepholes learns: one more for each unit and gate. */
export const peepholeSize = count(
  'cells.size-peephole',
  'S2(16)–(18)',
  { en: 'Parameters with diagonal peepholes', ru: 'Число параметров с диагональными «глазками»' },
  String.raw`n = 4 (H (H + I) + H) + 3 H`,
  (I, H) => 4 * (H * (H + I) + H) + 3 * H,
);

/** Numbers that an LSTM with S3's peepholes learns: a whole matrix more for each gate. */
export const fullPeepholeSize = count(
  'cells.size-peephole-full',
  'S3 3.1',
  { en: 'Parameters with full peepholes', ru: 'Число параметров с полными «глазками»' },
  String.raw`n = 4 (H (H + I) + H) + 3 H^2`,
  (I, H) => 4 * (H * (H + I) + H) + 3 * H ** 2,
);

/** Numbers that a GRU learns: three quarters of an LSTM's. (With the reset behind the product H more.) */
export const gruSize = count(
  'cells.size-gru',
  'S2, S3 3.3',
  { en: 'Parameters of a GRU', ru: 'Число параметров GRU' },
  String.raw`n = 3 (H (H + I) + H)`,
  (I, H) => 3 * (H * (H + I) + H),
);

/** Multiplications of one step of a plain cell for one sequence. */
export const rnnCost = count(
  'cells.cost-rnn',
  'S2, S3 3.3',
  { en: 'Multiplications of a plain cell', ru: 'Число умножений простой ячейки' },
  String.raw`m = H (H + I)`,
  (I, H) => H * (H + I),
);

/** Multiplications of one step of an LSTM: four products with matrices, three unit by unit. */
export const lstmCost = count(
  'cells.cost-lstm',
  'S2, S3 3.3',
  { en: 'Multiplications of an LSTM', ru: 'Число умножений LSTM' },
  String.raw`m = 4 H (H + I) + 3 H`,
  (I, H) => 4 * H * (H + I) + 3 * H,
);

/** Multiplications of one step of a GRU: three products with matrices, three unit by unit. */
export const gruCost = count(
  'cells.cost-gru',
  'S2, S3 3.3',
  { en: 'Multiplications of a GRU', ru: 'Число умножений GRU' },
  String.raw`m = 3 H (H + I) + 3 H`,
  (I, H) => 3 * H * (H + I) + 3 * H,
);
