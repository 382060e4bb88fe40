import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { attention, float64, recurrent, seq2seq, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/seq2seq.json' with { type: 'json' };
import { distance, type Nested, tensorOf } from '../support/numbers.js';

type Named = Record<string, Tensor>;
type Case = (typeof reference.cases)[number];

const named = (numbers: object): Named =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tensorOf(value as Nested)]));

const attentions: Record<string, seq2seq.Attention<never>> = {
  general: seq2seq.luong(attention.generalScore) as seq2seq.Attention<never>,
  dot: seq2seq.luong(attention.dotScore, { inputFeeding: true }) as seq2seq.Attention<never>,
  additive: seq2seq.bahdanau(attention.additiveScore) as seq2seq.Attention<never>,
};

/** Our parameters from PyTorch's names, or our gradients: of two biases that are added, each has the gradient of both. */
function params({ cell, attention: kind }: Case, dict: Named, gradients = false) {
  const turned = (name: string) => dict[name].transpose<Tensor2D>();
  const layers = (prefix: string) => {
    const own = Object.fromEntries(
      Object.entries(dict)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name, gradients && name.includes('bias_hh') ? tf.zerosLike(value) : value]),
    );
    return weights.fromPyTorch(cell as 'lstm', own as weights.NamedTensors, { prefix });
  };
  const score = () => {
    if (kind === 'general') return { Wa: dict['score.weight'] };
    return kind === 'additive' ? { Wa: turned('score.weight'), va: dict['v.weight'].flatten() } : {};
  };
  return {
    encoder: { embedding: dict['source.weight'], layers: layers('encoder.') },
    decoder: {
      embedding: dict['target.weight'],
      layers: layers('decoder.'),
      out: weights.linearFromPyTorch(dict as weights.NamedTensors, { prefix: 'out.' }),
      ...(kind && {
        attention: { score: score(), ...(kind !== 'additive' && { Wc: turned('combine.weight') }) },
      }),
    },
  } as seq2seq.Seq2SeqParams<recurrent.LSTMParams[], recurrent.LSTMParams[], never>;
}

const leaves = (value: object): Tensor[] =>
  value instanceof tf.Tensor ? [value] : Object.values(value).flatMap(leaves);

/** The same structure with other leaves, in their order. */
function refilled<P extends object>(value: P, tensors: Tensor[]): P {
  const next = tensors.values();
  const fill = (part: object): object => {
    if (part instanceof tf.Tensor) return next.next().value as Tensor;
    if (Array.isArray(part)) return part.map(fill);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, fill(inner)]));
  };
  return fill(value) as P;
}

describe(`against ${reference['made by']}`, () => {
  it.each(reference.cases.map((c) => ({ name: `${c.depth} × ${c.cell}, attention ${c.attention}`, c })))(
    '$name: logits, weights, loss and all gradients, sequences of different lengths',
    ({ c }) => {
      float64.inFloat64(() => {
        const cell = (c.cell === 'lstm' ? recurrent.lstm : recurrent.rnnState) as typeof recurrent.lstm;
        const stack = () => recurrent.layers(cell, { depth: c.depth });
        const model = seq2seq.seq2seq({
          encoder: stack(),
          decoder: stack(),
          ...(c.attention && { attention: attentions[c.attention] }),
        });
        const p = params(c, named(c.state_dict));
        const pairs = {
          source: tf.tensor2d(c.source, undefined, 'int32'),
          target: tf.tensor2d(c.target, undefined, 'int32'),
        };
        const targets = seq2seq.targetsOf(pairs.target);
        const alive = seq2seq.maskOf(targets).expandDims(2);

        const { logits, weights: looked } = seq2seq.teach(model, p, pairs);
        expect(distance(logits.mul(alive), tensorOf(c.logits).mul(alive))).toBeLessThan(1e-12);
        if (c.weights) {
          expect(looked!.shape[2]).toBe(c.source[0].length);
          expect(distance(looked!, tensorOf(c.weights).mul(alive))).toBeLessThan(1e-12);
        } else expect(looked).toBeUndefined();
        expect(seq2seq.tokenLoss(logits, targets).dataSync()[0]).toBeCloseTo(c.loss, 12);

        const gradients = tf.grads((...tensors: Tensor[]) =>
          seq2seq.trainingLoss(model)(pairs, refilled(p, tensors)),
        )(leaves(p));
        const expected = leaves(params(c, named(c.gradients), true));
        expect(gradients).toHaveLength(expected.length);
        for (const [i, gradient] of gradients.entries())
          expect(distance(gradient, expected[i])).toBeLessThan(1e-11);
      });
    },
  );

  const steps = { none: seq2seq.decoderStep, dot: seq2seq.luongStep, additive: seq2seq.bahdanauStep };

  it.each(
    reference.cases.filter(({ cell }) => cell === 'rnn').map((c) => ({ name: c.attention ?? 'none', c })),
  )('the written equations, attention $name: states, context vector, steps, likelihood', ({ name, c }) => {
    float64.inFloat64(() => {
      const net = recurrent.layers(recurrent.rnnState);
      const look = c.attention ? attentions[c.attention] : undefined;
      const model = seq2seq.seq2seq({ encoder: net, decoder: net, ...(look && { attention: look }) });
      const p = params(c, named(c.state_dict)) as unknown as seq2seq.Seq2SeqParams<
        recurrent.RNNParams[],
        recurrent.RNNParams[],
        never
      >;
      const source = tf.tensor2d(c.source, undefined, 'int32');
      const target = tf.tensor2d(c.target, undefined, 'int32');
      const mask = seq2seq.maskOf(source);
      const xs = seq2seq.embed(p.encoder.embedding, source);
      const { states, last } = seq2seq.encoderStates(net, p.encoder.layers, xs, { mask });
      const alive = mask.expandDims(2); // behind the end PyTorch has zeros
      expect(distance(states.mul(alive), tensorOf(c.states))).toBeLessThan(1e-14);
      expect(distance(last[0], tensorOf(c.context))).toBeLessThan(1e-14);

      const step = steps[name as keyof typeof steps] as unknown as typeof seq2seq.decode;
      let state = seq2seq.begin(model, p, source);
      for (const t of [0, 1]) {
        const tokens = target.slice([0, t], [-1, 1]).flatten() as tf.Tensor1D;
        const written = step(model.decoder, p.decoder, tokens, state);
        expect(distance(written.logits, tensorOf(c.logits.map((row) => row[t])))).toBeLessThan(1e-12);
        state = written.state as typeof state;
      }
      if (look) return;
      const decoder = model.decoder as seq2seq.Decoder<recurrent.RNNParams[], Tensor2D[]>;
      const context = tensorOf<tf.Rank.R2>(c.context);
      const all = seq2seq.maskOf(seq2seq.targetsOf(target)).sum().dataSync()[0];
      for (const logProbs of [seq2seq.likelihood, seq2seq.decoderOnly])
        expect(logProbs(decoder, p.decoder, context, target).sum().dataSync()[0]).toBeCloseTo(
          -c.loss * all,
          10,
        );
    });
  });
});
