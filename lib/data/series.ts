import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import { ShapeError, ValueError } from '../errors.js';
import { precise } from '../float64/precise.js';

/** Throws `ValueError` that names the first element that is not a finite number, or for no elements at all. */
export function expectNumbers(argument: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new ValueError(argument, 'at least one number', 'none');
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new ValueError(`${argument}[${i}]`, 'a finite number', String(values[i]));
  }
}

export interface Scale {
  readonly mean: number;
  readonly deviation: number;
  /** (value − mean) / deviation */
  apply(values: ArrayLike<number>): number[];
  /** Back to the units of the series. */
  restore(values: ArrayLike<number>): number[];
}

/**
 * The scale on which these values have mean 0 and standard deviation 1. Take it from the part of a series that is
 * trained on: what is tested with must not be looked at before. Throws `ValueError` for a constant series.
 */
export function standardise(values: ArrayLike<number>): Scale {
  expectNumbers('values', values);
  const all = Array.from(values);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  if (!(deviation > 0))
    throw new ValueError('values', 'numbers that differ', `${all.length} times ${all[0]}`);
  return {
    mean,
    deviation,
    apply: (values) => Array.from(values, (value) => (value - mean) / deviation),
    restore: (values) => Array.from(values, (value) => value * deviation + mean),
  };
}

export interface WindowOptions {
  /** T: how many steps back the network sees. */
  readonly length: number;
  /** O: how many steps ahead it is to say; by default 1. */
  readonly horizon?: number;
  /** What is to be said, if that is not the series itself (its first feature). */
  readonly targets?: ArrayLike<number>;
  /** Only windows whose first target has an index in from … to − 1. Their inputs may lie before `from`. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * Every window of a series and what follows it, for one number or I features a step.
 * → inputs [N, T, I], targets [N, O]. Throws `ShapeError` for ragged features and `ValueError` if no window fits.
 */
export function windows(
  series: ArrayLike<number> | ArrayLike<ArrayLike<number>>,
  { length, horizon = 1, targets, from = 0, to = series.length }: WindowOptions,
): { inputs: Tensor3D; targets: Tensor2D } {
  expectInteger('length', length, 1);
  expectInteger('horizon', horizon, 1);
  const steps = Array.from(series as ArrayLike<number | ArrayLike<number>>, (step) =>
    typeof step === 'number' ? [step] : Array.from(step),
  );
  const features = steps[0]?.length ?? 0;
  steps.forEach((step, t) => {
    expectNumbers(`series[${t}]`, step);
    if (step.length !== features)
      throw new ShapeError(`series[${t}]`, `${features} features`, `${step.length}`);
  });
  const said = targets ? Array.from(targets) : steps.map((step) => step[0]);
  if (said.length !== steps.length)
    throw new ShapeError('targets', `${steps.length} steps`, `${said.length}`);
  expectNumbers('targets', said);
  const first = Math.max(from, length);
  const count = Math.min(to, steps.length) - horizon + 1 - first;
  if (!(count > 0)) {
    const needed = `at least one window of ${length} steps and ${horizon} to follow`;
    throw new ValueError('series', needed, `${steps.length} steps, from ${from} to ${to}`);
  }
  const starts = Array.from({ length: count }, (_, n) => first + n);
  return {
    inputs: precise(
      starts.flatMap((t) => steps.slice(t - length, t).flat()),
      [count, length, features],
    ),
    targets: precise(
      starts.flatMap((t) => said.slice(t, t + horizon)),
      [count, horizon],
    ),
  };
}
