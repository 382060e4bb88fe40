import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Foreign, Numbers, type Value } from '../../lib/grading/value.js';
import { decode, encode, LIMITS, sameBytes, WireError } from '../../lib/grading/wire.js';

const number = fc.double({ noNaN: false });
const numbers = fc.array(fc.nat({ max: 3 }), { maxLength: 4 }).chain((shape) =>
  fc
    .array(number, {
      minLength: shape.reduce((a, b) => a * b, 1),
      maxLength: shape.reduce((a, b) => a * b, 1),
    })
    .map((data) => new Numbers(shape, Float64Array.from(data))),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    number,
    fc.string({ unit: 'grapheme' }),
    numbers,
    fc.string().map((what) => new Foreign(what)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 })
      .map((entries) => new Map<string, Value>(entries)),
  ),
}));

const u32 = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const refuses = (bytes: number[], message: string) =>
  expect(() => decode(Uint8Array.from(bytes))).toThrow(new WireError(message));

describe('values on the wire', () => {
  test('arrive as they are', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(decode(encode(one))).toEqual(one);
      }),
    );
  });

  test.each([Number.NaN, Infinity, -Infinity, -0, 5e-324, 2 ** 53])('%d keeps its bits', (x) => {
    expect(Object.is(decode(encode(x)), x)).toBe(true);
    const { data } = decode(encode(new Numbers([1], Float64Array.of(x)))) as Numbers;
    expect(Object.is(data[0], x)).toBe(true);
  });

  test('hold at most so much', () => {
    const room = LIMITS.bytes / 8;
    expect(() => encode(new Numbers([room], new Float64Array(room)))).toThrow(
      new WireError(`a message of more than ${LIMITS.bytes} bytes`),
    );
    expect(encode(new Numbers([room - 1], new Float64Array(room - 1))).length).toBe(LIMITS.bytes - 2);
    expect(() => decode(new Uint8Array(LIMITS.bytes + 1))).toThrow(
      new WireError(`a message of ${LIMITS.bytes + 1} bytes`),
    );
  });

  test('have at most so many levels', () => {
    const nested = (levels: number): Value => (levels ? [nested(levels - 1)] : null);
    expect(decode(encode(nested(LIMITS.depth)))).toEqual(nested(LIMITS.depth));
    const message = `more than ${LIMITS.depth} levels`;
    expect(() => encode(nested(LIMITS.depth + 1))).toThrow(new WireError(message));
    refuses(Array.from({ length: LIMITS.depth + 1 }, () => [5, ...u32(1)]).flat(), message);
  });

  test('are at most so many, with at most so many axes', () => {
    const list = (length: number): Value => Array.from({ length }, () => null);
    expect(decode(encode(list(LIMITS.values - 1)))).toHaveLength(LIMITS.values - 1);
    const message = `more than ${LIMITS.values} values`;
    expect(() => encode(list(LIMITS.values))).toThrow(new WireError(message));
    const ones = (axes: number) => new Numbers(new Array(axes).fill(1), Float64Array.of(2));
    expect(decode(encode(ones(LIMITS.axes)))).toEqual(ones(LIMITS.axes));
    expect(() => encode(ones(LIMITS.axes + 1))).toThrow(new WireError('a tensor of 9 axes'));
  });

  test('a lone surrogate becomes a replacement character', () => {
    expect(decode(encode('a\ud800b'))).toBe('a\ufffdb');
  });

  test('keys mean nothing to JavaScript', () => {
    const record = decode(encode(new Map([['__proto__', new Map([['polluted', true]])]])));
    expect(record).toBeInstanceOf(Map);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('bytes that nobody wrote', () => {
  test('are refused by name', () => {
    refuses([], 'a message that ends too early');
    refuses([9], 'an unknown tag 9');
    refuses([255], 'an unknown tag 255');
    refuses([0, 0], '1 bytes after the end');
    refuses([3, 0, 0], 'a message that ends too early');
    refuses([4, ...u32(1), 0xff], 'text that is no UTF-8');
    refuses([4, ...u32(2), 65], 'a message that ends too early');
    refuses([6, ...u32(2), ...u32(1), 65, 0, ...u32(1), 65, 0], 'a key that comes twice');
    refuses([7, 9], 'a tensor of 9 axes');
  });

  test('a shape without its numbers makes no room for them', () => {
    refuses([7, 2, ...u32(0xffffffff), ...u32(0xffffffff)], 'a message that ends too early');
    refuses([7, 1, ...u32(2), 0, 0, 0, 0, 0, 0, 0, 0], 'a message that ends too early');
  });

  test('a list longer than any is read no further', () => {
    const many = Uint8Array.from([5, ...u32(0xffffffff), ...new Uint8Array(LIMITS.values + 10)]);
    expect(() => decode(many)).toThrow(new WireError(`more than ${LIMITS.values} values`));
  });

  test('never do more than throw a WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(sameBytes(encode(decode(bytes)), bytes)).toBe(true);
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('are told apart', () => {
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).toBe(false);
  });
});
