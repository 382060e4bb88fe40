import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../lib/grading/cases';
import { gradeQuestion } from '../../lib/grading/grade';
import { HOMEWORKS } from '../../lib/grading/homework/index';
import { testOf } from '../../lib/grading/homework-test';
import { inThisProcess } from '../../lib/grading/own';
import { type Functions, runTest } from '../../lib/homework';
import { known } from '../../notebooks/compile/resources';
import { pageFile, readChapter } from '../../site/book';
import { Namespace } from '../../site/src/kernel/namespace';

const SEEDS = [2, 77];

describe.each(HOMEWORKS.map((homework) => [homework.name, homework] as const))('%s', (name, homework) => {
  const file = pageFile('en', `homework/${name}`);

  /** The functions that are left when the cells of the page have run. */
  async function functions(solutions: boolean): Promise<Record<string, unknown>> {
    const namespace = new Namespace({ '@tensorflow/tfjs': async () => tf });
    for (const cell of readChapter(file, 'en', known(), { solutions }).cells)
      if (cell.kind === 'live' || cell.kind === 'solution') await namespace.run(cell.code, cell.id);
    const names = homework.questions.flatMap(({ calls, differences }) =>
      differences ? [calls, differences.forward] : [calls],
    );
    return Object.fromEntries(
      names.map((own) => [own, (globalThis as unknown as Record<string, unknown>)[own]]),
    );
  }

  it.each(SEEDS)('the reference solution earns every point, seed %i', async (seed) => {
    const student = inThisProcess(await functions(true));
    for (const prepared of prepare(homework, seed, { hidden: true })) {
      const { checks, points, of } = await gradeQuestion(prepared, student);
      const problems = checks.flatMap(({ check, problem }) =>
        problem ? [{ check: check.id, problem }] : [],
      );
      expect({ question: prepared.question.id, problems, points }).toEqual({
        question: prepared.question.id,
        problems: [],
        points: of,
      });
    }
  });

  it('the reference solution passes the tests that pages and notebooks hold as numbers', async () => {
    const own = (await functions(true)) as Functions;
    for (const { question, cases } of prepare(homework, 5, { hidden: true }))
      for (const one of cases) await runTest(testOf(homework, question, one), own);
  });

  it('what students start from earns nothing, and says why', async () => {
    const student = inThisProcess(await functions(false));
    for (const prepared of prepare(homework, 1, { hidden: true })) {
      const { checks, points } = await gradeQuestion(prepared, student);
      expect(points).toBe(0);
      for (const { problem } of checks)
        expect(problem).toMatchObject({
          kind: 'failure',
          failure: 'threw',
          message: expect.stringContaining('Not implemented'),
        });
    }
  });

  it('every misconception is found by its values, in both languages', async () => {
    for (const prepared of prepare(homework, 3, { hidden: false })) {
      const { question } = prepared;
      for (const { id, answer } of question.misconceptions) {
        const wrong = inThisProcess({ [question.calls]: answer });
        const { points, diagnosis } = await gradeQuestion(prepared, wrong);
        expect({ points, found: diagnosis.misconception?.id }).toEqual({ points: 0, found: id });
      }
    }
  });

  it('its backward passes are the derivatives of its forward passes', async () => {
    const own = await functions(true);
    for (const prepared of prepare(homework, 4, { hidden: false })) {
      const { question } = prepared;
      if (!question.differences) continue;
      const [first] = question.misconceptions;
      // a wrong answer that is not known: the diagnosis then compares with difference quotients
      const stranger = { ...prepared, cases: prepared.cases.map((one) => ({ ...one, wrong: new Map() })) };
      const student = inThisProcess({ ...own, [question.calls]: first.answer });
      const { diagnosis } = await gradeQuestion(stranger, student);
      expect(diagnosis.agreement?.disagree.length).toBeGreaterThan(0);
      expect(diagnosis.agreement?.agree.length).toBeGreaterThan(0);
    }
  });
});
