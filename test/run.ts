import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePython } from '../notebooks/python.js';
import { ensureSandbox } from './grading/sandbox.js';
import { ensureChromium } from './site/chromium.js';

const help = `npm test [-- <vitest arguments>]

Sets up what the tests need (the built library, .venv, Chromium, bubblewrap), runs all of them and ends with real counts.
  npm test -- test/recurrent        only these files
  npm test -- -t "mask"             only tests with this in their name`;

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

function main(): number {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(help);
    return 0;
  }
  run('npm', ['run', 'build:lib']);
  ensurePython();
  ensureChromium();
  ensureSandbox();

  const folder = mkdtempSync(join(tmpdir(), 'unrolled-test-'));
  const file = join(folder, 'report.json');
  try {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'];
    const { status } = spawnSync(process.execPath, [...vitest, `--outputFile.json=${file}`, ...args], {
      stdio: 'inherit',
    });
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    // a file that fails to load has no tests to count, and is a failure all the same
    const broken = report.testResults.filter(
      (f) => f.status === 'failed' && !f.assertionResults.some((test) => test.status === 'failed'),
    );
    for (const f of broken) console.log(`could not be run: ${f.name}`);
    const failed = report.numFailedTests + broken.length;
    const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : '';
    console.log(`${report.numPassedTests} passed, ${failed} failed${skipped}`);
    return failed > 0 || report.numPassedTests === 0 ? 1 : (status ?? 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

process.exitCode = main();
