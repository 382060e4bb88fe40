import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { ValueError } from '../../errors.js';
import { precise } from '../../float64/precise.js';
import { storedTypes } from './dtypes.js';
import { readHeader } from './header.js';

/** Tensors by name, as a PyTorch `state_dict` or a safetensors file has them: 'encoder.weight_ih_l0'. */
export type NamedTensors = { readonly [name: string]: Tensor };

/**
 * The tensors of a safetensors file (F64, F32, F16 and BF16), and the texts in its metadata. Numbers are rounded to
 * float32 but with the backend float64. Throws `ValueError` for a file that is malformed in any way.
 */
export function readSafetensors(bytes: Uint8Array): {
  tensors: NamedTensors;
  metadata: { readonly [key: string]: string };
} {
  const { entries, metadata, length } = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + length);
  const tensors = entries.map(({ name, dtype, shape, from, to }) => {
    const stored = storedTypes[dtype];
    const values = new Float64Array((to - from) / stored.bytes);
    for (let i = 0; i < values.length; i++) values[i] = stored.read(view, from + i * stored.bytes);
    return [name, precise(values, shape)] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

export interface SafetensorsOptions {
  /** F64 keeps what the backend float64 computes, and is the default there; F32, elsewhere, all that there is. */
  readonly dtype?: 'F32' | 'F64';
  /** Texts to keep with the tensors. */
  readonly metadata?: { readonly [key: string]: string };
}

/**
 * A safetensors file of these tensors, byte by byte what the format's own library writes. Throws `ValueError` for no
 * tensors, for tensors that are not float32, for the name `__metadata__`, and metadata that are no texts.
 */
export function writeSafetensors(
  tensors: NamedTensors,
  { dtype = tf.getBackend() === 'float64' ? 'F64' : 'F32', metadata }: SafetensorsOptions = {},
): Uint8Array {
  const names = Object.keys(tensors).sort();
  if (names.length === 0) throw new ValueError('tensors', 'at least one tensor', 'none');
  if (dtype !== 'F32' && dtype !== 'F64') throw new ValueError('dtype', 'F32 or F64', String(dtype));
  for (const name of names) {
    if (name === METADATA) throw new ValueError('tensors', `no tensor named ${METADATA}`, 'one');
    if (tensors[name].dtype !== 'float32')
      throw new ValueError(`tensors.${name}`, 'a float32 tensor', tensors[name].dtype);
  }
  const width = storedTypes[dtype].bytes;
  for (const [key, text] of Object.entries(metadata ?? {})) {
    if (typeof text !== 'string') throw new ValueError(`metadata.${key}`, 'a text', typeof text);
  }
  let end = 0;
  const entries = names.map((name) => {
    const { shape, size } = tensors[name];
    const offsets = [end, (end += size * width)];
    return [name, { dtype, shape, data_offsets: offsets }] as const;
  });
  const header = padded(Object.fromEntries([...(metadata ? [[METADATA, metadata]] : []), ...entries]));
  const bytes = new Uint8Array(8 + header.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const name of names) {
    for (const value of tensors[name].dataSync()) {
      if (dtype === 'F64') view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += width;
    }
  }
  return bytes;
}

const METADATA = '__metadata__';

/** JSON with spaces behind it, so that the numbers begin at a multiple of 8. */
function padded(header: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  bytes.set(text);
  return bytes;
}
