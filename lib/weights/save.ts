import * as tf from '@tensorflow/tfjs';
import { expectFinite } from '../check.js';
import { ShapeError, ValueError } from '../errors.js';
import { mapParams, namedTensors } from '../training/params.js';
import { expectNames } from './names.js';
import { readSafetensors, type SafetensorsOptions, writeSafetensors } from './safetensors/safetensors.js';

/**
 * Parameters as the bytes of a safetensors file, each tensor under its path ('lstm.Wf', '0.forward.Wh').
 * Throws `ValueError` for anything but finite float32 tensors, and for two tensors of one path.
 */
export function save(params: object, options: SafetensorsOptions = {}): Uint8Array {
  const named = namedTensors(params);
  const tensors = Object.fromEntries(named);
  const twice = named.find(([name, tensor]) => tensors[name] !== tensor);
  if (twice) throw new ValueError('params', `one tensor of the name ${twice[0]}`, 'several');
  return writeSafetensors(tensors, options);
}

/**
 * The parameters in the bytes of a safetensors file, structured like `like`, which says what names and shapes there are
 * to be and is left alone. Throws `ValueError` that names the tensors that are missing from the file or too many, or not
 * finite, and `ShapeError` for one of another shape.
 */
export function load<P extends object>(bytes: Uint8Array, like: P): P {
  const wanted = namedTensors(like);
  return tf.tidy(() => {
    const { tensors } = readSafetensors(bytes);
    const names = wanted.map(([name]) => name);
    expectNames('tensors of the file', Object.keys(tensors), names);
    for (const [name, { shape }] of wanted) {
      const found = tensors[name].shape;
      if (found.join() !== shape.join())
        throw new ShapeError(name, `[${shape.join(', ')}]`, `[${found.join(', ')}]`);
      expectFinite(name, tensors[name]);
    }
    return mapParams(like, (name) => tensors[name]) as P & tf.TensorContainer;
  });
}
