import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';

const isThere = backends.includes('tensorflow');

/** The backend that a program takes by itself, and all that it says. */
function chosen(environment: Record<string, string>): { backend: string; complaints: string } {
  const program = `
    const tf = require('@tensorflow/tfjs');
    require('unrolled');
    tf.ready().then(() => console.log(tf.getBackend(), tf.ones([2, 3]).sum().dataSync()[0]));`;
  const env: NodeJS.ProcessEnv = { ...process.env, ...environment };
  if (environment.UNROLLED_BACKEND === '') delete env.UNROLLED_BACKEND;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', env });
  return { backend: stdout.trim(), complaints: stderr };
}

describe(`in Node, ${isThere ? 'with' : 'without'} TensorFlow's addon`, () => {
  it('the fastest backend that is there is taken, silently', () => {
    expect(chosen({ UNROLLED_BACKEND: '' })).toEqual({
      backend: `${isThere ? 'tensorflow' : 'wasm'} 6`,
      complaints: '',
    });
  });

  it('unless the environment says wasm', () => {
    expect(chosen({ UNROLLED_BACKEND: 'wasm' })).toEqual({ backend: 'wasm 6', complaints: '' });
  });
});
