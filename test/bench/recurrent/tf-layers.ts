import * as tf from '@tensorflow/tfjs';
import { sequences, type Work } from './ours';
import type { CellName, Pass, Shape } from './shapes';

/** The same layer of tf.layers; undefined for peepholes, which it does not have. */
export function tfLayers(cell: CellName, pass: Pass, shape: Shape): Work | undefined {
  const options = {
    units: shape.hidden,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    recurrentInitializer: 'glorotNormal',
  } as const;
  const layer = {
    rnn: () => tf.layers.simpleRNN(options),
    lstm: () => tf.layers.lstm(options),
    gru: () => tf.layers.gru(options),
    peephole: () => undefined,
  }[cell]();
  if (!layer) return undefined;
  const xs = sequences(shape.batch, shape.steps, shape.inputs);
  const run = () => layer.apply(xs) as tf.Tensor;
  if (pass === 'forward') return () => [run()];
  tf.tidy(() => run() && undefined); // makes its weights
  const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return () => Object.values(tf.variableGrads(() => run().sum(), weights).grads);
}
