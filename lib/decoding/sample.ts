import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { indexed } from '../equations/symbols.js';
import { ValueError } from '../errors.js';
import { filtered, type LogitsFilter } from './filters.js';
import { sampleLogits, softmax, theta, withoutGradient } from './notation.js';
import { search } from './search.js';
import type { Decoded, DecodingOptions, Step } from './types.js';

/**
 * The token on which a number falls when the interval from 0 to 1 is divided among the tokens in proportion to their
 * probabilities. probabilities [V] that sum to 1, u in [0, 1) → a token. Throws `ValueError` for u outside.
 */
export const draw = equation({
  id: 'decode.sample',
  title: { en: 'Sampling', ru: 'Сэмплирование' },
  forms: [
    {
      // the number of tokens, counted from 0, whose intervals end at u or before
      source: 'S3 6.3',
      tex: String.raw`y_t = \sum_{i=1}^{V} \theta(u - \sum_{j=1}^{i} p_j)`,
      symbols: (probabilities: readonly number[], u: number) => ({
        u,
        V: probabilities.length,
        '\\theta': theta,
        p_j: indexed('j', (j) => probabilities[j - 1]),
      }),
    },
  ],
  sample: (random): [readonly number[], number] => [softmax(sampleLogits(random)), random.uniform()],
  code: (probabilities, u) => {
    if (!(u >= 0 && u < 1)) throw new ValueError('u', 'a number from 0 up to below 1', String(u));
    let end = 0;
    const token = probabilities.findIndex((probability) => {
      end += probability;
      return u < end;
    });
    // u falls behind the last interval if rounding made the sum less than 1
    return token < 0 ? lastPossible(probabilities) : token;
  },
  withoutGradient,
});

const lastPossible = (probabilities: readonly number[]): number =>
  probabilities.reduce((last, probability, token) => (probability > 0 ? token : last), 0);

export interface SampleOptions<S> extends DecodingOptions<S> {
  /** Where the chance comes from; it goes on from here. */
  readonly random: Random;
  /** Used one after the other on the model's log-probabilities: `[temperature(0.7), topK(40), topP(0.9)]`. */
  readonly filters?: readonly LogitsFilter[];
}

/**
 * Draws every token from the model's distribution, or from what filters make of it, up to an end token or the largest
 * length, S3 6.3. For several sequences of one source repeat its prompt (and row of the state). `logProb` is that of the
 * model, before any filter. Throws `ValueError`, `ShapeError`, `Stopped`.
 */
export function sample<S>(step: Step<S>, state: S, options: SampleOptions<S>): Promise<Decoded[]> {
  const { random, filters = [] } = options;
  return search(step, state, options, (paths, logProbsOf, rules) =>
    paths.map((path) => {
      const logProbs = logProbsOf(path);
      const probabilities = filtered(rules.allowed(path, logProbs), filters, path.tokens);
      const token = draw(probabilities, random.uniform());
      return rules.continued(path, token, logProbs[token]);
    }),
  );
}
