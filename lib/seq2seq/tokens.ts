import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectShape } from '../check.js';
import { ValueError } from '../errors.js';
import { PAD } from './vocabulary.js';

/**
 * Throws unless these are sequences of a vocabulary of V: int32 [B, T], every sequence with at least one token, `<pad>`
 * only behind its end.
 */
export function expectTokens(argument: string, tokens: Tensor2D, V: number): void {
  expectShape(argument, tokens, ['B', 'T']);
  if (tokens.dtype !== 'int32') throw new ValueError(argument, 'int32', tokens.dtype);
  for (const [b, row] of tokens.arraySync().entries()) {
    for (const [t, token] of row.entries()) {
      expectInteger(`${argument}[${b}][${t}]`, token, 0, V - 1);
      if (t > 0 && token !== PAD && row[t - 1] === PAD)
        throw new ValueError(`${argument}[${b}][${t}]`, '<pad> behind <pad>', String(token));
    }
    if (row[0] === PAD) throw new ValueError(`${argument}[${b}]`, 'at least one token', '<pad> alone');
  }
}

/** Throws unless all of these are tokens of a vocabulary of V. */
export function expectBelow(argument: string, tokens: Tensor, V: number): void {
  for (const [i, token] of tokens.dataSync().entries())
    expectInteger(tokens.rank === 1 ? `${argument}[${i}]` : argument, token, 0, V - 1);
}

/** Throws unless these are tokens of a vocabulary of V, one for each sequence: int32 [B]. */
export function expectStepTokens(tokens: Tensor1D, V: number): void {
  expectShape('tokens', tokens, ['B']);
  expectBelow('tokens', tokens, V);
}

/** 1 where a sequence has a token, 0 where it is padded: [B, T] int32 → [B, T] float32. */
export const maskOf = (tokens: Tensor2D): Tensor2D =>
  tf.tidy(() => tf.notEqual(tokens, tf.scalar(PAD, 'int32')).toFloat() as Tensor2D);

/** How many elements each sequence has, from its mask [B, T] of ones and zeros. */
export const lengthsOf = (mask: Tensor2D): number[] =>
  mask.arraySync().map((row) => row.reduce((sum, alive) => sum + (alive ? 1 : 0), 0));

/**
 * Ones and zeros, int32 [ … ] → [ … , depth]. `tf.oneHot` wants a depth of two, and wasm's writes integers whatever type it
 * is asked for.
 */
export const oneHot = (indices: Tensor, depth: number): Tensor =>
  tf.tidy(() => tf.equal(indices.expandDims(indices.rank), tf.range(0, depth, 1, 'int32')).toFloat());

/**
 * The rows of an embedding, [V, I], one for each token: [B] → [B, I], [B, T] → [B, T, I]. A product with one-hot rows:
 * its gradient is one too, on every backend.
 */
export function embed(embedding: Tensor2D, tokens: Tensor1D): Tensor2D;
export function embed(embedding: Tensor2D, tokens: Tensor2D): Tensor3D;
export function embed(embedding: Tensor2D, tokens: Tensor): Tensor {
  const [V, I] = embedding.shape;
  return tf.tidy(() => {
    const hot = oneHot(tokens.flatten(), V) as Tensor2D;
    return hot.matMul(embedding).reshape([...tokens.shape, I]);
  });
}
