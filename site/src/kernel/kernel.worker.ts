import './tensorflow';
import * as tf from '@tensorflow/tfjs';
import * as unrolled from 'unrolled';
import type { Reply, Request } from './messages';
import { Session } from './session';

// a cell may give these names another meaning
const post = self.postMessage.bind(self) as (reply: Reply) => void;
const session = new Session({ unrolled: async () => unrolled, '@tensorflow/tfjs': async () => tf });
// frames of the library may lie between an error and the cell that caused it
Error.stackTraceLimit = 60;
// what a cell left behind may fail later: in a timer, in a promise that nobody awaits
self.addEventListener('error', (event) => {
  event.preventDefault();
  session.fail(event.error);
});
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  session.fail(event.reason);
});

async function answer(job: number, work: () => unknown): Promise<void> {
  try {
    post({ type: 'answer', job, value: await work() });
  } catch (error) {
    post({ type: 'failed', job, message: error instanceof Error ? error.message : String(error) });
  }
}

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  switch (data.type) {
    case 'run': {
      const { job, cell, code } = data;
      const run = await session.run(cell, code, (items) => post({ type: 'shown', job, items }));
      post({ type: 'ended', job, ...run });
      break;
    }
    case 'stop':
      session.stop();
      break;
    case 'check':
      await answer(data.job, () => {
        const { checkEquation, findEquation } = unrolled.equations;
        return checkEquation(findEquation(data.equation), { seed: data.seed });
      });
      break;
    case 'compute':
      await answer(data.job, async () => {
        await tf.ready();
        const figure = await import(`../figures/${data.figure}/compute.ts`);
        return figure.compute(data.input);
      });
  }
};
