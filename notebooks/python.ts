import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installKernel } from './kernelspec.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const windows = process.platform === 'win32';

/** Python is missing, too old or incomplete; the message says what to install. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

interface Options {
  /** Where to make the virtual environment: `.venv` in the repository unless said otherwise. */
  readonly folder?: string;
  readonly log?: (line: string) => void;
}

/**
 * The Python that has JupyterLab, nbclient and the kernel `unrolled`, as the path of its program. Makes `.venv` when
 * it is not there or not as the requirements want it; otherwise it takes no time.
 * Throws `PythonMissing` where there is no Python to make it with.
 */
export function ensurePython({
  folder = join(repository, '.venv'),
  log = console.log,
}: Options = {}): string {
  const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const mark = join(folder, 'requirements.sha256');
  const requirements = ['-r', file('requirements.txt'), '-c', file('constraints.txt')];
  const wanted = createHash('sha256')
    .update(readFileSync(file('requirements.txt')))
    .update(readFileSync(file('constraints.txt')))
    .digest('hex');
  const isReady = () =>
    existsSync(mark) &&
    readFileSync(mark, 'utf8') === wanted &&
    spawnSync(python, ['--version']).status === 0;

  alone(`${folder}.lock`, () => {
    if (!isReady()) {
      const base = findPython() ?? installPython(log);
      log(`Installing JupyterLab into ${folder} (once, about a minute)`);
      run(base, ['-m', 'venv', ...(existsSync(python) ? ['--clear'] : []), folder]);
      run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
      writeFileSync(mark, wanted);
    }
    settle(folder);
    installKernel(folder);
  });
  return python;
}

/** The command of a Python that can make the environment; undefined when there is none. */
function findPython(): string | undefined {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  const names = windows
    ? ['py', 'python', 'python3']
    : ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  return names.find((name) => spawnSync(name, ['-c', check]).status === 0);
}

/** Makes JupyterLab at home in the environment. */
function settle(folder: string): void {
  // the repository's package.json would make Node read JupyterLab's own scripts as ES modules
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "commonjs" }\n');
  // no question whether to fetch news from elsewhere, and no look for updates of what is pinned
  const notification = { fetchNews: 'false', checkForUpdates: false };
  const overrides = { '@jupyterlab/apputils-extension:notification': notification };
  const settings = join(folder, 'share', 'jupyter', 'lab', 'settings');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'overrides.json'), `${JSON.stringify(overrides, null, 2)}\n`);
}

/** Debian keeps venv in a package of its own. Where that can be installed without asking, it is. */
function installPython(log: Required<Options>['log']): string {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && spawnSync('apt-get', ['--version']).status === 0) {
    log('Installing Python with apt-get');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3', 'python3-venv']);
    const python = findPython();
    if (python) return python;
  }
  throw new PythonMissing(
    `The notebooks need Python 3.10 or newer with its module venv. Install it and try again:\n  ${installCommand()}`,
  );
}

function installCommand(): string {
  if (windows) return 'winget install Python.Python.3.13';
  if (process.platform === 'darwin') return 'brew install python';
  if (existsSync('/etc/debian_version')) return 'sudo apt-get install -y python3 python3-venv';
  return 'install the package python3 of your system';
}

function run(command: string, args: readonly string[]): void {
  // what pip says goes to stderr, so that our own output stays what it is
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', process.stderr.fd, 'inherit'] });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} failed`);
}

/** Two processes that start at once (tests do) must not both make the environment. */
function alone(lock: string, work: () => void): void {
  const owner = join(lock, 'pid');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isAbandoned(owner)) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    writeFileSync(owner, String(process.pid));
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A process that was killed left its lock behind. */
function isAbandoned(owner: string): boolean {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
