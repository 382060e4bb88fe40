import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { memory } from 'unrolled';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrays, leaked, type Matrix, type Nested, tensorOf } from '../support/numbers';
import { allocate } from './loops';

const { allocation, backwardWeights, contentWeights, forwardWeights, links, precedence, retention } = memory;
const { readMemory, readWeights, similarity, usage, writeMemory, writeWeights } = memory;

beforeAll(() => tf.setBackend('float64'));
afterAll(() => tf.setBackend('wasm'));

const two = (rows: Nested) => tensorOf(rows) as Tensor2D;
const three = (rows: Nested) => tensorOf(rows) as Tensor3D;
const hot = (n: number, i: number) => Array.from({ length: n }, (_, j) => (j === i ? 1 : 0));
const sum = (x: readonly number[]) => x.reduce((a, b) => a + b, 0);
const rounding = 1e-12;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const N = 4;
/** Weights over N locations, of sum ≤ 1. */
const weights = fc
  .tuple(fc.array(share, { minLength: N, maxLength: N }), share)
  .map(([parts, total]) => parts.map((part) => (sum(parts) > 0 ? (total * part) / sum(parts) : 0)));
const shares = fc.array(share, { minLength: N, maxLength: N });
const checked = (of: () => void) => tf.tidy(of);

describe('invariants', () => {
  it('links stay in [0, 1], with nothing on the diagonal and sums ≤ 1; precedence too', () =>
    fc.assert(
      fc.property(fc.array(weights, { minLength: 1, maxLength: 6 }), (writes) =>
        checked(() => {
          let L = tf.zeros([1, N, N]) as Tensor3D;
          let p = tf.zeros([1, N]) as Tensor2D;
          for (const w of writes) {
            L = links(L, two([w]), p);
            p = precedence(p, two([w]));
            const [rows] = arrays<Matrix[]>(L);
            const [last] = arrays(p);
            rows.forEach((row, i) => {
              expect(row[i]).toBe(0);
              expect(Math.min(...row)).toBeGreaterThanOrEqual(-rounding);
              expect(sum(row)).toBeLessThanOrEqual(1 + rounding);
              expect(sum(rows.map((other) => other[i]))).toBeLessThanOrEqual(1 + rounding);
            });
            expect(Math.min(...last)).toBeGreaterThanOrEqual(-rounding);
            expect(sum(last)).toBeLessThanOrEqual(1 + rounding);
          }
        }),
      ),
      { numRuns: 60 },
    ));

  it('usage and retention stay in [0, 1]', () =>
    fc.assert(
      fc.property(shares, weights, weights, weights, share, share, (u, w, r1, r2, f1, f2) =>
        checked(() => {
          const psi = retention(two([[f1, f2]]), three([[r1, r2]]));
          const used = usage(two([u]), two([w]), psi);
          for (const value of [...arrays(psi)[0], ...arrays(used)[0]]) {
            expect(value).toBeGreaterThanOrEqual(-rounding);
            expect(value).toBeLessThanOrEqual(1 + rounding);
          }
        }),
      ),
      { numRuns: 60 },
    ));

  it('allocation is that of the sorted free list, ties included, and of sum 1 − Π u', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(share, fc.constantFrom(0, 0.5, 1)), { minLength: 1, maxLength: 6 }),
        (u) =>
          checked(() => {
            const [a] = arrays(allocation(two([u])));
            allocate(u).forEach((value, i) => {
              expect(a[i]).toBeCloseTo(value, 12);
            });
            expect(sum(a)).toBeCloseTo(1 - u.reduce((product, x) => product * x, 1), 12);
          }),
      ),
      { numRuns: 100 },
    ));

  it('weights to write and read by have sums ≤ 1', () =>
    fc.assert(
      fc.property(shares, weights, share, share, weights, weights, (u, c, gw, ga, b, f) =>
        checked(() => {
          const a = allocation(two([u]));
          const gates = { write: two([[gw]]), allocation: two([[ga]]) };
          expect(sum(arrays(writeWeights(gates, a, two([c])))[0])).toBeLessThanOrEqual(gw + rounding);
          const modes = tf.softmax(three([[[gw, ga, 1]]])) as Tensor3D;
          const r = readWeights(modes, three([[b]]), three([[c]]), three([[f]]));
          expect(sum(arrays<Matrix[]>(r)[0][0])).toBeLessThanOrEqual(1 + rounding);
        }),
      ),
      { numRuns: 60 },
    ));
});

const close = (actual: Tensor, expected: Nested) => {
  const wanted = tensorOf(expected);
  expect(actual.shape).toEqual(wanted.shape);
  expect(actual.sub(wanted).abs().max().dataSync()[0]).toBeLessThan(rounding);
};

describe('by hand', () => {
  it('links remember what was written after what, and reading follows them both ways', () => {
    let L = tf.zeros([1, N, N]) as Tensor3D;
    let p = tf.zeros([1, N]) as Tensor2D;
    for (const at of [2, 0, 3]) {
      L = links(L, two([hot(N, at)]), p);
      p = precedence(p, two([hot(N, at)]));
    }
    close(p, [hot(N, 3)]);
    // 0 after 2, 3 after 0
    close(L, [[hot(N, 2), [0, 0, 0, 0], [0, 0, 0, 0], hot(N, 0)]]);
    close(forwardWeights(L, three([[hot(N, 2), hot(N, 0)]])), [[hot(N, 0), hot(N, 3)]]);
    close(backwardWeights(L, three([[hot(N, 3), hot(N, 0)]])), [[hot(N, 0), hot(N, 2)]]);
  });

  it('without writing precedence and links stay, a whole write replaces precedence', () => {
    const p = two([[0.1, 0.2, 0.3]]);
    close(precedence(p, two([[0, 0, 0]])), [[0.1, 0.2, 0.3]]);
    close(precedence(p, two([[0.5, 0.25, 0.25]])), [[0.5, 0.25, 0.25]]);
    close(precedence(p, two([[0.5, 0, 0]])), [[0.55, 0.1, 0.15]]);
    const L = three([
      [
        [0, 0.5],
        [0.25, 0],
      ],
    ]);
    close(links(L, two([[0, 0]]), two([[1, 0]])), [
      [
        [0, 0.5],
        [0.25, 0],
      ],
    ]);
    close(links(L, two([[0.5, 0.25]]), two([[0.2, 0.4]])), [
      [
        [0, 0.25 * 0.5 + 0.5 * 0.4],
        [0.25 * 0.25 + 0.25 * 0.2, 0],
      ],
    ]);
  });

  it('a whole write uses a location up, a free gate after a whole read frees it', () => {
    const psi = retention(
      two([[1, 0.5]]),
      three([
        [
          [1, 0, 0.2],
          [0, 0, 0.4],
        ],
      ]),
    );
    close(psi, [[0, 1, 0.8 * 0.8]]);
    close(usage(two([[0.7, 0.3, 0.5]]), two([[0, 1, 0]]), psi), [[0, 1, 0.32]]);
    close(usage(two([[0.5]]), two([[0.5]]), two([[1]])), [[0.75]]);
  });

  it('allocation goes to the free, the lowest of equals first', () => {
    close(
      allocation(
        two([
          [0.5, 0, 0.9],
          [0.4, 0.2, 0.1],
        ]),
      ),
      [
        [0, 1, 0],
        [0.6 * 0.02, 0.8 * 0.1, 0.9],
      ],
    );
    close(
      allocation(
        two([
          [0, 0, 0],
          [1, 1, 1],
          [0.5, 0.5, 0.5],
        ]),
      ),
      [
        [1, 0, 0],
        [0, 0, 0],
        [0.5, 0.25, 0.125],
      ],
    );
  });

  it('gates decide between allocation and content', () => {
    const [a, c] = [two([[1, 0]]), two([[0.25, 0.75]])];
    const by = (write: number, allocate: number) =>
      writeWeights({ write: two([[write]]), allocation: two([[allocate]]) }, a, c);
    close(by(1, 1), [[1, 0]]);
    close(by(1, 0), [[0.25, 0.75]]);
    close(by(0.5, 0.2), [[0.5 * (0.2 + 0.8 * 0.25), 0.5 * 0.8 * 0.75]]);
  });

  it('writing erases first, then adds; reading weighs words', () => {
    const M = three([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    close(writeMemory(M, two([[1, 0.5]]), two([[1, 0]]), two([[10, 20]])), [
      [
        [10, 22],
        [6.5, 14],
      ],
    ]);
    close(
      readMemory(
        M,
        three([
          [
            [1, 0],
            [0.5, 0.5],
          ],
        ]),
      ),
      [
        [
          [1, 2],
          [2, 3],
        ],
      ],
    );
    const modes = three([[[0.5, 0.3, 0.2]]]);
    close(readWeights(modes, three([[[1, 0]]]), three([[[0, 1]]]), three([[[1, 1]]])), [[[0.7, 0.5]]]);
  });

  it('content is found by direction, sharpened by strength', () => {
    const M = three([
      [
        [1, 2],
        [3, 4],
        [-1, -2],
      ],
    ]);
    const key = three([[[5, 10]]]);
    close(similarity(key, M, 0), [[[1, 11 / Math.sqrt(125), -1]]]);
    close(similarity(three([[[3, 4]]]), three([[[1, 0]]]), 1), [[[3 / Math.sqrt(26 * 2)]]]);
    // by default an empty word is like nothing, and its gradient finite
    const gradient = tf.grad((m: Tensor) => similarity(key, m as Tensor3D).sum())(tf.zeros([1, 2, 2]));
    expect(arrays<Matrix[]>(similarity(key, tf.zeros([1, 2, 2])))).toEqual([[[0, 0]]]);
    close(gradient, [
      [
        [5, 10],
        [5, 10],
      ].map((k) => k.map((x) => x / Math.sqrt((125 + 1e-6) * 1e-6))),
    ]);
    const c = (beta: number) => arrays<Matrix[]>(contentWeights(M, key, two([[beta]])))[0][0];
    expect(sum(c(3))).toBeCloseTo(1, 12);
    expect(c(3)[0] / c(3)[2]).toBeCloseTo(Math.exp(6), 2);
    expect(c(500)[0]).toBeCloseTo(1, 3);
    expect(c(0)).toEqual([1, 1, 1].map(() => expect.closeTo(1 / 3, 12)));
  });
});

describe('errors and memory', () => {
  const [w, M, L, r] = [two([[1, 0]]), three([[[1], [2]]]), tf.zeros([1, 2, 2]), three([[[1, 0]]])];
  const gate = two([[1]]);
  const links2 = L as Tensor3D;
  const flat = two([[1, 0, 0]]);
  const calls: [string, () => unknown, string][] = [
    ['retention', () => retention(two([[1, 1]]), r), 'readWeights: expected [1, 2, N], received [1, 1, 2]'],
    [
      'retention gates',
      () => retention(r as unknown as Tensor2D, r),
      'freeGates: expected [B, R], received [1, 1, 2]',
    ],
    ['usage', () => usage(w, flat, w), 'writeWeights: expected [1, 2], received [1, 3]'],
    ['usage, retention', () => usage(w, w, flat), 'psi: expected [1, 2], received [1, 3]'],
    [
      'usage, before',
      () => usage(r as unknown as Tensor2D, w, w),
      'before: expected [B, N], received [1, 1, 2]',
    ],
    ['allocation', () => allocation(r as unknown as Tensor2D), 'u: expected [B, N], received [1, 1, 2]'],
    ['precedence', () => precedence(w, flat), 'w: expected [1, 2], received [1, 3]'],
    [
      'precedence, before',
      () => precedence(r as unknown as Tensor2D, w),
      'before: expected [B, N], received [1, 1, 2]',
    ],
    ['links', () => links(M, w, w), 'before: expected [B, N, N], received [1, 2, 1]'],
    ['links, weights', () => links(links2, flat, w), 'w: expected [1, 2], received [1, 3]'],
    ['links, precedence', () => links(links2, w, flat), 'p: expected [1, 2], received [1, 3]'],
    ['forward', () => forwardWeights(links2, M), 'readWeights: expected [1, R, 2], received [1, 2, 1]'],
    ['backward', () => backwardWeights(M, r), 'links: expected [B, N, N], received [1, 2, 1]'],
    ['read', () => readMemory(M, M), 'weights: expected [1, R, 2], received [1, 2, 1]'],
    [
      'read, memory',
      () => readMemory(w as unknown as Tensor3D, r),
      'memory: expected [B, N, W], received [1, 2]',
    ],
    ['read modes', () => readWeights(r, r, r, r), 'modes: expected [1, 1, 3], received [1, 1, 2]'],
    [
      'read, content',
      () => readWeights(r, r, w as unknown as Tensor3D, r),
      'content: expected [B, R, N], received [1, 2]',
    ],
    ['read, backward', () => readWeights(r, M, r, r), 'backward: expected [1, 1, 2], received [1, 2, 1]'],
    ['read, forward', () => readWeights(r, r, r, M), 'forward: expected [1, 1, 2], received [1, 2, 1]'],
    ['write', () => writeMemory(M, flat, gate, gate), 'w: expected [1, 2], received [1, 3]'],
    [
      'write, memory',
      () => writeMemory(w as unknown as Tensor3D, w, gate, gate),
      'memory: expected [B, N, W], received [1, 2]',
    ],
    ['erase', () => writeMemory(M, w, w, gate), 'erase: expected [1, 1], received [1, 2]'],
    ['add', () => writeMemory(M, w, gate, w), 'add: expected [1, 1], received [1, 2]'],
    ['content', () => contentWeights(M, r, gate), 'keys: expected [1, R, 1], received [1, 1, 2]'],
    ['strengths', () => contentWeights(M, three([[[1]]]), w), 'strengths: expected [1, 1], received [1, 2]'],
    [
      'similarity',
      () => similarity(three([[[1]]]), w as unknown as Tensor3D),
      'memory: expected [B, N, W], received [1, 2]',
    ],
    ['epsilon', () => similarity(three([[[1]]]), M, -1), 'epsilon: expected a number ≥ 0, received -1'],
  ];
  it.each(calls)('%s', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });

  it('functions leave nothing but their result', () => {
    const key = three([[[1]]]);
    const modes = three([[[1, 0, 0]]]);
    const gates = { write: gate, allocation: gate };
    for (const run of [
      () => retention(gate, r),
      () => usage(w, w, w),
      () => allocation(w),
      () => precedence(w, w),
      () => links(links2, w, w),
      () => forwardWeights(links2, r),
      () => backwardWeights(links2, r),
      () => readMemory(M, r),
      () => readWeights(modes, r, r, r),
      () => writeMemory(M, w, gate, gate),
      () => writeWeights(gates, w, w),
      () => contentWeights(M, key, gate),
      () => similarity(key, M),
      () => memory.oneplus(w),
    ])
      expect(leaked(run)).toBe(0);
    for (const [unfit, message] of [
      [{ write: w, allocation: gate }, 'write: expected [1, 1], received [1, 2]'],
      [{ write: gate, allocation: w }, 'allocation: expected [1, 1], received [1, 2]'],
    ] as const)
      expect(() => writeWeights(unfit, w, w)).toThrow(expect.objectContaining({ message }));
    expect(() => writeWeights(gates, w, flat)).toThrow(
      expect.objectContaining({ message: 'c: expected [1, 2], received [1, 3]' }),
    );
    expect(() => writeWeights(gates, M as unknown as Tensor2D, w)).toThrow(
      expect.objectContaining({ message: 'a: expected [B, N], received [1, 2, 1]' }),
    );
  });
});
