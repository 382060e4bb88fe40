import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { equation } from '../equations/equation.js';
import { Random } from '../equations/random.js';
import { column } from '../recurrent/layout.js';
import { hiddenOf, type State } from '../recurrent/state.js';
import type { Cell } from '../recurrent/unroll.js';
import { interfaceSize, type MemorySizes, parseInterface } from './interface.js';
import { columnIn, everywhere } from './notation.js';
import { emptyMemory, type MemoryState, memoryStep } from './step.js';

/** What the outputs are made with: from the controller's state, and from what was read. */
export type DNCOutputParams = {
  /** [H, O] */
  readonly Wy: Tensor2D;
  /** [R W, O] */
  readonly Wr: Tensor2D;
};

/** P are the parameters of the controller, a cell that reads [x, r¹, …, r^R]: I + R W inputs. */
export type DNCParams<P> = DNCOutputParams & {
  readonly controller: P;
  /** W_ξ, [H, W R + 3 W + 5 R + 3] */
  readonly Wxi: Tensor2D;
};

/** S is the state of the controller. */
export type DNCState<S extends State> = {
  /** The output y_t [B, O], under the name by which `unroll` collects it. */
  readonly h: Tensor2D;
  readonly controller: S;
  readonly memory: MemoryState;
};

/**
 * Output of a DNC: what the controller would say, plus what was read just now. h [B, H], reads [B, R, W] → y [B, O].
 * Graves et al. (2016). Throws `ShapeError`.
 */
export const dncOutput = equation({
  id: 'dnc.output',
  title: { en: 'Output of a DNC', ru: 'Выход DNC' },
  forms: [
    {
      source: 'S3 5.6; Graves et al. (2016), two heads',
      tex: String.raw`y_t = W_y h_t + W_r [r_t^{(1)}; r_t^{(2)}]`,
      symbols: (p: DNCOutputParams, h: Tensor2D, reads: Tensor3D) =>
        everywhere(h.shape.slice(0, 1), (b) => ({
          W_y: column(p.Wy),
          W_r: column(p.Wr),
          h_t: columnIn(h, b),
          'r_t^{(1)}': columnIn(reads, b, 1),
          'r_t^{(2)}': columnIn(reads, b, 2),
        })),
      value: (y: Tensor2D) => everywhere(y.shape.slice(0, 1), (b) => columnIn(y, b)),
    },
  ],
  sample: (random): [DNCOutputParams, Tensor2D, Tensor3D] => [
    { Wy: random.tensor([4, 2]), Wr: random.tensor([6, 2]) },
    random.tensor([2, 4]),
    random.tensor([2, 2, 3]),
  ],
  code: (p, h, reads): Tensor2D => {
    const { Wy, Wr } = p;
    expectShape('Wy', Wy, ['H', 'O']);
    expectShape('h', h, ['B', Wy.shape[0]]);
    expectShape('reads', reads, [h.shape[0], 'R', 'W']);
    expectShape('Wr', Wr, [reads.shape[1] * reads.shape[2], Wy.shape[1]]);
    return tf.tidy(() => h.matMul(Wy).add(flat(reads).matMul(Wr)));
  },
});

/** The words read, side by side: [B, R, W] → [B, R W]. */
const flat = (reads: Tensor3D): Tensor2D => reads.reshape([reads.shape[0], -1]);

/**
 * A Differentiable Neural Computer with any cell as its controller; itself a cell, to be unrolled as any other:
 * `unroll(dnc(cell), p, xs, dncState(…))` gives the outputs y_1 … y_T as `states` and the last state. Its sizes are those
 * of the state. `hidden` is what the interface and the output are read from: by default the part that any output is read
 * from; the paper takes the states of all layers of a deep controller side by side. S3 5.6; Graves, Wayne et al.,
 * "Hybrid computing using a neural network with dynamic external memory", Nature 538 (2016). Throws `ShapeError`.
 */
export function dnc<P, S extends State>(
  cell: Cell<P, S>,
  hidden: (s: S) => Tensor2D = (s) => hiddenOf(s) as Tensor2D,
): Cell<DNCParams<P>, DNCState<S>> {
  return (p, x, { controller: before, memory }) => {
    expectShape('x', x, ['B', 'I']);
    const [B, R, W] = memory.reads.shape;
    expectShape('reads', memory.reads, [x.shape[0], R, W]);
    return tf.tidy(() => {
      const controller = cell(p.controller, tf.concat<Tensor2D>([x, flat(memory.reads)], 1), before);
      const h = hidden(controller);
      expectShape('hidden', h, [B, 'H']);
      expectShape('Wxi', p.Wxi, [h.shape[1], interfaceSize({ heads: R, width: W })]);
      const said = parseInterface(tf.matMul(h, p.Wxi), { heads: R, width: W });
      const after = memoryStep(said, memory);
      return { h: dncOutput(p, h, after.reads), controller, memory: after };
    });
  };
}

/**
 * Random weights of a DNC: normal numbers with variance 1 / fan-in. `controller` makes the parameters of the controller
 * for its number of inputs, which is `inputs` + R W. Throws `ValueError` for sizes below 1.
 */
export function initDNC<P>(
  options: MemorySizes & {
    readonly inputs: number;
    /** Size of the controller's state. */
    readonly hidden: number;
    readonly outputs: number;
    readonly seed: number;
    readonly controller: (inputs: number) => P;
  },
): DNCParams<P> {
  const { inputs, hidden, outputs, heads, width, seed, controller } = options;
  for (const [name, size] of Object.entries({ inputs, hidden, outputs, heads, width }))
    expectInteger(name, size, 1);
  const random = new Random(seed);
  const weights = (from: number, to: number) => random.tensor([from, to], 1 / Math.sqrt(from));
  return {
    controller: controller(inputs + heads * width),
    Wy: weights(hidden, outputs),
    Wr: weights(heads * width, outputs),
    Wxi: weights(hidden, interfaceSize({ heads, width })),
  };
}

/** The state before the first step: nothing written, nothing read. Throws `ValueError` for sizes below 1. */
export function dncState<S extends State>(
  options: MemorySizes & {
    readonly batch: number;
    readonly locations: number;
    readonly outputs: number;
    /** The controller's own first state. */
    readonly controller: S;
  },
): DNCState<S> {
  const { batch, outputs, controller } = options;
  expectInteger('outputs', outputs, 1);
  return { h: tf.zeros([batch, outputs]), controller, memory: emptyMemory(options) };
}
