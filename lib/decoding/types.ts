import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';

/**
 * One step of any model that generates: the tokens fed last, int32 [N], and the state of those N rows → log-probabilities
 * of the token that comes next, [N, V], each row a distribution (`tf.logSoftmax` of logits), and the new state.
 *
 * It is synchronous, so that it can run inside `tf.tidy`: whatever it makes besides its result is freed, also when it
 * throws. The decoding around it is asynchronous: between two steps the host may draw, or stop it.
 * It may hand tensors through from the old state to the new (an encoder's states) and must dispose nothing itself.
 */
export type Step<S> = (tokens: Tensor1D, state: S) => { readonly logProbs: Tensor2D; readonly state: S };

export interface DecodingOptions<S> {
  /**
   * What is fed first, for each source of the batch: a start token, `[[bos], [bos]]` (generation from a hidden state,
   * S3 6.1), or the beginning of a text to be continued. The lengths may differ. The model's state must have one row for
   * each of them.
   */
  readonly prompts: readonly (readonly number[])[];
  /** The token, or all tokens, behind which nothing comes; an empty list for none. */
  readonly end: number | readonly number[];
  /** The largest number of new tokens, the end token among them. */
  readonly maxLength: number;
  /** The smallest number of new tokens, the end token among them; 1 by default. */
  readonly minLength?: number;
  /**
   * The rows of a state in a new order, some twice, some not at all: how a beam follows the hypotheses that it keeps.
   * Without it the state must consist of tensors [N, …] in arrays and plain objects, of which the rows are taken.
   */
  readonly reorder?: (state: S, rows: readonly number[]) => S;
  /** Whether to return the tree of all continuations that were considered. */
  readonly tree?: boolean;
}

/** A sequence that was generated, whole or, at the largest length, cut off. */
export interface Hypothesis {
  /** The new tokens, the prompt left out, the end token included. */
  readonly tokens: readonly number[];
  /** The model's Σ log P(y_t | y_{<t}) over these tokens. */
  readonly logProb: number;
  /** What hypotheses are ranked by: `logProb`, in a beam search divided by the length penalty. */
  readonly score: number;
  /** Whether it came to an end token. */
  readonly ended: boolean;
}

/** What came of one source. */
export interface Decoded {
  /** The best of them. */
  readonly best: Hypothesis;
  /** All, the best first; greedy decoding and sampling make one. */
  readonly hypotheses: readonly Hypothesis[];
  /** The root, which stands for the prompt. Only with the option `tree`. */
  readonly tree?: SearchNode;
}

/** A continuation that was considered. */
export interface SearchNode {
  /** −1 at the root. */
  readonly token: number;
  /** Of this token after those above it; 0 at the root. */
  readonly logProb: number;
  /** Of all tokens from the root to here. */
  readonly total: number;
  /** Whether it was among those that were kept at its step. */
  readonly kept: boolean;
  readonly ended: boolean;
  /** Its place among the hypotheses, from 0; undefined for those that are not returned. */
  readonly rank?: number;
  /** The most likely first. Empty for what was not continued. */
  readonly children: readonly SearchNode[];
}
