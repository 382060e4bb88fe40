import type { TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import { breathe } from '../lab/host.js';
import { descending, readLogProbs } from './distribution.js';
import { expectKnown, expectOptions } from './options.js';
import { expectRows, release, takeRows } from './state.js';
import type { Decoded, DecodingOptions, SearchNode, Step } from './types.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Node = Mutable<SearchNode> & { readonly children: Node[] };

/** A sequence that is being made. */
export interface Path {
  readonly tokens: readonly number[];
  readonly logProb: number;
  /** It came to an end token. */
  readonly ended: boolean;
  /** It is not continued: it ended or has the largest length. */
  readonly complete: boolean;
  readonly node: Node;
  /** The row of the state that it goes on from. */
  readonly row: number;
}

/** What a path may be continued by. */
export interface Rules {
  readonly ends: readonly number[];
  /** The log-probabilities with −∞ for what may not come now: an end token before the smallest length. */
  allowed(path: Path, logProbs: readonly number[]): readonly number[];
  /** A path with one more token, whose own log-probability is given. */
  continued(path: Path, token: number, logProb: number): Path;
}

/**
 * How a search goes on by one step of one source: its paths, complete ones among them, and the log-probabilities behind
 * each that is not → the paths that are kept, the best first.
 */
export type Strategy = (
  paths: readonly Path[],
  logProbsOf: (path: Path) => readonly number[],
  rules: Rules,
) => readonly Path[];

/** What the sequences of one source have come to. */
interface Source {
  readonly prompt: readonly number[];
  readonly root: Node;
  /** How many tokens of the prompt have been fed. */
  fed: number;
  paths: readonly Path[];
}

function begin(prompt: readonly number[], row: number): Source {
  const root: Node = { token: -1, logProb: 0, total: 0, kept: true, ended: false, children: [] };
  const path: Path = { tokens: [], logProb: 0, ended: false, complete: false, node: root, row };
  return { prompt, root, fed: 0, paths: [path] };
}

/**
 * Feeds prompts to a model and goes on as the strategy says, all sources in one batch, until no path of any source can
 * be continued. The state given stays the caller's; every other one is freed, also when something throws. Before each
 * step it lets the host breathe; throws `Stopped` when the reader asked to stop.
 */
export async function search<S>(
  step: Step<S>,
  state: S,
  options: DecodingOptions<S>,
  strategy: Strategy,
  score: (path: Path) => number = (path) => path.logProb,
): Promise<Decoded[]> {
  const ends = expectOptions(options, state);
  const { prompts, reorder = takeRows, tree = false } = options;
  const rules = rulesOf(options, ends);
  const sources = prompts.map(begin);
  let current = state;
  let rows = prompts.length;
  let vocabulary: number | undefined;

  /** Makes the next state from the current one, which is freed. */
  const advance = (change: () => S) => {
    const next = tf.tidy(change as () => TensorContainer) as S;
    release(current, next, state);
    current = next;
  };

  try {
    for (;;) {
      const open = sources.flatMap((source) =>
        source.paths.flatMap((path) => (path.complete ? [] : [{ source, path }])),
      );
      if (open.length === 0) return sources.map((source) => finish(source, score, tree));
      await breathe();
      const order = open.map(({ path }) => path.row);
      if (order.length !== rows || order.some((row, i) => row !== i)) advance(() => reorder(current, order));
      rows = open.length;

      let logProbs: number[][] = [];
      const tokens = open.map(({ source, path }) => path.tokens.at(-1) ?? source.prompt[source.fed]);
      advance(() => {
        const result = step(tf.tensor1d(tokens, 'int32'), current);
        logProbs = readLogProbs(result.logProbs, rows, vocabulary);
        return result.state;
      });
      if (!options.reorder) expectRows(current, rows);
      if (vocabulary === undefined) expectKnown(prompts, ends, logProbs[0].length);
      vocabulary = logProbs[0].length;

      const rowOf = new Map(open.map(({ path }, row) => [path.node, row]));
      for (const [b, source] of sources.entries()) {
        if (source.paths.every((path) => path.complete)) continue;
        // the state moved on: what was read from row 5 may now stand in row 2
        const paths = source.paths.map((path) => ({ ...path, row: rowOf.get(path.node) ?? -1 }));
        source.fed++;
        source.paths =
          source.fed < source.prompt.length ? paths : strategy(paths, (path) => logProbs[path.row], rules);
        for (const { node } of source.paths) node.kept = true;
        if (source.paths.length === 0)
          throw new ValueError('logProbs', 'a token that may come next', `none for source ${b}`);
      }
    }
  } finally {
    release(current, state);
  }
}

function rulesOf<S>({ maxLength, minLength = 1, tree }: DecodingOptions<S>, ends: readonly number[]): Rules {
  return {
    ends,
    allowed: ({ tokens }, logProbs) =>
      tokens.length + 1 >= minLength
        ? logProbs
        : logProbs.map((value, token) => (ends.includes(token) ? -Infinity : value)),
    continued: (path, token, logProb) => {
      const ended = ends.includes(token);
      const total = path.logProb + logProb;
      const node: Node = { token, logProb, total, kept: false, ended, children: [] };
      if (tree) path.node.children.push(node);
      const tokens = [...path.tokens, token];
      const complete = ended || tokens.length === maxLength;
      return { tokens, logProb: total, ended, complete, node, row: path.row };
    },
  };
}

/** The hypotheses of a source, the best first; of equal ones that which stood higher in the beam. */
function finish({ root, paths }: Source, score: (path: Path) => number, tree: boolean): Decoded {
  const hypotheses = paths
    .map((path) => ({ path, score: score(path) }))
    .sort((a, b) => descending(a.score, b.score))
    .map(({ path: { tokens, logProb, ended, node }, score }, rank) => {
      node.rank = rank;
      return { tokens, logProb, score, ended };
    });
  return { best: hypotheses[0], hypotheses, ...(tree && { tree: root }) };
}
