import type { Tensor } from '@tensorflow/tfjs';
import type { Text } from '../equations/equation.js';
import type { Random } from '../equations/random.js';
import { written } from '../equations/symbols.js';
import { normalized } from './distribution.js';

// what the written equations of decoding share

export const withoutGradient: Text = {
  en: 'Decoding chooses tokens: it works on plain numbers, behind the last gradient.',
  ru: 'Декодирование выбирает токены: оно работает с обычными числами, когда градиенты уже не нужны.',
};

/** 1 from 0 upwards, 0 below: what is written as a case. */
export const theta = written((x: Tensor) => (x.dataSync()[0] >= 0 ? 1 : 0));

export const softmax = (logits: readonly number[]): number[] => normalized(logits).map(Math.exp);

/** Logits of a small vocabulary, no two alike. */
export const sampleLogits = (random: Random): number[] =>
  Array.from({ length: 6 }, () => 2 * random.normal());

/** One value for each, told its place from 1. */
export const eachOf = <T>(values: readonly unknown[], of: (i: number) => T): T[] =>
  values.map((_, i) => of(i + 1));
