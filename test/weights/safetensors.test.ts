import * as tf from '@tensorflow/tfjs';
import { float64, weights } from 'unrolled';
import { describe, expect, it } from 'vitest';
import reference from '../reference/weights.json' with { type: 'json' };
import { distance, leaked, type Nested, tensorOf } from '../support/numbers.js';

const { readSafetensors, writeSafetensors } = weights;

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const [single, double] = reference.safetensors;

/** A file with this header, as text or as what is to be JSON, and so many bytes of zeros. */
function file(header: unknown, numbers = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const a = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe(`against ${reference['made by']}`, () => {
  it.each(reference.safetensors)('$dtype is read', ({ bytes, tensors, metadata }) => {
    float64.inFloat64(() => {
      const got = readSafetensors(bytesOf(bytes));
      expect(Object.keys(got.tensors).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, values] of Object.entries(tensors))
        expect(distance(got.tensors[name], tensorOf(values as Nested)), name).toBe(0);
      expect(got.metadata).toEqual(metadata);
    });
  });

  it.each([
    [single, 'F32'],
    [double, 'F64'],
  ] as const)('what is written is the same, byte by byte', ({ bytes, tensors, metadata }, dtype) => {
    float64.inFloat64(() => {
      const named = Object.fromEntries(
        Object.entries(tensors).map(([name, values]) => [name, tensorOf(values as Nested)]),
      );
      const some =
        Object.keys(metadata).length > 0 ? { metadata: metadata as { [key: string]: string } } : {};
      expect(writeSafetensors(named, { dtype, ...some })).toEqual(bytesOf(bytes));
    });
  });
});

describe('a file', () => {
  it('keeps what the backend holds: 64 bits with float64, 32 elsewhere', () => {
    const numbers = [Math.PI, -1e-7];
    float64.inFloat64(() => {
      const bytes = writeSafetensors({ a: float64.precise(numbers, [2]) });
      expect(new TextDecoder().decode(bytes)).toContain('"dtype":"F64"');
      expect([...readSafetensors(bytes).tensors.a.dataSync()]).toEqual(numbers);
    });
    const bytes = writeSafetensors({ a: tf.tensor1d(numbers) });
    expect(new TextDecoder().decode(bytes)).toContain('"dtype":"F32"');
    expect([...readSafetensors(bytes).tensors.a.dataSync()]).toEqual(numbers.map(Math.fround));
  });

  it('keeps texts, scalars, empty tensors and any name', () => {
    const tensors = { __proto__x: tf.scalar(3), 'a "b"\n': tf.zeros([0, 2]), z: tf.ones([2, 1, 3]) };
    const read = readSafetensors(writeSafetensors(tensors, { metadata: { б: '"', empty: '' } }));
    expect(read.metadata).toEqual({ б: '"', empty: '' });
    expect(read.tensors.__proto__x.arraySync()).toBe(3);
    expect(read.tensors['a "b"\n'].shape).toEqual([0, 2]);
    expect(read.tensors.z.shape).toEqual([2, 1, 3]);
  });

  it('may lie anywhere in memory', () => {
    const bytes = writeSafetensors({ a: tf.tensor1d([1, 2]) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...readSafetensors(shifted.subarray(3)).tensors.a.dataSync()]).toEqual([1, 2]);
  });

  it('has its numbers at a multiple of 8', () => {
    for (const name of ['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg', 'abcdefgh']) {
      const bytes = writeSafetensors({ [name]: tf.scalar(1) });
      expect(bytes.length % 8).toBe(4);
      expect(readSafetensors(bytes).tensors[name].arraySync()).toBe(1);
    }
  });

  it('is read in any order of its tensors, and with spaces', () => {
    const two = { b: { dtype: 'F32', shape: [1], data_offsets: [8, 12] }, a };
    const bytes = file(`${JSON.stringify(two)}   `, 12);
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, 7, true);
    expect(readSafetensors(bytes).tensors.b.arraySync()).toEqual([7]);
    expect(readSafetensors(file({})).tensors).toEqual({});
  });
});

describe('half precision', () => {
  const read = (dtype: string, bits: number) => {
    const bytes = file({ a: { dtype, shape: [], data_offsets: [0, 2] } }, 2);
    new DataView(bytes.buffer).setUint16(bytes.length - 2, bits, true);
    return readSafetensors(bytes).tensors.a.dataSync()[0];
  };

  it('has infinities, NaN, both zeros and subnormal numbers', () => {
    expect([0x7c00, 0xfc00, 0x7e00, 0x7c01].map((bits) => read('F16', bits))).toEqual([
      Infinity,
      -Infinity,
      NaN,
      NaN,
    ]);
    expect([0, 0x8000, 1, 0x83ff, 0x0400, 0x3c00, 0xc001].map((bits) => read('F16', bits))).toEqual([
      0,
      -0,
      2 ** -24,
      -1023 * 2 ** -24,
      2 ** -14,
      1,
      -2 * (1 + 1 / 1024),
    ]);
    expect([0x3f80, 0xff80, 0x7fc0, 0x8000, 0x4049].map((bits) => read('BF16', bits))).toEqual([
      1,
      -Infinity,
      NaN,
      -0,
      3.140625,
    ]);
  });
});

describe('malformed files', () => {
  const twice = { a, b: a };
  const cases: [string, Uint8Array, string][] = [
    ['too short', new Uint8Array(7), 'at least 8 bytes, received 7'],
    ['empty', new Uint8Array(0), 'at least 8 bytes, received 0'],
    [
      'header longer than the file',
      file('{}').subarray(0, 9),
      'a header of at most 1 bytes, received one of 2',
    ],
    [
      'header of 2⁶⁴ − 1 bytes',
      new Uint8Array(16).fill(255),
      'a header of at most 8 bytes, received one of 18446744073709552000',
    ],
    ['no JSON', file('{"a":'), 'a header in JSON, received '],
    ['no UTF-8', file('{"a":1}').map((v) => (v === 97 ? 255 : v)), 'a header in JSON, received '],
    ['a list', file('[]'), 'a header that is an object, received []'],
    ['a number', file('1'), 'a header that is an object, received 1'],
    ['null', file('null'), 'a header that is an object, received null'],
    ['an entry that is none', file({ a: [1] }), '“a” with dtype, shape and data_offsets, received [1]'],
    [
      'another dtype',
      file({ a: { ...a, dtype: 'I64' } }, 8),
      '“a” with a dtype of F64, F32, F16, BF16, received "I64"',
    ],
    [
      'a dtype of Object',
      file({ a: { ...a, dtype: 'toString' } }, 8),
      '“a” with a dtype of F64, F32, F16, BF16, received "toString"',
    ],
    [
      'no dtype',
      file({ a: { shape: [2], data_offsets: [0, 8] } }, 8),
      '“a” with a dtype of F64, F32, F16, BF16, received nothing',
    ],
    [
      'a dtype in a list',
      file({ a: { ...a, dtype: ['F32'] } }, 8),
      '“a” with a dtype of F64, F32, F16, BF16, received ["F32"]',
    ],
    ['a shape that is none', file({ a: { ...a, shape: 2 } }, 8), '“a” with a shape, received 2'],
    ['a negative size', file({ a: { ...a, shape: [-1, -2] } }, 8), '“a” with a shape, received [-1,-2]'],
    ['half a size', file({ a: { ...a, shape: [0.5, 4] } }, 8), '“a” with a shape, received [0.5,4]'],
    [
      'a size beyond 2⁵³',
      file({ a: { ...a, shape: [2 ** 53] } }, 8),
      '“a” with a shape, received [9007199254740992]',
    ],
    ['one offset', file({ a: { ...a, data_offsets: [0] } }, 8), '“a” with two data_offsets, received [0]'],
    [
      'three offsets',
      file({ a: { ...a, data_offsets: [0, 8, 8] } }, 8),
      '“a” with two data_offsets, received [0,8,8]',
    ],
    [
      'no offsets',
      file({ a: { dtype: 'F32', shape: [2] } }, 8),
      '“a” with two data_offsets, received nothing',
    ],
    [
      'offsets against the shape',
      file({ a: { ...a, shape: [3] } }, 8),
      '“a” with 12 bytes, as its shape [3] says, received 8',
    ],
    [
      'offsets the wrong way round',
      file({ a: { ...a, data_offsets: [8, 0] } }, 8),
      '“a” with 8 bytes, as its shape [2] says, received -8',
    ],
    [
      'more numbers than fit anywhere',
      file({ a: { ...a, shape: Array(40).fill(2 ** 40) } }, 8),
      '“a” with Infinity bytes, as its shape [1099511627776',
    ],
    [
      'a gap at the beginning',
      file({ a: { ...a, data_offsets: [4, 12] } }, 12),
      'tensors without gaps and overlaps, “a” at 0, received 4',
    ],
    ['an overlap', file(twice, 8), 'tensors without gaps and overlaps, “b” at 8, received 0'],
    [
      'a gap',
      file({ a, b: { ...a, data_offsets: [9, 17] } }, 17),
      'tensors without gaps and overlaps, “b” at 8, received 9',
    ],
    ['missing numbers', file({ a }, 7), '8 bytes of numbers, as its header says, received 7'],
    ['bytes behind the end', file({ a }, 9), '8 bytes of numbers, as its header says, received 9'],
    [
      'metadata of numbers',
      file({ __metadata__: { a: 1 }, a }, 8),
      '__metadata__ with texts only, received {"a":1}',
    ],
    [
      'metadata in a list',
      file({ __metadata__: ['a'], a }, 8),
      '__metadata__ with texts only, received ["a"]',
    ],
    ['metadata of null', file({ __metadata__: null, a }, 8), '__metadata__ with texts only, received null'],
  ];

  it.each(cases)('%s', (_, bytes, message) => {
    const read = () => readSafetensors(bytes);
    expect(read).toThrow(`safetensors file: expected ${message}`);
    expect(read).toThrow(RangeError);
    expect(leaked(read)).toBe(0);
  });

  it('say only the beginning of something long', () => {
    expect(() => readSafetensors(file(`"${'x'.repeat(200)}"`))).toThrow(/received "x{59}$/);
  });

  it('a header may have 100 MB, not a byte more', () => {
    const bytes = new Uint8Array(8 + 100_000_001).fill(0x20);
    const size = (n: number) => new DataView(bytes.buffer).setBigUint64(0, BigInt(n), true);
    size(100_000_001);
    expect(() => readSafetensors(bytes)).toThrow(
      'a header of at most 100000000 bytes, received one of 100000001',
    );
    size(100_000_000);
    bytes.set([0x7b, 0x7d], 8); // {}
    expect(() => readSafetensors(bytes)).toThrow('0 bytes of numbers, as its header says, received 1');
  });

  it('every file cut short or changed in its length is refused', () => {
    const bytes = writeSafetensors({ a: tf.tensor1d([1, 2]), b: tf.scalar(1) });
    for (let end = 0; end < bytes.length; end++)
      expect(() => readSafetensors(bytes.subarray(0, end))).toThrow('safetensors file');
  });
});

describe('what cannot be written', () => {
  it('is refused', () => {
    expect(() => writeSafetensors({})).toThrow('tensors: expected at least one tensor, received none');
    expect(() => writeSafetensors({ __metadata__: tf.scalar(1) })).toThrow(
      'tensors: expected no tensor named __metadata__, received one',
    );
    expect(() => writeSafetensors({ i: tf.scalar(1, 'int32') })).toThrow(
      'tensors.i: expected a float32 tensor, received int32',
    );
    expect(() => writeSafetensors({ a: tf.scalar(1) }, { dtype: 'F16' as 'F32' })).toThrow(
      'dtype: expected F32 or F64, received F16',
    );
    expect(() => writeSafetensors({ a: tf.scalar(1) }, { metadata: { n: 1 as unknown as string } })).toThrow(
      'metadata.n: expected a text, received number',
    );
  });

  it('nothing is left behind', () => {
    const tensors = { a: tf.scalar(1) };
    expect(leaked(() => writeSafetensors(tensors))).toBe(0);
    expect(leaked(() => readSafetensors(writeSafetensors(tensors)).tensors)).toBe(0);
  });
});
