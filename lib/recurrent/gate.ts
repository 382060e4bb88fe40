import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../check.js';
import type { SymbolTable } from '../equations/symbols.js';
import { column } from './layout.js';

/** Throws unless W [H + I, H] and b [H], called by their letter, fit the state h [B, H] and the input x [B, I]. */
export function expectGate(letter: string, W: Tensor2D, b: Tensor1D, x: Tensor2D, h: Tensor2D): void {
  expectShape(`W${letter}`, W, ['H + I', 'H']);
  const [rows, H] = W.shape;
  expectShape(`b${letter}`, b, [H]);
  expectShape('h', h, ['B', H]);
  expectShape('x', x, [h.shape[0], rows - H]);
}

/** The weights on what a gate reads, side by side: [h, x] W + b. h [B, H], x [B, I] → [B, H]. */
export const onStateAndInput = (W: Tensor2D, b: Tensor1D, x: Tensor2D, h: Tensor2D): Tensor2D =>
  tf.concat([h, x], 1).matMul<Tensor2D>(W).add(b);

/** What the lectures call h_{t−1} and x_t, as columns. */
export const readColumns = (x: Tensor2D, h: Tensor2D): SymbolTable => ({
  'h_{t-1}': column(h),
  x_t: column(x),
});
