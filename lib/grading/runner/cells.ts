import * as tf from '@tensorflow/tfjs';
import { Namespace } from '../../../site/src/kernel/namespace';
import { withAbsent } from './absent.js';
import { library } from './library.js';

/** TensorFlow.js as a cell sees it: always in 64-bit, whatever backend a notebook chooses. */
const tensorflow = { ...tf, setBackend: async () => true, default: undefined as unknown };
tensorflow.default = tensorflow;

const modules = {
  '@tensorflow/tfjs': async () => tensorflow,
  '@tensorflow/tfjs-core': async () => tensorflow,
  '@tensorflow/tfjs-backend-wasm': async () => withAbsent({}, '@tensorflow/tfjs-backend-wasm'),
  // the judge does the checking
  unrolled: async () => withAbsent({ ...library, homework: { check: async () => {} } }, 'unrolled'),
};

/** The cells of a submission: they share their variables as in a notebook. */
export class Cells {
  private readonly namespace = new Namespace(modules);

  async run(source: string, name: string): Promise<void> {
    await this.namespace.run(source, name);
  }

  /** A function that the cells have left behind. */
  function(name: string): ((...args: unknown[]) => unknown) | undefined {
    const found = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    return typeof found === 'function' ? found : undefined;
  }
}
