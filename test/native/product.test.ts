import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { kernelsIn, type MultiplyBlock } from '../../lib/kernels/instance.js';
import { product } from '../../lib/native/addon.js';
import { ROOT } from '../../site/book';

const installed = createRequire(join(ROOT, 'lib/native/install/'));
const file = (() => {
  try {
    return product(dirname(installed.resolve('@tensorflow/tfjs-node/package.json')));
  } catch {
    return '';
  }
})();
const compiled: MultiplyBlock | undefined = existsSync(file) ? installed(file).multiplyBlock : undefined;

/** The products of a module as it packs its factors, and as the host does them where `multiply` is given. */
function productOf(M: number, N: number, K: number, multiply?: MultiplyBlock): Float32Array {
  const memory = new WebAssembly.Memory({ initial: 200 });
  const wasm = kernelsIn(memory, multiply);
  const random = new equations.Random(M + N + K);
  let top = 64;
  const place = (numbers: number, begin = () => 0) => {
    const at = top;
    const room = new Float32Array(memory.buffer, at, numbers);
    room.forEach((_, i) => {
      room[i] = begin();
    });
    top += 16 * Math.ceil(numbers / 4) + 64;
    return at;
  };
  // rows of both lie further apart than they are long
  const [aRow, cRow] = [K + 3, N + 5];
  const a = place(M * aRow, random.normal);
  const b = place(K * N, random.normal);
  const c = place(M * cRow, random.normal);
  const packed = place(wasm.factorBytes(K, N) / 4);
  const scratch = place(wasm.scratchBytes() / 4);
  wasm.packFactor(b, 4 * N, 0, K, N, packed);
  wasm.multiply(a, 4 * aRow, packed, c, 4 * cRow, M, N, K, scratch);
  return new Float32Array(memory.buffer, c, M * cRow + 16).slice();
}

const sizes = [
  [1, 1, 1],
  [4, 8, 5],
  [3, 7, 2],
  [4, 9, 6],
  [5, 16, 300],
  [7, 23, 31],
  [65, 24, 17],
  // enough for more than one core
  [130, 251, 270],
] as const;

describe('a host that multiplies', () => {
  const asked: number[][] = [];
  const noted: MultiplyBlock = (_, ...args) => asked.push(args);

  it('is asked for what the module would compute, and the module does not', () => {
    const before = productOf(5, 3, 1, noted);
    const after = productOf(5, 3, 1);
    expect(asked).toEqual([[expect.any(Number), expect.any(Number), expect.any(Number), 32, 5, 3, 1]]);
    expect(after).not.toEqual(before);
  });
});

// where it is not compiled there is nothing to test: CI compiles it
describe.runIf(compiled)('the products of npm run native', () => {
  it.each(sizes)('are those of the module, and nothing beside them changes: %i × %i, %i terms', (M, N, K) => {
    const [want, got] = [productOf(M, N, K), productOf(M, N, K, compiled)];
    want.forEach((value, i) => {
      expect(Math.abs(got[i] - value)).toBeLessThan(2e-6 * K + 1e-6);
    });
    // between the rows of C and behind it
    const gaps = (all: Float32Array) => all.filter((_, i) => i % (N + 5) >= N);
    expect(gaps(got)).toEqual(gaps(want));
  });

  it.each([
    ['A', 65_520, 64, 64],
    ['B', 64, 65_280, 64],
    ['C', 64, 64, 65_484],
    ['nothing, so large that it wraps', 4_294_967_292, 4_294_967_292, 4_294_967_292],
  ])('stay inside of the memory: %s ends behind it', (_, a, b, c) => {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    // 3 × 9 with 5 terms: A takes 80 bytes, B 320, C 84
    expect(() => compiled!(buffer, a, b, c, 24, 3, 9, 5)).toThrow(RangeError);
    expect(() => compiled!(buffer, 65_456, 65_216, 65_452, 24, 3, 9, 5)).not.toThrow();
  });

  it('refuse what is no memory and no number', () => {
    expect(() => compiled!({} as ArrayBuffer, 0, 0, 0, 0, 0, 0, 0)).toThrow(TypeError);
    expect(() => (compiled as (...args: unknown[]) => void)(new ArrayBuffer(8), 1, 2)).toThrow(TypeError);
    const words = Array(7).fill('7');
    expect(() => (compiled as (...args: unknown[]) => void)(new ArrayBuffer(8), ...words)).toThrow(TypeError);
  });
});
