import { equation } from '../equations/equation.js';
import { ValueError } from '../errors.js';
import { firstLargest } from './distribution.js';
import { sampleLogits, softmax, withoutGradient } from './notation.js';
import { search } from './search.js';
import type { Decoded, DecodingOptions, Step } from './types.js';

/** The most likely token; of several the first. probabilities, or their logarithms, [V] → a token. */
export const mostLikely = equation({
  id: 'decode.greedy',
  title: { en: 'Greedy decoding', ru: 'Жадный поиск' },
  forms: [
    {
      source: 'S3 6.3',
      tex: String.raw`P(\hat{y}_t) = \max(p_t)`,
      symbols: (probabilities: readonly number[]) => ({ p_t: probabilities }),
      value: (token: number, probabilities) => probabilities[token],
    },
  ],
  sample: (random): [readonly number[]] => [softmax(sampleLogits(random))],
  code: (probabilities) => {
    if (probabilities.length === 0) throw new ValueError('probabilities', 'at least one', 'none');
    return firstLargest(probabilities);
  },
  withoutGradient,
});

/**
 * Takes the most likely token at every step, up to an end token or the largest length, S3 6.3; of equally likely ones
 * the lowest. Each source has one hypothesis. Throws `ValueError`, `ShapeError`, `Stopped`.
 */
export function greedy<S>(step: Step<S>, state: S, options: DecodingOptions<S>): Promise<Decoded[]> {
  return search(step, state, options, (paths, logProbsOf, rules) =>
    paths.flatMap((path) => {
      const logProbs = rules.allowed(path, logProbsOf(path));
      const token = mostLikely(logProbs);
      return logProbs[token] === -Infinity ? [] : [rules.continued(path, token, logProbs[token])];
    }),
  );
}
