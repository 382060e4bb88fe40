import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch } from '../site/chromium.js';
import { isAlive } from './kernel/kernel.js';

const sources = [
  "import { lab } from 'unrolled'\nlab.lines({ squares: [1, 4, 9] }, { title: 'Squares' })",
  "const panel = lab.live('Counting')\nfor (let step = 1; step <= 20; step++) {\n  panel.update({ step, total: 20, values: { loss: 1 / step } })\n  await new Promise((r) => setTimeout(r, 50))\n}\npanel.end()",
  "const fine = 1\nthrow new RangeError('seen by the reader')",
  'while (true) {}',
  'fine + 41',
  'process.pid',
];
const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'unrolled', display_name: 'Unrolled (TypeScript)', language: 'typescript' },
  },
  cells: sources.map((source, i) => ({
    id: `c${i}`,
    cell_type: 'code',
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  })),
};

const folder = mkdtempSync(join(tmpdir(), 'lab of a reader '));
const script = ['node_modules/tsx/dist/cli.mjs', 'notebooks/lab.ts'];
let lab: ChildProcess;
let printed: string[];
let address: string;
let browser: Browser;
let page: Page;

/** The command, what it prints, and the address among it. */
async function open(...args: string[]) {
  const lab = spawn(process.execPath, [...script, '--no-browser', '--port', '8947', ...args], {
    detached: true,
    env: { ...process.env, JUPYTERLAB_WORKSPACES_DIR: folder, JUPYTERLAB_SETTINGS_DIR: folder },
  });
  const printed: string[] = [];
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [lab.stdout!, lab.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const [found] = /http:\/\/localhost:\d+\/lab\S*\?token=\w+/.exec(line) ?? [];
        if (found) resolve(found);
      });
    }
    lab.on('exit', (code) => reject(new Error(`npm run lab ended with ${code}:\n${printed.join('\n')}`)));
  });
  return { lab, printed, address };
}

beforeAll(async () => {
  writeFileSync(join(folder, 'trial.ipynb'), JSON.stringify(notebook));
  ({ lab, printed, address } = await open(folder));
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  await page.goto(address.replace('/lab?', '/lab/tree/trial.ipynb?'));
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  // before it has one, a notebook ignores that a cell is to be run
  await page.getByText('Unrolled (TypeScript) | Idle').waitFor();
});
afterAll(async () => {
  await browser?.close();
  if (lab && lab.exitCode === null && lab.signalCode === null) process.kill(-lab.pid!, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const cell = (i: number) => page.locator('.jp-Notebook .jp-CodeCell').nth(i);
const run = async (i: number) => {
  await cell(i).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
};
const text = async (i: number) => (await cell(i).locator('.jp-OutputArea-output').allInnerTexts()).join('\n');

it('offers one kernel, asks no questions and prints no warning', async () => {
  const { kernelspecs } = await page.evaluate(async () => (await fetch('/api/kernelspecs')).json());
  expect(Object.keys(kernelspecs)).toEqual(['unrolled']);
  expect(await page.locator('.jp-Dialog, .jp-toast-message').count()).toBe(0);
  expect(await page.locator('.jp-Toolbar-kernelName').textContent()).toBe('Unrolled (TypeScript)');
  // npm has opinions of its own about the settings of the machine
  const complaints = printed.filter(
    (line) => /warn|error|fail|^\[[WE] /i.test(line) && !line.startsWith('npm '),
  );
  expect(complaints).toEqual([]);
});

it('draws a plot with Plotly', async () => {
  await run(0);
  await cell(0).locator('.js-plotly-plot .main-svg .trace').first().waitFor();
  expect(await text(0)).toContain('Squares');
});

it('redraws a live panel in place', async () => {
  await run(1);
  await cell(1).locator('progress').waitFor();
  await page.waitForFunction(() => /Counting\s+20\/20/.test(document.body.textContent));
  expect(await cell(1).locator('.jp-OutputArea-child').count()).toBe(1);
});

it('shows an error with its line, interrupts a loop, and goes on with the variables', async () => {
  await run(2);
  await cell(2).getByText('RangeError: seen by the reader').first().waitFor();
  expect(await text(2)).toMatch(/Cell \[\d+\], line 2:/);
  await run(3);
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await page.keyboard.press('i');
  await cell(3).getByText('Interrupted: the cell was interrupted').waitFor();
  await run(4);
  await cell(4).getByText('42').waitFor();
});

it('ends with everything that it started', async () => {
  await run(5);
  const output = cell(5).locator('.jp-OutputArea-executeResult .jp-OutputArea-output');
  const kernel = Number(await output.textContent());
  expect(isAlive(kernel)).toBe(true);
  process.kill(-lab.pid!, 'SIGINT');
  await new Promise((resolve) => lab.once('exit', resolve));
  for (let i = 0; i < 50 && isAlive(kernel); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isAlive(kernel)).toBe(false);
  await expect(fetch(address)).rejects.toThrow('fetch failed');
});

it('opens the first chapter among the others where no folder is named', async () => {
  const { lab, address } = await open();
  try {
    await page.goto(address);
    await page.locator('.jp-Notebook h1').getByText('Recurrent networks').first().waitFor();
    const names = await page.locator('.jp-DirListing-itemText').allInnerTexts();
    expect(names).toContain('vanishing-gradients.ipynb');
    expect(names).not.toContain('build.ts');
  } finally {
    process.kill(-lab.pid!, 'SIGKILL');
  }
});

it('keeps the stack of a mistake of its own', () => {
  const broken = `import childProcess from 'node:child_process';
    import { syncBuiltinESMExports } from 'node:module';
    childProcess.spawnSync = () => { throw new TypeError('not the reader’s'); };
    syncBuiltinESMExports();`;
  const preload = `data:text/javascript,${encodeURIComponent(broken)}`;
  const args = ['--import', 'tsx', '--import', preload, 'notebooks/lab.ts', '--no-browser'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^TypeError: not the reader’s\n {4}at /);
});

it.each([
  [['--help'], 0, /^npm run lab \[-- <options> <folder>\]/],
  [['--port', 'abc'], 1, /^--port: a number, not abc\n$/],
  [['--prot', '1'], 1, /^Unknown option '--prot'/],
  [['no/such/folder'], 1, /^there is no folder .*such.folder\n$/],
])('answers %j', (args, status, text) => {
  const answer = spawnSync(process.execPath, [...script, ...args], { encoding: 'utf8' });
  expect(answer.status).toBe(status);
  expect(answer.stdout + answer.stderr).toMatch(text);
});
