import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Graded } from '../../../lib/grading/judge/batch.js';
import { page } from '../../../lib/grading/judge/report/page.js';
import { report } from '../../../lib/grading/judge/report/report.js';
import { grade } from '../batch.js';
import { SOLUTION } from '../example.js';
import { ensureSandbox } from '../sandbox.js';
import { ATTACKS, MARKUP } from './attacks.js';

const OPTIONS = { lang: 'en', audience: 'full', seed: 11, hidden: true } as const;

/** Processes of this machine whose command line holds the words. */
const processes = (words: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(words));

describe('hostile submissions', () => {
  let graded: Readonly<Record<string, Graded>>;
  // other tests have theirs
  const temporary = mkdtempSync(join(tmpdir(), 'unrolled-temporary-'));

  beforeAll(async () => {
    ensureSandbox();
    vi.stubEnv('TMPDIR', temporary);
    // a right one before, between and after: its neighbours change nothing
    const right = { '0-right': SOLUTION, 'm-right': SOLUTION, 'z-right': SOLUTION };
    const hostile = Object.fromEntries(ATTACKS.map(({ name, cells }) => [name, cells]));
    graded = await grade({ ...hostile, ...right }, { jobs: 2, budget: 4500 });
    vi.unstubAllEnvs();
  }, 300_000);

  afterAll(() => rmSync(temporary, { recursive: true }));

  test.each(ATTACKS.map(({ name }) => name))('%s earns nothing', (name) => {
    expect(graded[name]!.of).toBe(4);
    expect(graded[name]!.points).toBe(0);
  });

  test.each(['0-right', 'm-right', 'z-right'])('%s keeps full marks among them', (name) => {
    expect(graded[name]!.points).toBe(4);
    expect(graded[name]!.notes).toEqual([]);
  });

  test('nothing is left behind', () => {
    expect(processes(temporary)).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(join(tmpdir(), '1'))).toBe(false);
  });

  test('none takes more than its time', () => {
    for (const { name, seconds } of Object.values(graded)) expect(seconds, name).toBeLessThan(20);
  });

  test.each(['taken-descriptors', 'long-text', 'long-value', 'long-list'])('%s is not kept', (name) => {
    const { notes, questions } = graded[name]!;
    const kept = [...notes, ...questions.flatMap(({ checks }) => checks.map(({ problem }) => problem))];
    expect(JSON.stringify(kept).length).toBeLessThan(20_000);
  });

  test('the machine stays hidden', () => {
    const said = (name: string) => JSON.stringify(report(graded[name]!, OPTIONS));
    expect(said('files')).toContain('FOUND');
    expect(said('files')).not.toMatch(/root:|passwd|PATH=|unrolled/);
    expect(said('environment')).not.toMatch(/ENV \w*(PATH|HOME)/);
    expect(said('network')).toContain('SOCKET EPERM');
    expect(said('fork-bomb')).toContain('spawn EPERM');
  });

  test('reports hold what a submission says as text', () => {
    const html = page(report(graded.markup!, OPTIONS), OPTIONS);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u001b');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(MARKUP).toContain('\u202e');
    expect(html).not.toContain('\u202e');
    expect(page(report(graded['long-text']!, OPTIONS), OPTIONS).length).toBeLessThan(20_000);
  });
});
