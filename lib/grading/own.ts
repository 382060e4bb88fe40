import * as tf from '@tensorflow/tfjs';
import { FLOAT64 } from '../float64/backend.js';
import { registerFloat64 } from '../float64/register.js';
import type { Answer, Student } from './student.js';
import { answer } from './transfer.js';

/** Functions of this very process: no sandbox, for one's own code. They run on the backend float64. */
export function inThisProcess(functions: Readonly<Record<string, unknown>>): Student {
  return {
    async call(name, calls) {
      const f = Object.getOwnPropertyDescriptor(functions, name)?.value;
      if (typeof f !== 'function') return [{ failure: 'missing', message: '' }];
      registerFloat64();
      const former = tf.getBackend();
      await tf.setBackend(FLOAT64);
      tf.engine().startScope();
      try {
        const answers: Answer[] = [];
        for (const args of calls) answers.push(await answer(f as (...args: unknown[]) => unknown, args));
        return answers;
      } catch (error) {
        return [{ failure: 'threw', message: String(error) }];
      } finally {
        tf.engine().endScope();
        if (former) await tf.setBackend(former);
      }
    },
  };
}
