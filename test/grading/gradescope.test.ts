import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOMEWORKS } from '../../lib/grading/homework/index.js';
import { ROOT } from '../../site/book/index.js';
import { notebook } from './notebook.js';
import { ensureSandbox } from './sandbox.js';
import { pageCells } from './solution.js';

const script = join(ROOT, 'notebooks/homework/gradescope/run_autograder');
const [homework] = HOMEWORKS;

/** Gradescope's script, with its folders below `root`. */
const start = (root: string, path = process.env.PATH) =>
  spawnSync(script, {
    env: { ...process.env, AUTOGRADER: root, HOMEWORK: String(homework!.number), PATH: path },
    encoding: 'utf8',
  });

/** What Gradescope's script leaves as results.json for some notebooks. */
function results(notebooks: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'unrolled-gradescope-'));
  try {
    mkdirSync(join(root, 'submission'));
    symlinkSync(ROOT, join(root, 'unrolled'));
    for (const [name, text] of Object.entries(notebooks)) writeFileSync(join(root, 'submission', name), text);
    const { status, stderr } = start(root);
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(readFileSync(join(root, 'results/results.json'), 'utf8'));
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('the autograder of Gradescope', () => {
  beforeAll(ensureSandbox);

  test('leaves the score of the notebook, hidden checks included', () => {
    const { score, tests, extra_data } = results({ 'hw.ipynb': notebook(pageCells(homework!.name, true)) });
    expect(tests.reduce((sum: number, one: { max_score: number }) => sum + one.max_score, 0)).toBe(score);
    expect(extra_data.hidden).toBe(true);
  });

  test('says why where there is no score', () => {
    expect(results({})).toEqual({
      score: 0,
      output: expect.stringMatching(/there is no notebook in .*submission/),
      output_format: 'text',
      visibility: 'visible',
    });
    expect(results({ 'hw.ipynb': '{}', 'other.ipynb': '{}' })).toMatchObject({
      score: 0,
      output: expect.stringMatching(
        /\nother: It is no notebook: it has no cells\.\n[\s\S]*\nThere are several notebooks, so none gives points\. Hand in one\.\n$/,
      ),
    });
    expect(results({ 'hw.ipynb': '{}' })).toMatchObject({
      score: 0,
      output: 'It is no notebook: it has no cells.',
    });
  });

  test('gives nobody 0 points where no sandbox works', () => {
    const root = mkdtempSync(join(tmpdir(), 'unrolled-gradescope-'));
    try {
      mkdirSync(join(root, 'submission'));
      symlinkSync(ROOT, join(root, 'unrolled'));
      writeFileSync(join(root, 'submission/hw.ipynb'), notebook(pageCells(homework!.name, true)));
      writeFileSync(join(root, 'bwrap'), '#!/bin/sh\necho "bwrap: no namespaces" >&2\nexit 1\n', {
        mode: 0o755,
      });
      const { status, stderr } = start(root, `${root}:${process.env.PATH}`);
      expect(status).toBe(2);
      expect(stderr).toContain('bwrap: no namespaces');
      expect(existsSync(join(root, 'results/results.json'))).toBe(false);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
