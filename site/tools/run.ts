import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../book';

/** Runs a command of the project in its root, with its output on ours; rejects if it fails. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(' ')} failed`));
    });
  });
}

/** The library's JavaScript, which pages are made with. */
export const buildLibrary = (): Promise<void> => run('npm', ['run', 'build:lib', '--silent']);

/** In a process of its own, so that it always sees the library that was just built. */
export const generate = (): Promise<void> => run(process.execPath, ['--import', 'tsx', 'site/generate.ts']);

export const docusaurus = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> =>
  run(process.execPath, [join('node_modules', '@docusaurus', 'core', 'bin', 'docusaurus.mjs'), ...args], {
    // a small font inside the style sheet would be loaded by pages that do not use it
    WEBPACK_URL_LOADER_LIMIT: '0',
    NO_UPDATE_NOTIFIER: '1',
    ...env,
  });

/** Ends a script with the message of what went wrong; the stack helps only where the message says nothing. */
export function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
