import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import 'unrolled';
import { race, type Time } from '../race';
import type { CellName, Pass, Shape } from './shapes';
import { onThisBackend } from './tensors';

declare global {
  /** What browser.ts calls on its page, one race at a time. */
  var measure: (
    cell: CellName,
    pass: Pass,
    shape: Shape,
    runs: number,
  ) => Promise<Readonly<Record<string, Time>>>;
}

globalThis.measure = async (cell, pass, shape, runs) => {
  setWasmPaths('/');
  await tf.setBackend('wasm');
  tf.engine().startScope();
  const times = Object.fromEntries(await race(onThisBackend(cell, pass, shape), { runs }));
  tf.engine().endScope();
  tf.disposeVariables();
  return times;
};
