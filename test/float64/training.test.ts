import * as tf from '@tensorflow/tfjs';
import 'unrolled';
import { afterAll, describe, expect, it } from 'vitest';

/** The same work on both backends; results must agree within float32 rounding. */
async function onBoth(work: () => number[] | Promise<number[]>, tolerance = 1e-5): Promise<void> {
  const results: number[][] = [];
  for (const backend of ['cpu', 'float64']) {
    await tf.setBackend(backend);
    results.push(await work());
  }
  const [cpu, whole] = results;
  expect(whole.length).toBe(cpu.length);
  whole.forEach((value, i) => expect(Math.abs(value - cpu[i])).toBeLessThan(tolerance));
  // they are not the same numbers: the second were computed in 64-bit
  expect(whole.some((value) => value !== Math.fround(value))).toBe(true);
}

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  rmsprop: () => tf.train.rmsprop(0.1),
  'rmsprop, centred': () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-3, true),
};

describe('training on float64 agrees with cpu', () => {
  afterAll(() => tf.setBackend('cpu'));

  it.each(Object.entries(optimizers))('%s', async (_, make) => {
    await onBoth(() => {
      const w = tf
        .tensor2d([
          [0.3, -0.2],
          [0.5, 0.4],
        ])
        .variable();
      const b = tf.tensor1d([0.1, -0.1]).variable();
      const x = tf.tensor2d([
        [1, 2],
        [-1, 0.5],
        [0.3, -0.7],
      ]);
      const y = tf.tensor2d([
        [1, 0],
        [0, 1],
        [0, 1],
      ]);
      const optimizer = make();
      const losses = Array.from({ length: 5 }, () => {
        const loss = () => tf.losses.softmaxCrossEntropy(y, x.matMul(w).add(b)) as tf.Scalar;
        return optimizer.minimize(loss, true)!.dataSync()[0];
      });
      const result = [...losses, ...w.dataSync(), ...b.dataSync()];
      optimizer.dispose();
      tf.dispose([w, b, x, y]);
      return result;
    });
  });

  const layers: Record<string, () => tf.layers.Layer> = {
    simpleRNN: () => tf.layers.simpleRNN({ units: 3, returnSequences: true, ...seeded }),
    lstm: () => tf.layers.lstm({ units: 3, returnSequences: true, ...seeded }),
    gru: () => tf.layers.gru({ units: 3, returnSequences: true, ...seeded }),
    bidirectional: () =>
      tf.layers.bidirectional({
        layer: tf.layers.gru({ units: 2, returnSequences: true, ...seeded }) as tf.layers.RNN,
        mergeMode: 'concat',
      }),
    conv1d: () =>
      tf.layers.conv1d({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu', ...kernelSeed }),
    batchNormalization: () => tf.layers.batchNormalization(),
    layerNormalization: () => tf.layers.layerNormalization(),
    dense: () => tf.layers.dense({ units: 4, activation: 'softmax', ...kernelSeed }),
  };
  const kernelSeed = { kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) };
  const seeded = { ...kernelSeed, recurrentInitializer: tf.initializers.glorotUniform({ seed: 4 }) };

  it.each(Object.entries(layers))('tf.layers: %s predicts', async (_, make) => {
    await onBoth(() =>
      tf.tidy(() => {
        const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4, 2] }), make()] });
        const x = tf.tensor3d([
          [
            [0.1, 0.2],
            [0.3, -0.4],
            [0.5, 0.6],
            [-0.7, 0.8],
          ],
          [
            [1, -1],
            [0.5, 0],
            [0, 0.25],
            [-1, 1],
          ],
        ]);
        const out = [...(model.predict(x) as tf.Tensor).dataSync()];
        model.dispose();
        return out;
      }),
    );
  });

  it('tf.layers: an LSTM with embedding and mask learns', async () => {
    await onBoth(async () => {
      const model = tf.sequential({
        layers: [
          tf.layers.embedding({
            inputDim: 5,
            outputDim: 3,
            inputLength: 4,
            maskZero: true,
            embeddingsInitializer: tf.initializers.randomNormal({ seed: 5 }),
          }),
          tf.layers.lstm({ units: 3, ...seeded }),
          tf.layers.dense({ units: 2, activation: 'softmax', ...kernelSeed }),
        ],
      });
      model.compile({
        optimizer: tf.train.adam(0.05),
        loss: 'categoricalCrossentropy',
        metrics: ['accuracy'],
      });
      const x = tf.tensor2d([
        [1, 2, 3, 0],
        [4, 3, 0, 0],
        [2, 2, 1, 4],
      ]);
      const y = tf.tensor2d([
        [1, 0],
        [0, 1],
        [1, 0],
      ]);
      const { history } = await model.fit(x, y, { epochs: 4, shuffle: false, verbose: 0 });
      const losses = history.loss.map(Number);
      expect(losses[3]).toBeLessThan(losses[0]);
      tf.dispose([x, y]);
      model.dispose();
      return losses;
    });
  });
});
