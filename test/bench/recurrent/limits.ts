import type { Time } from '../race';
import type { Bound, Limits, Measured } from '../report';
import type { CellName, Pass } from './shapes';

/** The times of one pass, by contender. */
export interface Row {
  readonly backend: string;
  readonly cell: CellName;
  readonly shape: string;
  readonly pass: Pass;
  readonly times: Readonly<Record<string, Time>>;
}

/** The contenders, in the order of the table's columns. */
export const columns = ['readable cell', 'fused kernel', 'tf.layers', 'ONNX Runtime', 'PyTorch'] as const;

interface Comparison {
  readonly cell: CellName;
  readonly backend: string;
  readonly with: (typeof columns)[number];
  /** Of the small shape, the middle and the large one. */
  readonly must: readonly [number, number, number];
  readonly aim: readonly [number, number, number];
  readonly bound: (limit: number) => Bound;
}

const faster = (atLeast: number): Bound => ({ atLeast });
const slower = (atMost: number): Bound => ({ atMost });

/** What a training step should be, on two cores. */
const comparisons: readonly Comparison[] = [
  ...(['lstm', 'gru'] as const).map((cell) => ({
    cell,
    backend: 'wasm',
    with: 'tf.layers' as const,
    must: [10, 10, 10] as const,
    aim: [40, 20, 20] as const,
    bound: faster,
  })),
  {
    cell: 'lstm',
    backend: 'tensorflow',
    with: 'tf.layers',
    must: [50, 7, 3],
    aim: [80, 15, 5],
    bound: faster,
  },
  { cell: 'lstm', backend: 'wasm', with: 'PyTorch', must: [1.3, 6, 6], aim: [1, 3, 3], bound: slower },
  { cell: 'gru', backend: 'wasm', with: 'PyTorch', must: [0.6, 3, 3], aim: [0.3, 2, 2], bound: slower },
];

/** The library's best against others: how often faster than tf.layers, how much of PyTorch's time. */
export function ratios(rows: readonly Row[]): Measured[] {
  return comparisons.flatMap(({ cell, backend, with: other, must, aim, bound }) =>
    ['small', 'middle', 'large'].flatMap((shape, i) => {
      const row = rows.find(
        (one) => one.cell === cell && one.backend === backend && one.shape === shape && one.pass === 'step',
      );
      const own = row?.times['fused kernel']?.median;
      const theirs = row?.times[other]?.median;
      if (own === undefined || theirs === undefined) return [];
      const limits: Limits = { must: bound(must[i]), aim: bound(aim[i]) };
      const [what, value] =
        bound === faster ? [`faster than ${other}`, theirs / own] : [`of the time of ${other}`, own / theirs];
      return [{ name: `${cell} step, ${shape}, ${backend}: ${what}`, value, unit: '×', ...limits }];
    }),
  );
}
