import { beforeAll, describe, expect, test } from 'vitest';
import { HOMEWORKS } from '../../lib/grading/homework/index.js';
import { pointsOf } from '../../lib/grading/homework.js';
import { bundleRunner } from '../../lib/grading/judge/bundle.js';
import { grade } from './batch.js';
import { notebook } from './notebook.js';
import { ensureSandbox } from './sandbox.js';
import { pageCells } from './solution.js';

describe.each(HOMEWORKS.map((homework) => [homework.name, homework] as const))('%s', (name, homework) => {
  beforeAll(ensureSandbox);
  const options = { homeworks: HOMEWORKS };
  const handedIn = (cells: string[]) => notebook(cells, { unrolled: { homework: homework.number } });

  test('its solution has all points, what students get has none, and no cell fails', async () => {
    const { solution, given } = await grade(
      { solution: handedIn(pageCells(name, true)), given: handedIn(pageCells(name, false)) },
      options,
    );
    expect(solution!.points).toBe(homework.questions.reduce((sum, one) => sum + pointsOf(one), 0));
    expect(solution!.points).toBe(solution!.of);
    expect([given!.points, given!.of]).toEqual([0, solution!.of]);
    expect([...solution!.notes, ...given!.notes]).toEqual([]);
  });

  test('each question stands for itself: without the function of one the others keep their points', async () => {
    const cells = pageCells(name, true);
    const question = homework.questions.at(-1)!;
    const without = cells.filter((cell) => !new RegExp(`(function|const) ${question.calls}\\b`).test(cell));
    const { missing } = await grade({ missing: handedIn(without) }, options);
    expect(without.length).toBe(cells.length - 1);
    expect(missing!.points).toBe(missing!.of - pointsOf(question));
  });

  test('its runner holds nothing of the plan, and of the library what it says', async () => {
    const { code, files } = await bundleRunner(homework);
    const chapters = /^(attention|classical|decoding|hopfield|kernels|memory|recurrent|seq2seq|sequences)\//;
    const provided = Object.values(homework.library).map((file) => `${file}.ts`);
    expect(files.filter((file) => chapters.test(file) && !provided.includes(file))).toEqual([]);
    expect(files.filter((file) => /grading\/(homework|judge|cases|compare|grade)/.test(file))).toEqual([]);
    for (const { misconceptions } of homework.questions)
      for (const { says } of misconceptions) expect(code.includes(says.en)).toBe(false);
  });
});
