import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { indexed } from '../equations/symbols.js';
import { ShapeError } from '../errors.js';
import { type OutputParams, type RNNParams, rnnOutput, rnnState } from '../recurrent/rnn.js';
import { sampleOutput, sampleRNN } from '../recurrent/sample.js';
import { fold } from '../recurrent/unroll.js';
import type { Step } from './types.js';

type Tokens = readonly (readonly number[])[];

/**
 * How likely a model finds given sequences: Σ log P(y_t | prompt, y_{<t}) for each source, [B]. What generation draws
 * from, and, with its sign turned, the loss of a model trained with the right tokens fed. Prompts and tokens may have
 * different lengths. Throws `ShapeError`, `ValueError`.
 */
export function logLikelihood<S>(step: Step<S>, state: S, prompts: Tokens, tokens: Tokens): Tensor1D {
  if (tokens.length !== prompts.length || prompts.length === 0)
    throw new ShapeError(
      'tokens',
      `one list for each of at least one prompt`,
      `${tokens.length} for ${prompts.length}`,
    );
  for (const [b, prompt] of prompts.entries()) {
    expectInteger(`length of prompts[${b}]`, prompt.length, 1);
    expectInteger(`length of tokens[${b}]`, tokens[b].length, 1);
    for (const token of [...prompt, ...tokens[b]]) expectInteger(`token of source ${b}`, token, 0);
  }
  const whole = prompts.map((prompt, b) => [...prompt, ...tokens[b]]);
  const last = Math.max(...whole.map(({ length }) => length)) - 1;
  return tf.tidy(() => {
    let s = state;
    let total: Tensor1D = tf.zeros([whole.length]);
    for (let t = 0; t < last; t++) {
      // behind its end a sequence is fed anything
      const result = step(
        tf.tensor1d(
          whole.map((tokens) => tokens[t] ?? 0),
          'int32',
        ),
        s,
      );
      s = result.state;
      expectShape('logProbs', result.logProbs, [whole.length, 'V']);
      const V = result.logProbs.shape[1];
      for (const [b, tokens] of whole.entries())
        for (const token of tokens) expectInteger(`token of source ${b}`, token, 0, V - 1);
      const next = whole.map((tokens, b) => (t + 1 < prompts[b].length ? -1 : (tokens[t + 1] ?? -1)));
      // chosen and not multiplied, as 0 · −∞ is no number; compared, as a one-hot of −1 is left to the backend
      const chosen = tf.equal(tf.range(0, V, 1, 'int32'), tf.tensor2d(next, [next.length, 1], 'int32'));
      total = total.add(tf.where(chosen, result.logProbs, tf.zerosLike(result.logProbs)).sum(1));
    }
    return total;
  });
}

/** A recurrent network that reads its own tokens one-hot; its state carries its weights. */
type Generator = { readonly h: Tensor2D; readonly p: RNNParams; readonly out: OutputParams };

const generator: Step<Generator> = (tokens, { h, p, out }) => {
  expectShape('Wx', p.Wx, ['V', 'H']);
  const next = rnnState(p, tf.oneHot(tokens, p.Wx.shape[0]).toFloat() as Tensor2D, h);
  return { logProbs: tf.logSoftmax(rnnOutput(out, next)), state: { h: next, p, out } };
};

const V = 5;

const sampleGenerator = (random: Random): Generator => ({
  h: random.tensor([2, 4]),
  p: sampleRNN(random, V, 4),
  out: sampleOutput(random, 4, V),
});

const sampleTokens = (random: Random, length: number): Tokens =>
  [0, 1].map(() => Array.from({ length }, () => random.integer(0, V)));

/** For each source y_t, one-hot, and p̂_t, both for t = 1 … of the tokens that follow `first`. */
function written(state: Generator, first: readonly number[], following: Tokens) {
  return following.map((tokens, b) => {
    const fed = [first[b], ...tokens.slice(0, -1)];
    const states = fold(
      (h: Tensor2D, token: number) => rnnState(state.p, tf.oneHot([token], V).toFloat() as Tensor2D, h),
      state.h.slice([b], [1]),
      fed,
    );
    return {
      y_t: indexed('t', (t) => Array.from({ length: V }, (_, v) => [v === tokens[t - 1] ? 1 : 0])),
      '\\hat{p}_t': indexed('t', (t) => rnnOutput(state.out, states[t - 1], 'softmax').reshape([V, 1])),
    };
  });
}

const each = (total: Tensor1D): Tensor1D[] => tf.unstack(total) as Tensor1D[];

/**
 * Generation from a hidden vector: what the model makes of a state and a start token, S3 6.1. start [B], tokens one list
 * for each source → log-probabilities [B].
 */
export const likelihoodFromState = equation({
  id: 'decode.from-state',
  title: { en: 'Generation from a hidden vector', ru: 'Генерация из вектора скрытого состояния' },
  forms: [
    {
      // y_t is one-hot, p̂_t the distribution after the start token and y_1 … y_{t−1}
      source: 'S3 6.1',
      tex: String.raw`\ell(y) = \sum_{t=1}^{T} y_t^T \log \hat{p}_t`,
      symbols: (_step: Step<Generator>, state: Generator, start: readonly number[], tokens: Tokens) =>
        written(state, start, tokens).map((table) => ({ ...table, T: tokens[0].length })),
      value: each,
    },
  ],
  sample: (random): [Step<Generator>, Generator, readonly number[], Tokens] => [
    generator,
    sampleGenerator(random),
    [0, 1],
    sampleTokens(random, 3),
  ],
  code: (step, state, start, tokens) =>
    logLikelihood(
      step,
      state,
      start.map((token) => [token]),
      tokens,
    ),
});

/**
 * Continuation of a prompt y_1 … y_n: what comes after it given all of it, S3 6.1. prompts and tokens one list for each
 * source → log-probabilities [B].
 */
export const likelihoodFromPrompt = equation({
  id: 'decode.from-prompt',
  title: { en: 'Continuation of a prompt', ru: 'Продолжение затравки' },
  forms: [
    {
      source: 'S3 6.1',
      tex: String.raw`\ell(y) = \sum_{t=n+1}^{n+T} y_t^T \log \hat{p}_t`,
      symbols: (_step: Step<Generator>, state: Generator, prompts: Tokens, tokens: Tokens) => {
        const n = prompts[0].length;
        // the first token of the prompt is fed before there is anything to predict: y_1 has no p̂_1
        const tables = written(
          state,
          prompts.map(([first]) => first),
          prompts.map((prompt, b) => [...prompt.slice(1), ...tokens[b]]),
        );
        return tables.map((table) => ({
          n,
          T: tokens[0].length,
          y_t: indexed('t', (t) => table.y_t.at(t - 1)),
          '\\hat{p}_t': indexed('t', (t) => table['\\hat{p}_t'].at(t - 1)),
        }));
      },
      value: each,
    },
  ],
  sample: (random): [Step<Generator>, Generator, Tokens, Tokens] => [
    generator,
    sampleGenerator(random),
    sampleTokens(random, 3),
    sampleTokens(random, 2),
  ],
  code: logLikelihood<Generator>,
});
