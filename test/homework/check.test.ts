import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ValueError } from '../../lib/errors';
import { prepare } from '../../lib/grading/cases';
import { compare } from '../../lib/grading/compare';
import { encode, testOf } from '../../lib/grading/homework-test';
import { Foreign, Numbers, type Value } from '../../lib/grading/value';
import { CheckFailed, check, runTest } from '../../lib/homework';
import { decode } from '../../lib/homework/test';
import { loadTests } from '../../lib/homework/tests';
import { example } from '../grading/example';

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => vi.restoreAllMocks());

type Dense = { W: tf.Tensor; b: tf.Tensor };
const forward = (x: tf.Tensor, p: Dense) => x.matMul(p.W).add(p.b).tanh();
const backward = (dy: tf.Tensor, x: tf.Tensor, p: Dense) => {
  const da = dy.mul(tf.sub(1, forward(x, p).square()));
  return { dx: da.matMul(p.W, false, true), dW: x.matMul(da, true), db: da.sum(0) };
};

const tests = prepare(example, 1, { hidden: true }).map(({ question, cases }) =>
  cases.map((one) => testOf(example, question, one)),
);
const [[oneRow, hiddenBatch], [back]] = tests;

const complaint = async (run: Promise<void>): Promise<string> => {
  const error = await run.then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(CheckFailed);
  return error!.message;
};

describe('a test as numbers', () => {
  it('survives JSON, with ten digits of every number', () => {
    const value: Value = new Map<string, Value>([
      ['W', new Numbers([2, 1], Float64Array.of(1 / 3, -2))],
      ['list', [1, 'two', true, null]],
    ]);
    const copy = decode(JSON.parse(JSON.stringify(encode(value))));
    expect(compare(value, copy, 1e-9)).toBeUndefined();
    expect(compare(value, copy, 0)).toBeDefined();
    expect(decode({ shape: [1], data: [2], more: 1 })).toBeInstanceOf(Map);
    expect(() => encode(new Foreign('a function'))).toThrow(/a function/);
  });

  it('holds the values of mistakes of a public check, and the hint alone of a hidden one', () => {
    expect(oneRow).toMatchObject({ id: 'hw0.q1', calls: 'forward', points: 1 });
    expect(oneRow.mistakes).toHaveLength(2);
    expect(oneRow.hint).toBeUndefined();
    expect(hiddenBatch.mistakes).toBeUndefined();
    expect(hiddenBatch.hint?.en).toMatch(/bias/);
    expect(back.differences?.forward).toBe('forward');
    expect(JSON.stringify([oneRow, back])).not.toMatch(/=>|function/);
  });
});

describe('running a test', () => {
  it('says that it is right, and that there is more to come', async () => {
    await runTest(oneRow, { forward });
    expect(printed.join()).toMatch(/^hw0\.q1 · Forward: 1 \/ 1\n✓ one row\nThis is the public part/);
    await runTest(oneRow, { forward }, 'ru');
    expect(printed.at(-1)).toMatch(/Прямой проход: 1 \/ 1\n✓ одна строка\nЭто открытая часть/);
  });

  it('names the mistake, in both languages', async () => {
    const noBias = { forward: (x: tf.Tensor, p: Dense) => x.matMul(p.W).tanh() };
    expect(await complaint(runTest(oneRow, noBias))).toMatch(/✗ one row[\s\S]*→ .*without the bias/);
    expect(await complaint(runTest(oneRow, noBias, 'ru'))).toMatch(/→ .*без смещения/);
    expect(printed).toEqual([]);
  });

  it('says what is expected and received where it knows no mistake, and what to read again', async () => {
    const said = await complaint(
      runTest(oneRow, { forward: (x: tf.Tensor, p: Dense) => forward(x, p).mul(2) }),
    );
    expect(said).toMatch(/expected -?\d.*received -?\d/);
    expect(said).toMatch(/^Read again: State of a recurrent network$/m);
    expect(said).not.toContain('http');
    expect(said).not.toMatch(/→/);
  });

  it('compares a backward pass with the student’s own forward pass', async () => {
    await runTest(back, { forward, backward });
    const wrong = (dy: tf.Tensor, x: tf.Tensor, p: Dense) => ({ ...backward(dy, x, p), dx: tf.zerosLike(x) });
    expect(await complaint(runTest(back, { forward, backward: wrong }))).toMatch(
      /gives other values for dx; .*dW, db/,
    );
  });

  it('tells nothing of a hidden check but its hint', async () => {
    await runTest(hiddenBatch, { forward });
    expect(printed.at(-1)).not.toMatch(/public part/);
    const said = await complaint(runTest(hiddenBatch, { forward: (x: tf.Tensor) => x }));
    expect(said).toMatch(/The bias belongs to every row/);
    expect(said).not.toMatch(/expected|received|\[\d/);
  });

  it('survives functions that are missing, throw, or change what they are given', async () => {
    expect(await complaint(runTest(oneRow, {}))).toMatch(/no function forward/);
    const thrower = () => {
      throw new RangeError('too far');
    };
    expect(await complaint(runTest(oneRow, { forward: thrower }))).toMatch(/RangeError: too far|too far/);
    const before = tf.getBackend();
    await runTest(oneRow, { forward });
    expect(tf.getBackend()).toBe(before);
  });

  it('leaves no tensors', async () => {
    const before = tf.memory().numTensors;
    await runTest(back, { forward, backward });
    await complaint(runTest(oneRow, { forward: (x: tf.Tensor) => x.add(1) }));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('checking by name', () => {
  it('finds the public tests of a question', async () => {
    const found = await loadTests('hw3.q1');
    expect(found.map(({ calls, hint }) => [calls, hint])).toEqual([['lstmGates', undefined]]);
    expect(await complaint(check('hw3.q1', {}))).toMatch(/^hw3\.q1 · The gates of an LSTM: 0 \/ 1/);
  });

  it('knows no other names', async () => {
    await expect(check('hw3.q99', {})).rejects.toThrow(ValueError);
    await expect(check('hw3.q99', {})).rejects.toThrow(/id: expected one of .*hw3\.q1.*received hw3\.q99/);
    await expect(check('toString', {})).rejects.toThrow(ValueError);
  });
});
