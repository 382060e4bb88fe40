import * as tf from '@tensorflow/tfjs';
import { Namespace } from '../src/kernel/namespace';
import type { Chapter } from './chapter';
import { BookError } from './problems';

const modules = {
  unrolled: () => import('unrolled'),
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
};

/** What the `answer` fences of a chapter compute, by id: each runs for itself and ends in a number. */
export async function computeAnswers({ cells, file }: Chapter): Promise<Record<string, number>> {
  await tf.ready();
  const answers: Record<string, number> = {};
  for (const { id, kind, code, line } of cells) {
    if (kind !== 'answer') continue;
    const fail = (why: string) => new BookError(file, [{ line, message: `the answer ${id} ${why}` }]);
    const value = await new Namespace(modules).run(code, id).then(
      (result) => result.value,
      (error) => Promise.reject(fail(`throws ${error}`)),
    );
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw fail(`must be a finite number, but is ${value}`);
    answers[id] = value;
  }
  return answers;
}
