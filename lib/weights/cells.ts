import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import { ValueError } from '../errors.js';
import type { RNNParams } from '../recurrent/rnn.js';
import { expectNames } from './names.js';

type LSTMParams = {
  readonly Wf: Tensor2D;
  readonly Wi: Tensor2D;
  readonly Wc: Tensor2D;
  readonly Wo: Tensor2D;
  readonly bf: Tensor1D;
  readonly bi: Tensor1D;
  readonly bc: Tensor1D;
  readonly bo: Tensor1D;
};
type PeepholeParams = LSTMParams & { readonly Vf: Tensor1D; readonly Vi: Tensor1D; readonly Vo: Tensor1D };
type GRUParams = {
  readonly Wz: Tensor2D;
  readonly Wr: Tensor2D;
  readonly Wh: Tensor2D;
  readonly Uz: Tensor2D;
  readonly Ur: Tensor2D;
  readonly Uh: Tensor2D;
  readonly bz: Tensor1D;
  readonly br: Tensor1D;
  readonly bh: Tensor1D;
};
type ResetAfterGRUParams = GRUParams & { readonly bu: Tensor1D };

/** f, i, o and the candidate c of an LSTM, z, r and the candidate h of a GRU, h of a plain network. */
export type GateName = 'f' | 'i' | 'c' | 'o' | 'z' | 'r' | 'h';

/** What every framework keeps for a gate, candidate or plain state: its non-linearity is applied to x W + b + h U + c. */
export interface Gate {
  /** [I, H] */
  readonly W: Tensor2D;
  /** [H, H] */
  readonly U: Tensor2D;
  /** [H], added to x W. */
  readonly b: Tensor1D;
  /** [H], added to h U: what a reset gate is applied to, where it comes after the product. */
  readonly c: Tensor1D;
  /** [H], times the cell: in the gates of a peephole LSTM. */
  readonly V?: Tensor1D;
}

export type Gates = { readonly [name in GateName]?: Gate };

/** The cells whose weights other frameworks have too, by the names of their functions, and their parameters. */
export type CellParams = {
  readonly rnn: RNNParams;
  readonly lstm: LSTMParams;
  readonly peepholeLSTM: PeepholeParams;
  readonly gru: GRUParams;
  readonly resetAfterGRU: ResetAfterGRUParams;
};
export type CellName = keyof CellParams;

/** Parameters of a cell as gates, and back. */
interface Conversion<P> {
  /** What shapes the parameters must have; a letter stands for one size in all of them. */
  readonly shapes: { readonly [K in keyof P]: readonly string[] };
  readonly gates: (p: P) => Gates;
  readonly params: (gates: Required<Gates>) => P;
}

const gate = (W: Tensor2D, U: Tensor2D, b: Tensor1D, c: Tensor1D = tf.zerosLike(b)): Gate => ({ W, U, b, c });

/** Where only the sum of two biases counts. */
const bias = ({ b, c }: Gate): Tensor1D => tf.add(b, c);
/** One matrix on [h, x], as an LSTM of the lectures has it: the state's rows on top. */
const matrix = ({ W, U }: Gate): Tensor2D => tf.concat([U, W], 0);
const split = (matrix: Tensor2D, b: Tensor1D): Gate =>
  gate(matrix.slice([b.size, 0]), matrix.slice([0, 0], [b.size, -1]), b);
/** σ(−a) = 1 − σ(a): frameworks call z what the lectures call 1 − z. */
const negated = ({ W, U, b, c }: Gate): Gate => gate(tf.neg(W), tf.neg(U), tf.neg(b), tf.neg(c));

const lstm: Conversion<LSTMParams> = {
  shapes: {
    ...{ bf: ['H'], bi: ['H'], bc: ['H'], bo: ['H'] },
    ...{ Wf: ['H + I', 'H'], Wi: ['H + I', 'H'], Wc: ['H + I', 'H'], Wo: ['H + I', 'H'] },
  },
  gates: (p) => ({
    f: split(p.Wf, p.bf),
    i: split(p.Wi, p.bi),
    c: split(p.Wc, p.bc),
    o: split(p.Wo, p.bo),
  }),
  params: ({ f, i, c, o }) => ({
    ...{ Wf: matrix(f), Wi: matrix(i), Wc: matrix(c), Wo: matrix(o) },
    ...{ bf: bias(f), bi: bias(i), bc: bias(c), bo: bias(o) },
  }),
};

const gru: Conversion<GRUParams> = {
  shapes: {
    ...{ bz: ['H'], br: ['H'], bh: ['H'] },
    ...{ Uz: ['H', 'H'], Ur: ['H', 'H'], Uh: ['H', 'H'] },
    ...{ Wz: ['I', 'H'], Wr: ['I', 'H'], Wh: ['I', 'H'] },
  },
  gates: (p) => ({
    z: negated(gate(p.Wz, p.Uz, p.bz)),
    r: gate(p.Wr, p.Ur, p.br),
    h: gate(p.Wh, p.Uh, p.bh),
  }),
  params: (gates) => {
    const { r, h } = gates;
    const z = negated(gates.z);
    return {
      ...{ Wz: z.W, Wr: r.W, Wh: h.W },
      ...{ Uz: z.U, Ur: r.U, Uh: h.U },
      ...{ bz: bias(z), br: bias(r), bh: bias(h) },
    };
  },
};

export const conversions: { readonly [C in CellName]: Conversion<CellParams[C]> } = {
  rnn: {
    shapes: { bh: ['H'], Wh: ['H', 'H'], Wx: ['I', 'H'] },
    gates: (p) => ({ h: gate(p.Wx, p.Wh, p.bh) }),
    params: ({ h }) => ({ Wh: h.U, Wx: h.W, bh: bias(h) }),
  },
  lstm,
  peepholeLSTM: {
    shapes: { ...lstm.shapes, Vf: ['H'], Vi: ['H'], Vo: ['H'] },
    gates: (p) => {
      const { f, i, c, o } = lstm.gates(p) as Required<Gates>;
      return { f: { ...f, V: p.Vf }, i: { ...i, V: p.Vi }, c, o: { ...o, V: p.Vo } };
    },
    params: (gates) => ({
      ...lstm.params(gates),
      Vf: gates.f.V!,
      Vi: gates.i.V!,
      Vo: gates.o.V!,
    }),
  },
  gru,
  resetAfterGRU: {
    shapes: { ...gru.shapes, bu: ['H'] },
    gates: (p) => ({ ...gru.gates(p), h: gate(p.Wh, p.Uh, p.bh, p.bu) }),
    params: (gates) => ({ ...gru.params(gates), bh: gates.h.b, bu: gates.h.c }),
  },
};

/** Throws `ValueError` that lists the cells that a framework has. */
export function expectCell(cell: CellName, known: readonly CellName[]): void {
  if (!known.includes(cell)) throw new ValueError('cell', `one of ${known.join(', ')}`, String(cell));
}

/** Throws unless p is what the cell has: `ValueError` for other names, `ShapeError` for sizes that do not fit together. */
export function expectParams<C extends CellName>(cell: C, p: CellParams[C]): void {
  const shapes: { readonly [name: string]: readonly string[] } = conversions[cell].shapes;
  const tensors: { readonly [name: string]: Tensor } = p;
  expectNames('p', Object.keys(tensors), Object.keys(shapes));
  const sizes = new Map<string, number>();
  for (const [name, letters] of Object.entries(shapes)) {
    const tensor = tensors[name];
    expectShape(
      `p.${name}`,
      tensor,
      letters.map((letter) => sizes.get(letter) ?? letter),
    );
    letters.forEach((letter, axis) => sizes.set(letter, tensor.shape[axis]));
  }
}
