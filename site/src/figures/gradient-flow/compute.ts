import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';

/** Which recurrent weights: as they are drawn, as training left them, or coupled in one direction only. */
export type Weights = 'random' | 'trained' | 'shear';

export interface Settings {
  readonly weights: Weights;
  readonly f: recurrent.ActivationName;
  /** The spectral radius that W_h is scaled to. */
  readonly radius: number;
  readonly T: number;
  /** The size of the inputs: what random normal numbers are multiplied by. */
  readonly inputs: number;
}

/** A network that was trained when the site was built, and how. */
export interface Trained {
  readonly Wh: readonly (readonly number[])[];
  readonly Wx: readonly (readonly number[])[];
  readonly bh: readonly number[];
  /** The spectral radius that training left. */
  readonly radius: number;
  /** Length of the sequences whose first element it learned to repeat, steps of gradient descent. */
  readonly length: number;
  readonly steps: number;
  /** The loss on sequences that it was not trained on, before and after. */
  readonly before: number;
  readonly after: number;
}

/** The network of training travels with the settings, because the worker knows none. */
export interface Input extends Settings {
  readonly trained?: Trained;
}

export interface Data {
  readonly settings: Settings;
  /** ‖∂h_T/∂h_{T−k}‖ for k = 0 … T. */
  readonly norms: readonly number[];
  /** The bound by singular values, ‖W_hᵏ‖ and the spectral radius to the power k, for the same k. */
  readonly bound: readonly number[];
  readonly powers: readonly number[];
  readonly rule: readonly number[];
  /** f′ of each unit at each step, [H][T]. */
  readonly slopes: readonly (readonly number[])[];
  readonly meanSlope: number;
  /** The largest singular value of W_h. */
  readonly sigma: number;
}

export const hidden = 16;
const seed = 3;

export const initial: Settings = { weights: 'random', f: 'tanh', radius: 1.2, T: 40, inputs: 1 };

const matrix = (m: readonly (readonly number[])[]): Tensor2D =>
  float64.precise(m.flat(), [m.length, m[0].length]);
/** More digits than a drawing can show would only make pages heavy. */
const rounded = (values: Iterable<number>): number[] =>
  Array.from(values, (value) => Number(value.toPrecision(7)));

/** How a gradient fares in the network of these settings, in 64-bit. */
export function compute({ trained, ...settings }: Input): Data {
  const made: Data[] = [];
  float64.inFloat64(() => tf.tidy(() => void made.push(follow(settings, trained))));
  return made[0];
}

function follow(settings: Settings, trained: Trained | undefined): Data {
  const { f, radius, T, inputs } = settings;
  const p = network(settings.weights, trained);
  const scaled = { ...p, Wh: recurrent.rescale(p.Wh, radius) };
  const xs = new equations.Random(seed + 1).tensor([1, T, 1], inputs);
  const h0 = matrix([Array<number>(hidden).fill(0)]);
  const { norms, bound } = recurrent.gradientFlow(scaled, xs, h0, f);
  const slopes = recurrent.slopesAlong(scaled, xs, h0, f);
  return {
    settings,
    norms: rounded(norms),
    bound: rounded(bound),
    powers: rounded(recurrent.powerNorms(scaled.Wh, T)),
    rule: rounded(norms.map((_, k) => recurrent.spectralRadius(scaled.Wh) ** k)),
    slopes: slopes
      .squeeze<Tensor2D>([0])
      .transpose<Tensor2D>()
      .arraySync()
      .map((row) => row.map((v) => Number(v.toFixed(3)))),
    meanSlope: slopes.mean().dataSync()[0],
    sigma: recurrent.singularValues(scaled.Wh)[0],
  };
}

function network(weights: Weights, trained: Trained | undefined): recurrent.RNNParams {
  if (weights === 'trained') {
    if (!trained) throw new Error('the trained network was not sent with the settings');
    return { Wh: matrix(trained.Wh), Wx: matrix(trained.Wx), bh: float64.precise(trained.bh, [hidden]) };
  }
  const drawn = recurrent.initRNN({ inputs: 1, hidden, seed });
  return weights === 'random' ? drawn : { ...drawn, Wh: shear() };
}

/** Units in pairs: the first of each speaks to the second five times as loud as to itself, the second never answers. */
function shear(): Tensor2D {
  const indices = Array.from({ length: hidden }, (_, i) => i);
  return matrix(indices.map((i) => indices.map((j) => (i === j ? 1 : i % 2 === 0 && j === i + 1 ? 5 : 0))));
}
