import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { addon, isComplete, product } from '../addon.js';

/** The machine lacks something; the message says what to do. */
export class CannotBuild extends Error {
  override readonly name = 'CannotBuild';
}

export interface Options {
  /** Holds package.json, package-lock.json, requirements.txt and product.cc; what is installed goes below it … */
  readonly folder: string;
  /** … but for TensorFlow's library, which pip puts here. */
  readonly library: string;
  /** Gives the Python whose pip fetches that library. */
  readonly python: () => string;
  /** Where tfjs-node would download from, and the milliseconds that it may take to answer. */
  readonly host: string;
  readonly patience: number;
  /** Throws if the backend does not compute. */
  readonly prove: () => void;
  readonly log: (line: string) => void;
}

/**
 * Makes the backend `tensorflow` work: as tfjs-node does it where its host answers, else from TensorFlow's wheel. Where
 * there is a compiler, the products of the recurrent kernels are compiled too.
 */
export async function installNative(options: Options): Promise<'was there' | 'downloaded' | 'built'> {
  const { folder, log, prove } = options;
  const tfjsNode = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const mark = join(folder, 'node_modules', '.native');
  const pins = ['package-lock.json', 'requirements.txt', 'product.cc'].map((name) =>
    readFileSync(join(folder, name)),
  );
  const wanted = createHash('sha256').update(Buffer.concat(pins)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted && isComplete(tfjsNode)) {
    // a compiler may have come since
    if (!existsSync(product(tfjsNode))) compileProduct(tfjsNode, options);
    return 'was there';
  }

  log('Installing the sources of tfjs-node');
  installPackages(folder);
  const way = (await download(tfjsNode, options)) ? 'downloaded' : 'built';
  if (way === 'built') build(tfjsNode, options);
  compileProduct(tfjsNode, options);
  log('Trying the backend tensorflow');
  prove();
  writeFileSync(mark, wanted);
  return way;
}

/** Without install scripts, and without a TensorFlow.js of its own: backends are registered with the library's. */
function installPackages(folder: string): void {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  const packages = join(folder, 'node_modules', '@tensorflow');
  for (const name of readdirSync(packages))
    if (name !== 'tfjs-node') rmSync(join(packages, name), { recursive: true });
}

/** The official way: tfjs-node's own install script. False if its host does not answer in time, or the script fails. */
async function download(tfjsNode: string, { host, patience, log, folder }: Options): Promise<boolean> {
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(patience) });
  } catch {
    log(`${host} does not answer: no ready-made addon`);
    return false;
  }
  log(`Downloading TensorFlow and the addon from ${host}`);
  const env = { PATH: [join(folder, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };
  try {
    run(process.execPath, [join('scripts', 'install.js')], { cwd: tfjsNode, env, minutes: 10 });
  } catch (error) {
    log(`The download failed: ${(error as Error).message}`);
  }
  if (isComplete(tfjsNode)) return true;
  for (const part of ['deps', 'lib']) rmSync(join(tfjsNode, part), { recursive: true, force: true });
  return false;
}

/** The other way: tfjs-node's C++ compiled against the library inside the wheel of TensorFlow for Python. */
function build(tfjsNode: string, { folder, library, python, log }: Options): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new CannotBuild(
      `TensorFlow can be downloaded but not built here: its wheel with a C library is for Linux on x64, this is ${process.platform} on ${process.arch}`,
    );
  if (!hasCompiler())
    throw new CannotBuild(
      'A C++ compiler is missing. Install one and try again:\n  sudo apt-get install -y g++',
    );
  const interpreter = python();
  log(`Installing the wheel of TensorFlow into ${library} (270 MB)`);
  // any Python's wheel will do, so that a Python too new for TensorFlow is none too new for this
  const wheel = ['--no-deps', '--only-binary=:all:', '--python-version=3.12', '--no-compile', '--upgrade'];
  const requirements = ['--require-hashes', '-r', join(folder, 'requirements.txt')];
  run(interpreter, ['-m', 'pip', 'install', '--quiet', ...wheel, `--target=${library}`, ...requirements]);

  log('Compiling the addon');
  const { binding, includes, libraries } = addon(tfjsNode);
  for (const path of [dirname(binding), libraries]) mkdirSync(path, { recursive: true });
  const tensorflow = join(library, 'tensorflow');
  const names = {
    [includes]: 'include',
    [join(libraries, 'libtensorflow.so')]: 'libtensorflow_cc.so.2',
    [join(libraries, 'libtensorflow_framework.so')]: 'libtensorflow_framework.so.2',
    // the names by which these two ask for each other
    [join(libraries, 'libtensorflow_cc.so.2')]: 'libtensorflow_cc.so.2',
    [join(libraries, 'libtensorflow_framework.so.2')]: 'libtensorflow_framework.so.2',
  };
  for (const [link, target] of Object.entries(names)) symlinkSync(join(tensorflow, target), link);
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjsNode, 'binding', name));
  const links = [
    `-L${libraries}`,
    '-ltensorflow',
    '-ltensorflow_framework',
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  compile(folder, ['-O2', `-I${includes}`, ...sources, '-o', binding, ...links]);
}

/** Without them the kernels multiply by WebAssembly, on one core. */
function compileProduct(tfjsNode: string, { folder, log }: Options): void {
  if (process.platform !== 'linux' || !hasCompiler()) {
    log('No products of the recurrent kernels are compiled: that needs Linux and a C++ compiler');
    return;
  }
  log('Compiling the products of the recurrent kernels');
  compile(folder, ['-O3', '-pthread', join(folder, 'product.cc'), '-o', product(tfjsNode)]);
}

const compiler = () => process.env.CXX ?? 'c++';

const hasCompiler = (): boolean => spawnSync(compiler(), ['--version']).status === 0;

/** Compiles an addon of Node's. */
function compile(folder: string, args: readonly string[]): void {
  const nodeHeaders = join(folder, 'node_modules', 'node-api-headers', 'include');
  const options = ['-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${nodeHeaders}`];
  run(compiler(), [...options, ...args]);
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly minutes?: number;
}

function run(command: string, args: readonly string[], { cwd, env, minutes }: RunOptions = {}): void {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: minutes && minutes * 60_000,
    // npm is a script on Windows
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) throw error ?? new Error(`${[command, ...args].join(' ')} failed`);
}
