import { equation } from '../../equations/equation.js';
import { indexed, written } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';

type Sequences = readonly (readonly number[])[];

/**
 * How much of what should be written is written, in its place: the part of all target tokens that the output has at the
 * same step. outputs and targets are lists of tokens, one for each sequence; an output that ends early misses the rest.
 * Throws `ValueError`.
 */
export const writtenRight = equation({
  id: 'seq2seq.bottleneck',
  title: { en: 'How much is written right', ru: 'Какая часть выхода верна' },
  forms: [
    {
      // δ is 1 for equal tokens, otherwise 0; T_n is the length of target n
      source: 'S3 4.4, S4',
      tex: String.raw`A = \frac{\sum_{n=1}^{N} \sum_{t=1}^{T_n} \delta(\hat{y}_{nt}, y_{nt})}{\sum_{n=1}^{N} T_n}`,
      symbols: (outputs: Sequences, targets: Sequences) => ({
        N: targets.length,
        T_n: indexed('n', (n) => targets[n - 1].length),
        '\\hat{y}_{nt}': indexed(['n', 't'], (n, t) => outputs[n - 1][t - 1] ?? -1),
        'y_{nt}': indexed(['n', 't'], (n, t) => targets[n - 1][t - 1]),
        '\\delta': written((a: { dataSync(): ArrayLike<number> }, b: { dataSync(): ArrayLike<number> }) =>
          a.dataSync()[0] === b.dataSync()[0] ? 1 : 0,
        ),
      }),
    },
  ],
  sample: (random): [Sequences, Sequences] => {
    const token = () => random.integer(4, 7);
    return [
      [[token(), token(), 2], [token()]],
      [
        [token(), token(), 2],
        [token(), 2],
      ],
    ];
  },
  code: (outputs, targets) => {
    if (targets.length === 0) throw new ValueError('targets', 'at least one', 'none');
    if (outputs.length !== targets.length)
      throw new ValueError('outputs', `${targets.length}, one for each target`, String(outputs.length));
    const right = targets.map((target, n) => target.filter((token, t) => token === outputs[n][t]).length);
    const all = targets.reduce((sum, { length }) => sum + length, 0);
    if (all === 0) throw new ValueError('targets', 'at least one token', 'none');
    return right.reduce((a, b) => a + b) / all;
  },
  withoutGradient: {
    en: 'It counts tokens: there is nothing to differentiate.',
    ru: 'Здесь считают токены: дифференцировать нечего.',
  },
});
