import { sizeOf } from '../equations/array.js';
import { Foreign, Numbers, type Value } from './value.js';

/** A message that is not what the protocol says. The other side is not to be trusted any further. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** What a message may hold at most: bytes, among them all of a submission's code, and characters of an error. */
export const LIMITS = { bytes: 4 * 2 ** 20, depth: 16, values: 200_000, axes: 8, error: 2000 } as const;

const TAG = {
  null: 0,
  no: 1,
  yes: 2,
  number: 3,
  text: 4,
  list: 5,
  record: 6,
  numbers: 7,
  foreign: 8,
} as const;

/**
 * A value as bytes: a tag, then what it says. Numbers are raw float64, so NaN, ∞ and −0 arrive as they are; nothing is
 * ever evaluated. @throws WireError for a value that is too large or too deep
 */
export function encode(value: Value): Uint8Array {
  let bytes = new Uint8Array(1024);
  let view = new DataView(bytes.buffer);
  let end = 0;
  const reserve = (more: number): number => {
    const start = end;
    end += more;
    if (end > LIMITS.bytes) throw new WireError(`a message of more than ${LIMITS.bytes} bytes`);
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * bytes.length));
      larger.set(bytes);
      bytes = larger;
      view = new DataView(bytes.buffer);
    }
    return start;
  };
  // room is made first: it may move the view
  const byte = (n: number) => {
    const at = reserve(1);
    view.setUint8(at, n);
  };
  const size = (n: number) => {
    const at = reserve(4);
    view.setUint32(at, n);
  };
  const float = (x: number) => {
    const at = reserve(8);
    view.setFloat64(at, x);
  };
  const text = (words: string) => {
    const utf8 = new TextEncoder().encode(words);
    size(utf8.length);
    const at = reserve(utf8.length);
    bytes.set(utf8, at);
  };
  const count = counter();
  const write = (inner: Value, depth: number): void => {
    count(depth);
    if (inner === null) byte(TAG.null);
    else if (typeof inner === 'boolean') byte(inner ? TAG.yes : TAG.no);
    else if (typeof inner === 'number') {
      byte(TAG.number);
      float(inner);
    } else if (typeof inner === 'string') {
      byte(TAG.text);
      text(inner);
    } else if (inner instanceof Numbers) {
      byte(TAG.numbers);
      byte(fewAxes(inner.shape.length));
      inner.shape.forEach(size);
      inner.data.forEach(float);
    } else if (inner instanceof Foreign) {
      byte(TAG.foreign);
      text(inner.what);
    } else if (inner instanceof Map) {
      byte(TAG.record);
      size(inner.size);
      for (const [key, item] of inner) {
        text(key);
        write(item, depth + 1);
      }
    } else {
      byte(TAG.list);
      size((inner as readonly Value[]).length);
      for (const item of inner as readonly Value[]) write(item, depth + 1);
    }
  };
  write(value, 0);
  return bytes.subarray(0, end);
}

/** The value that all of these bytes say. @throws WireError for bytes that say none, or more than a message may hold */
export function decode(bytes: Uint8Array): Value {
  if (bytes.length > LIMITS.bytes) throw new WireError(`a message of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const count = counter();
  const take = (count: number): number => {
    if (count > bytes.length - at) throw new WireError('a message that ends too early');
    at += count;
    return at - count;
  };
  const size = () => view.getUint32(take(4));
  const text = (): string => {
    const length = size();
    const start = take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        bytes.subarray(start, start + length),
      );
    } catch {
      throw new WireError('text that is no UTF-8');
    }
  };
  const read = (depth: number): Value => {
    count(depth);
    const tag = view.getUint8(take(1));
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.no:
        return false;
      case TAG.yes:
        return true;
      case TAG.number:
        return view.getFloat64(take(8));
      case TAG.text:
        return text();
      case TAG.foreign:
        return new Foreign(text());
      case TAG.list: {
        const list: Value[] = [];
        for (let left = size(); left > 0; left--) list.push(read(depth + 1));
        return list;
      }
      case TAG.record: {
        const record = new Map<string, Value>();
        for (let left = size(); left > 0; left--) {
          const key = text();
          if (record.has(key)) throw new WireError('a key that comes twice');
          record.set(key, read(depth + 1));
        }
        return record;
      }
      case TAG.numbers: {
        const axes = fewAxes(view.getUint8(take(1)));
        const shape = Array.from({ length: axes }, size);
        // the bytes must be there before anything is made for them
        const length = sizeOf(shape);
        const start = take(8 * length);
        return new Numbers(
          shape,
          Float64Array.from({ length }, (_, i) => view.getFloat64(start + 8 * i)),
        );
      }
      default:
        throw new WireError(`an unknown tag ${tag}`);
    }
  };
  const value = read(0);
  if (at !== bytes.length) throw new WireError(`${bytes.length - at} bytes after the end`);
  return value;
}

/** Counts the values of a message; `depth` is where each of them stands. */
function counter(): (depth: number) => void {
  let values = 0;
  return (depth) => {
    if (depth > LIMITS.depth) throw new WireError(`more than ${LIMITS.depth} levels`);
    if (++values > LIMITS.values) throw new WireError(`more than ${LIMITS.values} values`);
  };
}

function fewAxes(axes: number): number {
  if (axes > LIMITS.axes) throw new WireError(`a tensor of ${axes} axes`);
  return axes;
}

/** Whether two encoded values are the same. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
