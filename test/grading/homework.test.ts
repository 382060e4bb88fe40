import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findEquation } from '../../lib/equations/equation.js';
import { prepare } from '../../lib/grading/cases.js';
import { compare } from '../../lib/grading/compare.js';
import { HOMEWORKS } from '../../lib/grading/homework/index.js';
import type { Homework, Question } from '../../lib/grading/homework.js';
import { Foreign, isList, isRecord, Numbers, type Value } from '../../lib/grading/value.js';
import { LANGS, pageFile } from '../../site/book/index.js';

const SEEDS = [1, 20, 300];

const all = HOMEWORKS.flatMap((homework) =>
  homework.questions.map((question) => ({ homework, question, at: `${homework.name} ${question.id}` })),
);

describe.each(HOMEWORKS.map((homework) => [homework.name, homework] as const))('%s', (_, homework) => {
  it('asks 5 to 10 questions and knows at least 15 misconceptions', () => {
    const { questions } = homework;
    expect(questions.length).toBeGreaterThanOrEqual(5);
    expect(questions.length).toBeLessThanOrEqual(10);
    expect(questions.flatMap(({ misconceptions }) => misconceptions).length).toBeGreaterThanOrEqual(15);
  });
});

describe.each(all)('$at', ({ homework, question }) => {
  it('has one public check, hidden ones, equations that its page shows, and sentences in two languages', () => {
    expect(question.checks.filter(({ hidden }) => !hidden)).toHaveLength(1);
    expect(question.checks[0].hidden).toBeUndefined();
    expect(question.checks.length).toBeGreaterThan(1);
    // where a link of the feedback leads
    expect(question.page).toBe(`homework/${homework.name}`);
    const page = readFileSync(pageFile('en', question.page), 'utf8');
    for (const id of question.equations) {
      expect(findEquation(id).id).toBe(id);
      expect(page).toContain(`<Equation id="${id}"`);
    }
    const texts = [
      question.title,
      ...question.misconceptions.map(({ says }) => says),
      ...question.checks.flatMap(({ title, hint }) => (hint ? [title, hint] : [title])),
    ];
    for (const { en, ru } of texts) {
      expect(en).not.toMatch(/[а-яё]/i);
      expect(ru).toMatch(/[а-яё]/i);
    }
  });

  it.each(SEEDS)('tells right from wrong and one mistake from another, seed %i', (seed) => {
    const cases = casesOf(homework, question, seed);
    const seen = new Set<string>();
    for (const { check, expected, wrong } of cases) {
      expect(isComplete(expected), check.id).toBe(true);
      expect(compare(expected, expected, question.tolerance)).toBeUndefined();
      const known = [...wrong].filter(([, value]) => !(value instanceof Foreign));
      for (const [id, value] of known) {
        seen.add(id);
        expect(compare(expected, value, question.tolerance), `${check.id}: ${id} is right`).toBeDefined();
        for (const [other, twin] of known)
          if (other !== id)
            expect(compare(twin, value, question.tolerance), `${check.id}: ${id} is ${other}`).toBeDefined();
      }
    }
    // every mistake shows in a public check, where a student is told of it
    const shown = [...cases[0].wrong].filter(([, value]) => !(value instanceof Foreign)).map(([id]) => id);
    const ids = question.misconceptions.map(({ id }) => id);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(shown.sort()).toEqual([...ids].sort());
  });

  it('draws other inputs with another seed, and the same with the same', () => {
    const [one, again, other] = [1, 1, 2].map((seed) => casesOf(homework, question, seed));
    for (const [i, { args }] of one.entries()) {
      expect(compare(args, again[i].args)).toBeUndefined();
      expect(compare(args, other[i].args)).toBeDefined();
    }
  });
});

it('the example for teachers is the same in both languages, and its page shows its equations', () => {
  const [en, ru] = LANGS.map((lang) => {
    const text = readFileSync(pageFile(lang, 'homework/teaching'), 'utf8');
    const [, page] = /^````md\n([\s\S]*?)^````$/m.exec(text)!;
    const [, plan] = /^```ts\n([\s\S]*?)^```$/m.exec(text.slice(text.indexOf(page) + page.length))!;
    return { page, plan };
  });
  expect(ru).toEqual(en);
  const [, name] = /name: '(.*)'/.exec(en.plan)!;
  const [, equation] = /equations: \['(.*)'\]/.exec(en.plan)!;
  expect(en.page).toContain(`id: ${name}\n`);
  expect(en.page).toContain(`<Equation id="${equation}" />`);
  expect(en.plan).toContain(`page: 'homework/${name}'`);
});

const casesOf = (homework: Homework, question: Question, seed: number) =>
  prepare({ ...homework, questions: [question] }, seed, { hidden: true })[0].cases;

/** Finite numbers all the way down; an infinity may be meant where it stands for "impossible". */
function isComplete(value: Value): boolean {
  if (value instanceof Foreign) return false;
  if (value instanceof Numbers) return value.data.every((x) => !Number.isNaN(x));
  if (isList(value)) return value.every(isComplete);
  if (isRecord(value)) return [...value.values()].every(isComplete);
  return typeof value !== 'number' || Number.isFinite(value);
}
