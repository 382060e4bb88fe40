import * as tf from '@tensorflow/tfjs';
import { failure } from '../src/kernel/failure';
import { Namespace } from '../src/kernel/namespace';
import type { Chapter } from './chapter';
import type { Cell } from './fences';
import { BookError } from './problems';

const modules = {
  unrolled: () => import('unrolled'),
  '@tensorflow/tfjs': async () => tf,
};

/** What the `answer` fences of a chapter compute, by id. Each runs for itself and ends in a number. */
export async function computeAnswers({ cells, file }: Chapter): Promise<Record<string, number>> {
  // as on the page, whatever this machine could use instead
  await tf.setBackend('wasm');
  const answers: Record<string, number> = {};
  for (const cell of cells) if (cell.kind === 'answer') answers[cell.id] = await compute(cell, file);
  return answers;
}

async function compute({ id, code, line }: Cell, file: string): Promise<number> {
  const fail = (at: number, message: string) =>
    new BookError(file, [{ line: at, message: `the answer ${id} ${message}` }]);
  let value: unknown;
  try {
    ({ value } = await new Namespace(modules).run(code, id));
  } catch (error) {
    // the first line of the code is the one after the fence's
    const { line: at = 0, ename, evalue } = failure(error, id, new Map());
    throw fail(line + at, `throws ${ename}: ${evalue}`);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw fail(line, `must end in a finite number, not in ${value}`);
}
