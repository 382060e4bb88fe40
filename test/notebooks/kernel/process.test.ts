import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, isAlive, Kernel, resultOf } from './kernel.js';

let kernel: Kernel;
afterEach(() => kernel.stop());

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 50 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  return !isAlive(pid);
}

const endless = async () => {
  const cell = await kernel.send("console.log('on'); while (true) {}");
  await kernel.shows(cell, 'on\\n');
  return cell;
};

describe('the process of the kernel', () => {
  it('ends when it is asked to, with status 0', async () => {
    kernel = await Kernel.start();
    await kernel.run('1');
    expect(await kernel.shutdown()).toBe(0);
    expect(isAlive(kernel.pid)).toBe(false);
  });

  it('ends when it is asked to in an endless loop, which was interrupted before', async () => {
    kernel = await Kernel.start();
    const cell = await endless();
    await kernel.interrupt();
    await kernel.result(cell);
    await endless();
    await kernel.shutdown();
    expect(isAlive(kernel.pid)).toBe(false);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends by %s', async (signal) => {
    kernel = await Kernel.start();
    await kernel.run('1');
    process.kill(kernel.pid, signal);
    expect(await gone(kernel.pid)).toBe(true);
  });

  it.each(['idle', 'in an endless loop'])('ends when Jupyter is killed while it is %s', async (state) => {
    kernel = await Kernel.start();
    await kernel.run('1');
    if (state !== 'idle') await endless();
    expect(isAlive(kernel.pid)).toBe(true);
    kernel.killJupyter();
    expect(await gone(kernel.pid)).toBe(true);
  });
});

it('serves notebooks that lie elsewhere, also under a name with spaces, with packages, types and own modules', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'my own notebooks '));
  try {
    writeFileSync(join(folder, 'helper.ts'), 'export const twice = (x: number): number => 2 * x;\n');
    kernel = await Kernel.start(folder);
    const imports = await kernel.run(
      "import { lab, recurrent } from 'unrolled'\nimport * as tf from '@tensorflow/tfjs'\nimport { twice } from './helper'\ntwice(4)",
    );
    expect(errorOf(imports)).toBeUndefined();
    expect(resultOf(imports)).toBe('8');
    expect(resultOf(await kernel.run('await tf.ready(); typeof recurrent.unroll'))).toBe("'function'");
    // types are read, not taken for any
    expect(errorOf(await kernel.run('tf.zeros(true)'))?.ename).toBe('TypeScriptError');
    expect(errorOf(await kernel.run('lab.noSuchThing'))?.ename).toBe('TypeScriptError');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('goes on when the packages that it has read are installed again, and finds what was missing', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'notebooks-'));
  // the compiler watches no folder that lies near the root
  const folder = join(temporary, 'a', 'course', 'of', 'mine');
  const install = (name: string, value: number) => {
    const home = join(folder, 'node_modules', name);
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, 'package.json'),
      `{"name": "${name}", "main": "index.js", "types": "index.d.ts"}`,
    );
    writeFileSync(join(home, 'index.js'), `exports.${name} = ${value};`);
    writeFileSync(join(home, 'index.d.ts'), `export declare const ${name}: number;`);
  };
  // what the system tells of files takes a moment; and of new folders the compiler waits a second for more, and a quarter
  // of one before it looks for modules again
  const told = (ms = 1000) => new Promise((resolve) => setTimeout(resolve, ms));
  try {
    install('one', 1);
    kernel = await Kernel.start(folder);
    expect(resultOf(await kernel.run("import { one } from 'one'\none"))).toBe('1');
    expect(errorOf(await kernel.run("import { two } from 'two'\ntwo"))?.ename).toBe('TypeScriptError');
    // as a backup or a second checkout does it
    for (const file of ['package.json', 'index.d.ts']) {
      linkSync(join(folder, 'node_modules', 'one', file), join(temporary, file));
      await told();
    }
    expect(resultOf(await kernel.run('one + 1'))).toBe('2');
    install('two', 2);
    install('one', 1);
    await told(3000);
    expect(resultOf(await kernel.run("import { two } from 'two'\ntwo"))).toBe('2');
    expect(resultOf(await kernel.run('one + two'))).toBe('3');
  } finally {
    rmSync(temporary, { recursive: true });
  }
});
