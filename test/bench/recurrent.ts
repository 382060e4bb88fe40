import * as tf from '@tensorflow/tfjs';
import { equations, recurrent } from 'unrolled';
import { type Measured, median } from './report';

const [B, T, I, H] = [16, 32, 32, 32];

/** A training step (forward, backward) of the readable cell against tf.layers' simpleRNN, alternating in one run. */
export async function measureRecurrent(runs: number): Promise<Measured[]> {
  await tf.setBackend('wasm');
  const random = new equations.Random(1);
  const xs = random.tensor([B, T, I]);
  const p = recurrent.initRNN({ inputs: I, hidden: H, seed: 2 });
  const h0 = tf.zeros<tf.Rank.R2>([B, H]);
  const layer = tf.layers.simpleRNN({ units: H, returnSequences: true });
  tf.tidy(() => layer.apply(xs) && undefined); // makes its weights
  const ours = () =>
    tf.grads((Wh, Wx, bh) => {
      const params = { Wh, Wx, bh } as recurrent.RNNParams;
      return recurrent.unroll(recurrent.rnnState, params, xs, h0).states.square().sum();
    })([p.Wh, p.Wx, p.bh]);
  const theirs = () => {
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => (layer.apply(xs) as tf.Tensor).square().sum(), variables);
    return Object.values(grads);
  };
  const time = (step: () => tf.Tensor[]) => {
    const start = performance.now();
    tf.tidy(() => step().map((gradient) => gradient.dataSync()) && undefined);
    return performance.now() - start;
  };
  for (const step of [ours, theirs]) time(step);
  const times = Array.from({ length: runs }, () => [time(ours), time(theirs)]);
  const [cell, layers] = [0, 1].map((i) => median(times.map((pair) => pair[i])));
  const shape = `${B} × ${T} × ${I} → ${H}, wasm`;
  return [
    { name: `training step, readable cell, ${shape}`, value: cell, unit: 'ms' },
    { name: `training step, tf.layers simpleRNN, ${shape}`, value: layers, unit: 'ms' },
    { name: 'readable cell / tf.layers', value: cell / layers, unit: '×' },
  ];
}
