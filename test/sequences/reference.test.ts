import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { float64, sequences } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/sequences.json' with { type: 'json' };
import { distance, tensorOf } from '../support/numbers.js';

const { cbowLoss, negativeSamplingLoss, skipGramLoss, tfIdf, wordsOf } = sequences;

describe(`against ${reference['made by']}`, () => {
  it.each(reference.tfIdf)('tf–idf, scaled to length 1: $norm', (c) => {
    const documents = reference.documents.map(wordsOf);
    const model = tfIdf(documents, { smooth: c.smooth, normalise: c.norm });
    const inOrder = (vectors: number[][]) =>
      vectors.map((row) => c.words.map((word) => row[model.words.indexOf(word)]));
    const close = (got: number[][], want: number[][]) =>
      got.forEach((row, d) => row.forEach((value, i) => expect(value).toBeCloseTo(want[d][i], 12)));
    expect([...model.words.words].sort()).toEqual(c.words);
    close(inOrder(model.transform(documents)), c.matrix);
    close(inOrder(model.transform([wordsOf('the whale saw the harpoon')])), c.other);
  });

  it('losses of word2vec and their gradients', () => {
    float64.inFloat64(() => {
      const r = reference.word2vec;
      const int = (v: number[]) => tf.tensor1d(v, 'int32');
      const [W, U] = [tensorOf<tf.Rank.R2>(r.W), tensorOf<tf.Rank.R2>(r.U)];
      const [around, noise] = [
        tf.tensor2d(r.around, undefined, 'int32'),
        tf.tensor2d(r.noise, undefined, 'int32'),
      ];
      const [centres, contexts] = [int(r.centres), int(r.contexts)];
      const cases = [
        [r.skipGram, (p: sequences.Word2VecParams) => skipGramLoss(p, centres, contexts)],
        [r.cbow, (p: sequences.Word2VecParams) => cbowLoss(p, around, centres)],
        [r.negative, (p: sequences.Word2VecParams) => negativeSamplingLoss(p, centres, contexts, noise)],
      ] as const;
      for (const [want, loss] of cases) {
        expect(loss({ W, U }).dataSync()[0]).toBeCloseTo(want.loss, 10);
        const [dW, dU] = tf.grads((w, u) => loss({ W: w, U: u } as sequences.Word2VecParams))([
          W,
          U,
        ]) as Tensor[];
        expect(distance(dW, tensorOf(want.W))).toBeLessThan(1e-12);
        expect(distance(dU, tensorOf(want.U))).toBeLessThan(1e-12);
      }
    });
  });
});
