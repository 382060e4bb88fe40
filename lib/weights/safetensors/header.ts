import { ValueError } from '../../errors.js';
import { type StoredType, storedTypes } from './dtypes.js';

/** Where a tensor lies in a file. */
export interface Entry {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  /** First byte and the one behind the last, counted from the end of the header. */
  readonly from: number;
  readonly to: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: { readonly [key: string]: string };
  /** Where the numbers begin. */
  readonly length: number;
}

/** The header may take 100 MB, as in the format's own library: nothing honest needs more. */
const LONGEST = 100_000_000;

const wrong = (expected: string, received: string) => new ValueError('safetensors file', expected, received);

/**
 * The header of a safetensors file: its length in 8 bytes, then JSON. Throws `ValueError` unless every number of the
 * file belongs to exactly one tensor.
 */
export function readHeader(bytes: Uint8Array): Header {
  const size = headerSize(bytes);
  const { __metadata__ = {}, ...tensors } = json(bytes.subarray(8, 8 + size));
  const entries = Object.entries(tensors).map(([name, value]) => entry(name, value));
  const end = bytes.length - 8 - size;
  let at = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== at) throw wrong(`tensors without gaps and overlaps, “${name}” at ${at}`, `${from}`);
    at = to;
  }
  if (at !== end) throw wrong(`${at} bytes of numbers, as its header says`, `${end}`);
  return { entries, metadata: texts(__metadata__), length: 8 + size };
}

function headerSize(bytes: Uint8Array): number {
  if (bytes.length < 8) throw wrong('at least 8 bytes', `${bytes.length}`);
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const room = Math.min(bytes.length - 8, LONGEST);
  if (size > room) throw wrong(`a header of at most ${room} bytes`, `one of ${size}`);
  return size;
}

function json(bytes: Uint8Array): { readonly [key: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw wrong('a header in JSON', (error as Error).message);
  }
  if (!isObject(value)) throw wrong('a header that is an object', describe(value));
  return value;
}

function entry(name: string, value: unknown): Entry {
  const complain = (expected: string, received: unknown) =>
    wrong(`“${name}” with ${expected}`, describe(received));
  if (!isObject(value)) throw complain('dtype, shape and data_offsets', value);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(storedTypes, dtype))
    throw complain(`a dtype of ${Object.keys(storedTypes).join(', ')}`, dtype);
  if (!isSizes(shape)) throw complain('a shape', shape);
  if (!isSizes(offsets) || offsets.length !== 2) throw complain('two data_offsets', offsets);
  const [from, to] = offsets;
  const size = shape.reduce((product, n) => product * n, storedTypes[dtype as StoredType].bytes);
  if (to - from !== size) throw complain(`${size} bytes, as its shape [${shape}] says`, to - from);
  return { name, dtype: dtype as StoredType, shape, from, to };
}

function texts(metadata: unknown): { readonly [key: string]: string } {
  const all = isObject(metadata) && Object.values(metadata).every((value) => typeof value === 'string');
  if (!all) throw wrong('__metadata__ with texts only', describe(metadata));
  return metadata as { [key: string]: string };
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

const describe = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
