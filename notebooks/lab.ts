import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kernelName } from './kernelspec.js';
import { ensurePython } from './python.js';
import { isRefusal, Refused } from './refused.js';

const notebooks = fileURLToPath(new URL('.', import.meta.url));

const help = `npm run lab [-- <options> <folder>]

Opens JupyterLab with the kernel "Unrolled (TypeScript)" at the first chapter, or in a folder of yours. The first time it
makes .venv (needs Python 3.10 or newer); the library that cells import is built each time.
  --no-browser      only print the address
  --port <number>   8888 unless said otherwise; the next free one if it is taken`;

const options = {
  'no-browser': { type: 'boolean', default: false },
  port: { type: 'string', default: '8888' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What a newcomer needs not see: other kernels, a log, a second question at Ctrl-C. */
function settings(folder: string, port: string, browser: boolean): string[] {
  return [
    `--ServerApp.root_dir=${folder}`,
    `--ServerApp.port=${port}`,
    `--ServerApp.open_browser=${browser ? 'True' : 'False'}`,
    '--ServerApp.answer_yes=True',
    // errors only; the address is printed at any level
    '--ServerApp.log_level=40',
    '--LabApp.log_level=40',
    `--KernelSpecManager.allowed_kernelspecs=${kernelName}`,
    '--KernelSpecManager.ensure_native_kernel=False',
    `--MultiKernelManager.default_kernel_name=${kernelName}`,
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
  ];
}

/** notebooks/ holds sources as well, among which a reader would have to look for the chapters. */
const atFirstChapter = '--LabApp.default_url=/lab/tree/en/recurrent-networks.ipynb';

const trust = 'from nbformat.sign import TrustNotebookApp as App; App.launch_instance()';

const bookNotebooks = (): string[] =>
  ['en', 'ru'].flatMap((lang) => {
    const folder = join(notebooks, lang);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.filter((name) => name.endsWith('.ipynb')).map((name) => join(folder, name));
  });

function main(): void {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(help);
    return;
  }
  if (!/^\d+$/.test(values.port)) throw new Refused(`--port: a number, not ${values.port}`);
  const [own] = positionals;
  const folder = resolve(own ?? notebooks);
  if (!existsSync(folder)) throw new Refused(`there is no folder ${folder}`);
  const python = ensurePython();
  const { status } = spawnSync('npm run build:lib', {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    shell: true,
  });
  if (status !== 0) throw new Refused('the library does not build');
  // outputs of notebooks that Jupyter does not trust are shown without their pictures; the book's own came with its code
  spawnSync(python, ['-c', trust, ...bookNotebooks()]);
  const start = settings(folder, values.port, !values['no-browser']);
  const args = ['-m', 'jupyterlab', ...start, ...(own === undefined ? [atFirstChapter] : [])];
  const lab = spawn(python, args, { stdio: 'inherit' });
  lab.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
  // Ctrl-C reaches JupyterLab as well, which then ends its kernels; we wait for it
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => lab.kill());
}

try {
  main();
} catch (error) {
  console.error(isRefusal(error) ? error.message : error);
  process.exitCode = 1;
}
