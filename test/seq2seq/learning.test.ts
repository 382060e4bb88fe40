import * as tf from '@tensorflow/tfjs';
import { attention, data, recurrent, seq2seq, training } from 'unrolled';
import { expect, it } from 'vitest';

const { gru, initGRU, layers } = recurrent;
const { dates, initSeq2Seq, luong, tokenLoss, teach, trainingLoss, translate, vocabulary } = seq2seq;

/** Trains GRUs with attention on pairs of spelled sequences. */
async function trained(
  pairs: readonly { readonly source: readonly string[]; readonly target: readonly string[] }[],
  { hidden, epochs, ...options }: { hidden: number; epochs: number } & seq2seq.TrainingLossOptions,
) {
  await tf.setBackend('wasm');
  const [source, target] = [
    vocabulary(pairs.map((pair) => pair.source)),
    vocabulary(pairs.map((pair) => pair.target)),
  ];
  const look = luong(attention.dotScore, { inputFeeding: true });
  const model = seq2seq.seq2seq({ encoder: layers(gru), decoder: layers(gru), attention: look });
  const sizes = { source: source.size, target: target.size, embedding: 12, hidden };
  const set = {
    source: source.encode(pairs.map((pair) => pair.source)),
    target: target.encode(
      pairs.map((pair) => pair.target),
      { framed: true },
    ),
  };
  const history = await training.train({
    params: initSeq2Seq({ ...sizes, init: initGRU, attention: look, seed: 1 }),
    loss: trainingLoss(model, options),
    batches: data.batches(set, 32),
    optimizer: tf.train.adam(0.01),
    epochs,
    clip: 1,
  });
  return { model, source, target, history };
}

it('learns to write dates as ISO 8601 does, and looks where they stand', async () => {
  const pairs = dates(600, { seed: 1 });
  const schedule = seq2seq.forcing.linear({ slope: 0.001 });
  const { model, source, target, history } = await trained(pairs.slice(0, 512), {
    hidden: 40,
    epochs: 7,
    schedule,
  });
  const unseen = pairs.slice(512);
  const tokens = source.encode(unseen.map((pair) => pair.source));
  const written = await translate(model, history.params, tokens, { maxLength: 12 });
  const right = written.filter(
    ({ best }, n) => target.decode(best.tokens).join('') === unseen[n].target.join(''),
  );
  expect(right.length / unseen.length).toBeGreaterThan(0.6);
  // while it writes a year of four digits it looks, most of all, at one of them
  const { weights } = teach(model, history.params, {
    source: tokens,
    target: target.encode(
      unseen.map((pair) => pair.target),
      { framed: true },
    ),
  });
  const looks = weights!.argMax(2).arraySync() as number[][];
  const years = unseen.flatMap((pair, n) => {
    const at = pair.source.join('').search(/\d{4}/);
    return at < 0 ? [] : [looks[n].slice(2, 4).map((s) => s >= at - 1 && s < at + 4)];
  });
  expect(years.flat().filter(Boolean).length / years.flat().length).toBeGreaterThan(0.9);
});

it('learns how English is spoken better than by counting phonemes', async () => {
  const words = (await data.pronunciations()).filter(({ word }, i) => word.length <= 5 && i % 2 === 0);
  const pairs = words.map(({ word, phonemes }) => ({ source: [...word], target: phonemes }));
  expect(pairs.length).toBeGreaterThan(500);
  const { model, history, source, target } = await trained(pairs, { hidden: 24, epochs: 4 });
  const counts = new Map<string, number>();
  for (const { target } of pairs)
    for (const phoneme of [...target, '<eos>']) counts.set(phoneme, (counts.get(phoneme) ?? 0) + 1);
  const all = [...counts.values()].reduce((a, b) => a + b);
  const entropy = [...counts.values()].reduce((sum, n) => sum - (n / all) * Math.log(n / all), 0);
  const some = pairs.slice(0, 100);
  const { logits } = teach(model, history.params, {
    source: source.encode(some.map((pair) => pair.source)),
    target: target.encode(
      some.map((pair) => pair.target),
      { framed: true },
    ),
  });
  const targets = target.encode(
    some.map((pair) => pair.target),
    { framed: true },
  );
  const loss = tokenLoss(logits, seq2seq.targetsOf(targets)).dataSync()[0];
  expect(entropy).toBeGreaterThan(3);
  expect(loss).toBeLessThan(0.75 * entropy);
});
