import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import { csvParse } from 'd3-dsv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOMEWORKS } from '../../lib/grading/homework/index';
import { gradeAll } from '../../lib/grading/judge/batch';
import { findSubmissions } from '../../lib/grading/judge/find';
import { readNotebook, writeNotebook } from '../../notebooks/committed';
import { compileChapter, compileInstructor } from '../../notebooks/compile/resources';
import { ensurePython } from '../../notebooks/python';
import { ROOT } from '../../site/book';
import { ensureSandbox } from '../grading/sandbox';

const SEED = 11;
const page = 'homework/rnn-and-bptt';
const assignment = 'rnn-and-bptt-en';
const file = 'rnn-and-bptt.ipynb';
const own = (name: string) => join(ROOT, 'notebooks', 'homework', 'course', name);

/** The course's Python with nbgrader in it. */
function ensureNbgrader(): string {
  const python = ensurePython();
  if (spawnSync(python, ['-m', 'nbgrader', '--version']).status === 0) return python;
  const constraints = join(ROOT, 'notebooks', 'constraints.txt');
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const { status } = spawnSync(python, [...install, '-r', own('requirements.txt'), '-c', constraints], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('nbgrader cannot be installed');
  return python;
}

const sourceOf = ({ source }: ICell): string => (Array.isArray(source) ? source.join('') : source);
const isSolution = ({ metadata }: ICell) =>
  (metadata.nbgrader as { solution?: boolean } | undefined)?.solution;

/** The notebook that students get, with some of the solutions written into it. */
function handedIn(released: INotebookContent, write: (cell: ICell, question: number) => string | undefined) {
  let question = 0;
  const cells = released.cells.map((cell) =>
    isSolution(cell) ? { ...cell, source: write(cell, ++question) ?? cell.source } : cell,
  );
  return { ...released, cells };
}

describe('nbgrader, from the instructor’s notebook to the gradebook', () => {
  let course: string;
  let released: INotebookContent;

  beforeAll(async () => {
    ensureSandbox();
    const python = ensureNbgrader();
    // the kernel finds the library from a folder of the repository
    course = mkdtempSync(join(ROOT, 'notebooks', 'homework', '.course-'));
    copyFileSync(own('nbgrader_config.py'), join(course, 'nbgrader_config.py'));
    const nbgrader = (...args: string[]) => {
      const { status, stderr } = spawnSync(python, ['-m', 'nbgrader', ...args], {
        cwd: course,
        encoding: 'utf8',
        // it calls alembic
        env: { ...process.env, PATH: `${dirname(python)}${delimiter}${process.env.PATH}` },
      });
      expect(status, stderr).toBe(0);
    };
    const instructor = await compileInstructor(page, 'en', SEED);
    writeNotebook(join(course, 'source', assignment, file), instructor);
    nbgrader('generate_assignment', assignment);
    released = readNotebook(join(course, 'release', assignment, file))!;
    const solutions = new Map(instructor.cells.map((cell) => [cell.id, sourceOf(cell)]));
    const students = {
      right: handedIn(released, ({ id }) => solutions.get(id)),
      half: handedIn(released, ({ id }, n) => (n % 2 ? solutions.get(id) : undefined)),
      broken: handedIn(released, () => 'function ('),
    };
    for (const [student, notebook] of Object.entries(students))
      writeNotebook(join(course, 'submitted', student, assignment, file), notebook);
    nbgrader('autograde', assignment);
    nbgrader('generate_feedback', assignment);
    nbgrader('export');
  }, 600_000);

  afterAll(() => rmSync(course, { recursive: true }));

  it('gives students what the book gives them', async () => {
    const { notebook } = await compileChapter(page, 'en');
    expect(released.cells.map(sourceOf)).toEqual(notebook.cells.map(sourceOf));
  });

  it('gives the points that npm run grade gives', async () => {
    const rows = csvParse(readFileSync(join(course, 'grades.csv'), 'utf8'));
    const theirs = Object.fromEntries(
      rows.map((row) => [row.student_id, [Number(row.score), Number(row.max_score)]]),
    );
    const found = await findSubmissions(join(course, 'submitted'));
    const graded = await gradeAll(found, { homeworks: HOMEWORKS, hidden: true, seed: SEED });
    const ours = Object.fromEntries(graded.map(({ name, points, of }) => [name.split('/')[0], [points, of]]));
    expect(theirs).toEqual(ours);
    const total = ours.right![1]!;
    expect(ours.right).toEqual([total, total]);
    expect(ours.broken).toEqual([0, total]);
    expect(ours.half![0]).toBeGreaterThan(0);
    expect(ours.half![0]).toBeLessThan(total);
  });

  it.each(['right', 'half', 'broken'])('writes a page of feedback: %s', (student) => {
    expect(existsSync(join(course, 'feedback', student, assignment, file.replace('.ipynb', '.html')))).toBe(
      true,
    );
  });
});
