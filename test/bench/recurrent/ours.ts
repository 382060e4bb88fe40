import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, recurrent } from 'unrolled';
import type { CellName, Pass, Shape } from './shapes';

type Params = Readonly<Record<string, Tensor>>;
type Sizes = { inputs: number; hidden: number; seed: number };

interface Network {
  init(sizes: Sizes): Params;
  run(p: Params, xs: Tensor3D): Tensor;
}

const network = <P extends Params, S extends recurrent.State>(
  init: (sizes: Sizes) => P,
  cell: recurrent.Cell<P, S>,
): Network => {
  const { run } = recurrent.forwards(cell);
  return { init, run: (p, xs) => run(p as P, xs).states };
};

const networks: Record<CellName, Network> = {
  rnn: network(recurrent.initRNN, recurrent.rnnState),
  lstm: network(recurrent.initLSTM, recurrent.lstm),
  peephole: network(recurrent.initPeephole, recurrent.peepholeLSTM),
  gru: network(recurrent.initGRU, recurrent.gru),
};

/** What is timed: tensors to be read, made in a tidy. */
export type Work = () => Tensor[];

/** The library's layer of one cell on random sequences; the loss is the sum of all states, so that it costs little itself. */
export function ours(cell: CellName, pass: Pass, { batch, steps, inputs, hidden }: Shape): Work {
  const { init, run } = networks[cell];
  const xs = sequences(batch, steps, inputs);
  const p = init({ inputs, hidden, seed: 2 });
  if (pass === 'forward') return () => [run(p, xs)];
  const names = Object.keys(p);
  const loss = (...values: Tensor[]) =>
    run(Object.fromEntries(names.map((name, i) => [name, values[i]])), xs).sum();
  return () => tf.grads(loss)(Object.values(p));
}

export const sequences = (...shape: [batch: number, steps: number, inputs: number]): Tensor3D =>
  new equations.Random(1).tensor(shape);
