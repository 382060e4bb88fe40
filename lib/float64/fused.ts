import { ValueError } from '../errors.js';
import { prelu } from './binary.js';
import { elu, leakyRelu, relu, relu6, sigmoid } from './unary.js';
import type { Values } from './values.js';

interface Finish {
  readonly bias?: Values;
  readonly activation?: string;
  /** Of a PReLU. */
  readonly weights?: Values;
  /** Of a leaky ReLU. */
  readonly alpha?: number;
}

const plain: Record<string, (x: number) => number> = { elu, relu, relu6, sigmoid };

/** What a fused kernel adds to its product, in place: the bias, then the activation. */
export function finish(out: Values, { bias, activation = 'linear', weights, alpha = 0.2 }: Finish): void {
  if (bias) for (let i = 0; i < out.length; i++) out[i] += bias[i];
  if (activation === 'linear') return;
  if (activation === 'prelu' && weights) {
    for (let i = 0; i < out.length; i++) out[i] = prelu(out[i], weights[i]);
    return;
  }
  const f = activation === 'leakyrelu' ? leakyRelu(alpha) : plain[activation];
  if (!f)
    throw new ValueError('activation', 'linear, relu, relu6, elu, sigmoid, leakyrelu or prelu', activation);
  for (let i = 0; i < out.length; i++) out[i] = f(out[i]);
}
