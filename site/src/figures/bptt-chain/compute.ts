import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { float64, recurrent } from 'unrolled';
import { type Example, examples } from './examples';

export type Matrix = readonly (readonly number[])[];

export interface Settings {
  readonly example: keyof typeof examples;
  /** What the recurrent weights of the example are multiplied by. */
  readonly scale: number;
}

/** What the build makes for the page: each formula as HTML, by the kind of the term. */
export interface Input extends Settings {
  readonly formulas?: Readonly<Record<string, string>>;
}

/** One step of both passes. Vectors are columns, matrices act on columns, as the lecture writes them. */
export interface Step {
  readonly x: Matrix;
  readonly state: Matrix;
  readonly output: Matrix;
  readonly target: Matrix;
  readonly loss: number;
  /** f′(a_t) */
  readonly slope: Matrix;
  /** ∂L_t/∂ŷ_t */
  readonly error: Matrix;
  /** ∂L_t/∂h_t */
  readonly own: Matrix;
  /** ∂h_t/∂h_{t−1}, in the layout of S2(7) */
  readonly jacobian: Matrix;
  /** ∂L/∂h_t */
  readonly gradient: Matrix;
  readonly delta: Matrix;
  /** δ_t h_{t−1}ᵀ */
  readonly contribution: Matrix;
}

export interface Data {
  readonly settings: Settings;
  readonly first: Matrix;
  readonly weights: Readonly<Record<'Wh' | 'Wx' | 'bh' | 'Wy' | 'by', Matrix>>;
  readonly steps: readonly Step[];
  readonly loss: number;
  /** ∂L/∂W_h by backpropagation through time, and as the tape finds it without any of these formulas. */
  readonly total: Matrix;
  readonly tape: Matrix;
}

export const initial: Settings = { example: 'pencil', scale: 1 };

const rows = (t: Tensor): Matrix =>
  (t.rank === 2 ? (t as Tensor2D) : t.reshape<Tensor2D>([1, -1])).arraySync();
/** From the library's rows to the lecture's columns. */
const columns = (t: Tensor): Matrix => rows(t.rank === 2 ? t.transpose() : t.reshape([-1, 1]));
const tensor = (m: Matrix): Tensor2D => float64.precise(m.flat(), [m.length, m[0].length]);
const vector = (v: readonly number[]) => float64.precise(v, [v.length]);
const sequence = (m: Matrix): Tensor3D => float64.precise(m.flat(), [1, m.length, m[0].length]);

/** Both passes over the example, in 64-bit. */
export function compute({ example, scale }: Input): Data {
  const passes: Omit<Data, 'settings'>[] = [];
  float64.inFloat64(() => tf.tidy(() => void passes.push(bothPasses(examples[example], scale))));
  return { settings: { example, scale }, ...passes[0] };
}

function bothPasses(given: Example, scale: number): Omit<Data, 'settings'> {
  const p = { Wh: tensor(given.Wh).mul<Tensor2D>(scale), Wx: tensor(given.Wx), bh: vector(given.bh) };
  const out = { Wy: tensor(given.Wy), by: vector(given.by) };
  const [xs, targets, h0] = [sequence(given.xs), sequence(given.targets), tensor([given.h0])];
  // the gradient of half the squared distance
  const { gradients, trace } = recurrent.bptt({ p, out }, xs, h0, (outputs) => outputs.sub(targets));
  const slopes = recurrent.slopesAlong(p, xs, h0);
  const before = recurrent.shifted(trace.states, h0);

  const steps = given.xs.map((_, index): Step => {
    const at = (all: Tensor3D) => recurrent.at(all, index + 1);
    const alone = (all: Tensor3D) => at(all).expandDims<Tensor3D>(1);
    return {
      x: columns(at(xs)),
      state: columns(at(trace.states)),
      output: columns(at(trace.outputs)),
      target: columns(at(targets)),
      loss: recurrent.squaredError(at(trace.outputs), at(targets)).dataSync()[0],
      slope: columns(at(slopes)),
      error: columns(at(trace.dOutputs)),
      own: columns(at(trace.ownGradients)),
      jacobian: rows(trace.jacobians[index].squeeze([0])),
      gradient: columns(at(trace.gradients)),
      delta: columns(at(trace.deltas)),
      // the sum of (9) over one step alone
      contribution: columns(
        recurrent.bpttRecurrentWeights(alone(trace.deltas), alone(trace.states), at(before)),
      ),
    };
  });

  const lossOf = (Wh: Tensor2D) => {
    const network = { cell: recurrent.rnnState, p: { ...p, Wh }, out };
    return recurrent.rnnLoss(recurrent.squaredError, recurrent.manyToMany(network, xs, h0), targets);
  };
  return {
    first: columns(h0),
    weights: {
      Wh: columns(p.Wh),
      Wx: columns(p.Wx),
      bh: columns(p.bh),
      Wy: columns(out.Wy),
      by: columns(out.by),
    },
    steps,
    loss: lossOf(p.Wh).dataSync()[0],
    total: columns(gradients.Wh),
    tape: columns(tf.grad(lossOf as (x: Tensor) => Tensor)(p.Wh)),
  };
}
