import type { Rank, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger } from '../check.js';
import { allocation, retention, usage } from './allocation.js';
import { contentWeights } from './content.js';
import type { Interface, MemorySizes } from './interface.js';
import { links, precedence } from './link.js';
import { backwardWeights, forwardWeights, readMemory, readWeights } from './read.js';
import { writeMemory, writeWeights } from './write.js';

/** The memory between two steps: N words of width W, and what is known of how they were used; R heads read. */
export type MemoryState = {
  /** M, [B, N, W] */
  readonly words: Tensor3D;
  /** u, [B, N], in [0, 1] */
  readonly usage: Tensor2D;
  /** p, [B, N] */
  readonly precedence: Tensor2D;
  /** L, [B, N, N] */
  readonly links: Tensor3D;
  /** w^w, [B, N] */
  readonly writeWeights: Tensor2D;
  /** w^r, [B, R, N] */
  readonly readWeights: Tensor3D;
  /** r, [B, R, W]: what was read. */
  readonly reads: Tensor3D;
};

/** A memory in which nothing is written. Throws `ValueError` for sizes below 1. */
export function emptyMemory(
  sizes: MemorySizes & { readonly batch: number; readonly locations: number },
): MemoryState {
  const { batch: B, heads: R, locations: N, width: W } = sizes;
  for (const [name, size] of Object.entries({ batch: B, heads: R, locations: N, width: W }))
    expectInteger(name, size, 1);
  return {
    words: tf.zeros<Rank.R3>([B, N, W]),
    usage: tf.zeros<Rank.R2>([B, N]),
    precedence: tf.zeros<Rank.R2>([B, N]),
    links: tf.zeros<Rank.R3>([B, N, N]),
    writeWeights: tf.zeros<Rank.R2>([B, N]),
    readWeights: tf.zeros<Rank.R3>([B, R, N]),
    reads: tf.zeros<Rank.R3>([B, R, W]),
  };
}

/**
 * One step of the memory as the paper orders it: free and allocate, write, link, read. What the controller says and the
 * memory before → the memory after. Throws `ShapeError`. Graves et al. (2016).
 */
export function memoryStep(said: Interface, before: MemoryState): MemoryState {
  return tf.tidy(() => {
    const psi = retention(said.freeGates, before.readWeights);
    const used = usage(before.usage, before.writeWeights, psi);
    const gates = { write: said.writeGate, allocation: said.allocationGate };
    const alike = contentWeights(before.words, said.writeKey, said.writeStrength).squeeze<Tensor2D>([1]);
    const writing = writeWeights(gates, allocation(used), alike);
    const words = writeMemory(before.words, writing, said.erase, said.add);

    const linked = links(before.links, writing, before.precedence);
    const backward = backwardWeights(linked, before.readWeights);
    const forward = forwardWeights(linked, before.readWeights);
    const content = contentWeights(words, said.readKeys, said.readStrengths);
    const reading = readWeights(said.readModes, backward, content, forward);
    return {
      words,
      usage: used,
      precedence: precedence(before.precedence, writing),
      links: linked,
      writeWeights: writing,
      readWeights: reading,
      reads: readMemory(words, reading),
    };
  });
}
