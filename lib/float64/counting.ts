import type { DenseBincountAttrs, MultinomialAttrs, TensorInfo } from '@tensorflow/tfjs';
import { randomUniform } from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import type { Float64Backend } from './backend.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { softmax } from './normalization.js';
import { zeros } from './values.js';

type Counted = Needs<'x' | 'weights'>;

/** How often each of 0 … size − 1 occurs in each row, or the sum of the weights there; larger numbers count nowhere. */
function count(backend: Float64Backend, { x, weights }: Counted, size: number, binary: boolean): TensorInfo {
  const [values, weight] = [backend.values(x), backend.values(weights)];
  const rows = x.shape.length === 2 ? x.shape[0] : 1;
  const width = values.length / rows;
  const out = zeros(weights.dtype, rows * size);
  for (let i = 0; i < values.length; i++) {
    if (values[i] < 0) throw new ValueError('x', 'numbers from 0', String(values[i]));
    if (values[i] >= size) continue;
    const at = Math.floor(i / width) * size + values[i];
    out[at] = binary ? 1 : out[at] + (weight.length ? weight[i] : 1);
  }
  return backend.output(out, x.shape.length === 2 ? [rows, size] : [size], weights.dtype);
}

/** Uniform numbers of the generator that tfjs's own backends draw from: the same seed, the same samples. */
function uniform(length: number, seed: number): ArrayLike<number> {
  const tensor = randomUniform([length], 0, 1, 'float32', seed);
  const values = tensor.dataSync();
  tensor.dispose();
  return values;
}

export const counting: KernelTable = {
  Bincount: kernel<Counted, { size: number }>((backend, inputs, { size }) =>
    count(backend, inputs, size, false),
  ),

  DenseBincount: kernel<Counted, DenseBincountAttrs>((backend, inputs, { size, binaryOutput }) =>
    count(backend, inputs, size, binaryOutput ?? false),
  ),

  /** Draws events by their probabilities; every row of the batch begins with the same seed, as on cpu. */
  Multinomial: kernel<Needs<'logits'>, MultinomialAttrs>(
    (backend, { logits }, { numSamples, seed, normalized }) => {
      const [batch, events] = logits.shape;
      const given = backend.values(logits);
      const probabilities = normalized ? given : softmax(given, events);
      const draws = uniform(numSamples, seed);
      const out = zeros('int32', batch * numSamples);
      for (let b = 0; b < batch; b++) {
        for (let s = 0; s < numSamples; s++) {
          let [event, below] = [0, probabilities[b * events]];
          while (event < events - 1 && draws[s] >= below) below += probabilities[b * events + ++event];
          out[b * numSamples + s] = event;
        }
      }
      return backend.output(out, [batch, numSamples], 'int32');
    },
  ),
};
