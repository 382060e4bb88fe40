import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addon, isComplete, product } from '../../lib/native/addon.js';
import { CannotBuild, installNative, type Options } from '../../lib/native/install/steps.js';

const PATH = process.env.PATH;
let place: string;
let folder: string;
let tfjsNode: string;
let host: Server;
let answers: boolean;
let lines: string[];

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'a machine '));
  folder = join(place, 'install');
  tfjsNode = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(folder);
  for (const name of ['package-lock.json', 'requirements.txt', 'product.cc'])
    writeFileSync(join(folder, name), name);
  lines = [];
  answers = false;
  host = createServer((_, response) => answers && response.end());
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  process.env.PATH = PATH;
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  host.closeAllConnections();
  host.close();
  rmSync(place, { recursive: true });
});

/** What tfjs-node's install script leaves, in the folder that it is called in. */
const official = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  for (const path of ['deps/include', 'lib/napi-v8']) mkdirSync(path, { recursive: true });
  writeFileSync('lib/napi-v8/tfjs_binding.node', 'downloaded');`;

/** A machine that has these programs only; each is a script that also notes how it was called. */
function machine({ script = official, ...programs }: Record<string, string> = {}): { calls(): string[] } {
  const notes = join(place, 'calls');
  writeFileSync(notes, '');
  writeFileSync(join(place, 'install.js'), script);
  const all: Record<string, string> = {
    npm: `/bin/mkdir -p node_modules/@tensorflow/tfjs-core node_modules/@tensorflow/tfjs-node/scripts
      /bin/cp '${place}/install.js' node_modules/@tensorflow/tfjs-node/scripts`,
    python: `for last in "$@"; do case "$last" in --target=*)
      /bin/mkdir -p "\${last#--target=}/tensorflow/include";; esac; done`,
    'c++': 'while [ "$#" -gt 0 ]; do [ "$1" = -o ] && echo compiled > "$2"; shift; done; exit 0',
    ...programs,
  };
  for (const [name, body] of Object.entries(all)) {
    const file = join(place, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${notes}'\n${body}\n`);
    chmodSync(file, 0o755);
  }
  process.env.PATH = place;
  return { calls: () => readFileSync(notes, 'utf8').split('\n').filter(Boolean) };
}

const install = (options: Partial<Options> = {}) =>
  installNative({
    folder,
    library: join(place, 'library'),
    python: () => join(place, 'python'),
    host: `http://127.0.0.1:${(host.address() as AddressInfo).port}/`,
    patience: 100,
    prove: () => {},
    log: (line) => lines.push(line),
    ...options,
  });

describe('the backend tensorflow', () => {
  it('is downloaded where the host answers, and shares the TensorFlow.js of the library', async () => {
    const { calls } = machine();
    answers = true;
    expect(await install({ patience: 5000 })).toBe('downloaded');
    expect(readFileSync(addon(tfjsNode).binding, 'utf8')).toBe('downloaded');
    const [npm, ...rest] = calls();
    expect(npm).toBe('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error');
    // of what is compiled, the products alone
    expect(rest).toEqual(['c++ --version', expect.stringContaining(' -pthread ')]);
    expect(existsSync(product(tfjsNode))).toBe(true);
    expect(existsSync(join(folder, 'node_modules/@tensorflow/tfjs-core'))).toBe(false);
    expect(lines.join('\n')).toContain('Downloading TensorFlow');
  });

  it('is built from the pinned wheel where the host is silent', async () => {
    const { calls } = machine();
    const begun = performance.now();
    expect(await install()).toBe('built');
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(readFileSync(addon(tfjsNode).binding, 'utf8')).toBe('compiled\n');
    expect(isComplete(tfjsNode)).toBe(true);
    const [pip] = calls().filter((call) => call.startsWith('python '));
    expect(pip).toContain(`--target=${join(place, 'library')}`);
    expect(pip).toMatch(/--no-deps .*--require-hashes -r .*requirements\.txt$/);
    const [compiled, products] = calls()
      .slice(-3)
      .filter((call) => !call.endsWith('--version'));
    expect(products).toContain(join(folder, 'product.cc'));
    expect(compiled).toContain('tfjs_backend.cc');
    expect(compiled).toContain('-ltensorflow -ltensorflow_framework -Wl,-rpath,$ORIGIN/../../deps/lib');
    expect(lines[1]).toMatch(/^http:\S+ does not answer: no ready-made addon$/);
  });

  it.each([
    ['fails', 'process.exit(1)'],
    ['fails half-way', `${official}\nrequire('node:fs').rmSync('lib/napi-v8/tfjs_binding.node')`],
    ['leaves nothing', ''],
  ])('is built where the download %s', async (_, script) => {
    machine({ script });
    answers = true;
    expect(await install({ patience: 5000 })).toBe('built');
    expect(isComplete(tfjsNode)).toBe(true);
  });

  it('is left alone when it is there, and made again when pins changed or TensorFlow went away', async () => {
    const { calls } = machine();
    await install();
    const before = calls().length;
    expect(await install()).toBe('was there');
    expect(calls()).toHaveLength(before);

    rmSync(join(place, 'library'), { recursive: true });
    expect(isComplete(tfjsNode)).toBe(false);
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(await install()).toBe('built');

    writeFileSync(join(folder, 'requirements.txt'), 'another');
    rmSync(join(folder, 'node_modules/@tensorflow'), { recursive: true });
    expect(await install()).toBe('built');
  });

  it.each(['downloaded', 'was there'])(
    'needs no compiler where it %s; products are compiled as soon as there is one',
    async (way) => {
      machine({ 'c++': 'exit 1' });
      answers = true;
      await install({ patience: 5000 });
      if (way === 'was there') expect(await install()).toBe('was there');
      expect(lines.at(-1 - Number(way === 'downloaded'))).toContain('No products of the recurrent kernels');
      expect(existsSync(product(tfjsNode))).toBe(false);
      machine();
      expect(await install()).toBe('was there');
      expect(existsSync(product(tfjsNode))).toBe(true);
    },
  );

  it('is not taken for made when it does not compute or something fails on the way', async () => {
    machine();
    const prove = () => {
      throw new Error('it does not compute');
    };
    await expect(install({ prove })).rejects.toThrow('it does not compute');
    rmSync(join(folder, 'node_modules/@tensorflow'), { recursive: true });
    machine({ python: 'exit 1' });
    await expect(install()).rejects.toThrow(/pip install .* failed$/);
    machine({ npm: 'exit 1' });
    await expect(install()).rejects.toThrow('npm ci --ignore-scripts');
  });

  it.each([
    [
      'a compiler',
      () => machine({ 'c++': 'exit 1' }),
      /compiler is missing.*\n {2}sudo apt-get install -y g\+\+/,
    ],
    [
      'a wheel for the platform',
      () => {
        machine();
        vi.stubGlobal('process', Object.create(process, { platform: { value: 'darwin' } }));
      },
      /its wheel with a C library is for Linux on x64, this is darwin/,
    ],
  ])('says what is missing: %s', async (_, prepare, message) => {
    prepare();
    await expect(install()).rejects.toThrow(message);
    rmSync(join(folder, 'node_modules/@tensorflow'), { recursive: true, force: true });
    await expect(install()).rejects.toBeInstanceOf(CannotBuild);
  });

  it('is compiled by the compiler of the environment', async () => {
    const { calls } = machine({
      'a-compiler': 'while [ "$#" -gt 0 ]; do [ "$1" = -o ] && echo x > "$2"; shift; done',
    });
    vi.stubEnv('CXX', 'a-compiler');
    await install();
    expect(calls().at(-1)).toMatch(/^a-compiler -std/);
  });
});
