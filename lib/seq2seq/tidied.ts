import type { TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** `tf.tidy` for results whose type is a parameter, such as the states of any cell: tensors in plain objects and lists. */
export const tidied = <T>(run: () => T): T =>
  tf.tidy(run as unknown as () => TensorContainer) as unknown as T;
