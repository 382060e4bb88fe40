import { describe, expect, test } from 'vitest';
import type { Mismatch } from '../../lib/grading/compare.js';
import type { Failure } from '../../lib/grading/student.js';
import { Foreign, Numbers, type Value } from '../../lib/grading/value.js';
import { explain, explainAgreement, describe as inWords, print } from '../../lib/grading/words.js';

const both = (text: (lang: 'en' | 'ru') => string) => [text('en'), text('ru')];
const tensor = new Numbers([2, 3], new Float64Array(6));
const record = (keys: string[]): Value => new Map(keys.map((key) => [key, 1]));

test.each<[Value, string, string]>([
  [null, 'null', 'null'],
  [tensor, 'a tensor [2, 3]', 'тензор [2, 3]'],
  [new Foreign('undefined'), 'undefined', 'undefined'],
  [new Foreign('a function'), 'a function', 'функция'],
  [new Foreign('a symbol'), 'a symbol', 'символ (symbol)'],
  [new Foreign('a bigint'), 'a bigint', 'большое целое (bigint)'],
  [
    new Foreign('an object that is nested too deeply'),
    'an object that is nested too deeply',
    'объект со слишком глубокой вложенностью',
  ],
  [new Foreign('an object of the class Date'), 'an object of the class Date', 'объект класса Date'],
  [
    new Foreign('a tensor that has been disposed'),
    'a tensor that has been disposed',
    'тензор, память которого уже освобождена',
  ],
  [new Foreign('a tensor of string'), 'a tensor of string', 'тензор типа string'],
  [new Foreign('x'.repeat(90)), `${'x'.repeat(80)} …`, `${'x'.repeat(80)} …`],
  [[1, 2], 'a list of 2', 'список, элементов: 2'],
  [record(['a', 'b']), 'an object { a, b }', 'объект { a, b }'],
  ['word', 'the text "word"', 'строка "word"'],
  ['x'.repeat(61), `the text "${'x'.repeat(60)} …"`, `строка "${'x'.repeat(60)} …"`],
  [Number.NaN, 'the value NaN', 'значение NaN'],
  [false, 'the value false', 'значение false'],
])('%j is %s', (value, en, ru) => {
  expect(inWords(value)).toEqual({ en, ru });
});

test('an object of many keys names twelve, none longer than forty characters', () => {
  const many = Array.from({ length: 13 }, (_, i) => `k${i}`);
  expect(inWords(record(many)).en).toBe(`an object { ${many.slice(0, 12).join(', ')} }`);
  expect(inWords(record(['k'.repeat(41)])).en).toBe(`an object { ${'k'.repeat(40)} … }`);
});

test('numbers show seven digits', () => {
  expect([1, -3, 0.1, 1 / 3, 123456.789123, 1e-9 / 3, Infinity].map(print)).toEqual([
    '1',
    '-3',
    '0.1',
    '0.3333333',
    '123456.8',
    '3.333333e-10',
    'Infinity',
  ]);
});

describe('a failure', () => {
  const say = (failure: Failure, message = '') =>
    both((lang) => explain({ kind: 'failure', failure, message }, 'step', lang));

  test.each<[Failure, string, string]>([
    [
      'missing',
      'There is no function step: has it another name, or did its cell fail?',
      'Функции step нет: может быть, она названа иначе или её ячейка завершилась ошибкой?',
    ],
    [
      'cell',
      'The cell of this question did not run: see above.',
      'Ячейка этого вопроса не выполнилась: см. выше.',
    ],
    ['threw', 'step threw Error: no', 'step завершилась ошибкой: Error: no'],
    [
      'time',
      'step did not finish in its time. Is there a loop that never ends?',
      'step не закончила работу за отведённое время. Нет ли бесконечного цикла?',
    ],
    [
      'memory',
      'step used more memory than there is for a submission.',
      'step заняла больше памяти, чем отведено на работу.',
    ],
    [
      'ended',
      'The program ended before step had returned anything.',
      'Программа завершилась раньше, чем step что-либо вернула.',
    ],
    [
      'protocol',
      'What came back from step could not be read: too much, or nothing that a function returns.',
      'Ответ step невозможно прочитать: он слишком велик или не похож на результат функции.',
    ],
  ])('%s', (failure, en, ru) => {
    expect(say(failure, 'Error: no')).toEqual([en, ru]);
  });

  test('of a cell as it was given out is none', () => {
    expect(say('threw', 'Error: Not implemented')).toEqual([
      'step is still to be written.',
      'step ещё не написана.',
    ]);
  });

  test('is cut where a report would drown in it', () => {
    expect(say('threw', 'x'.repeat(300))[0]).toBe(`step threw ${'x'.repeat(300)}`);
    expect(say('threw', 'x'.repeat(301))[0]).toBe(`step threw ${'x'.repeat(300)} …`);
  });

  test('changed arguments', () => {
    expect(both((lang) => explain({ kind: 'mutated' }, 'step', lang))).toEqual([
      'The values are right, but step changed its arguments. Whoever called it still needs them.',
      'Значения верны, но step изменила свои аргументы, а они ещё нужны тому, кто её вызвал.',
    ]);
  });
});

describe('a mismatch', () => {
  const say = (mismatch: Mismatch) => both((lang) => explain({ kind: 'mismatch', mismatch }, 'step', lang));

  test.each<[Mismatch, string, string]>([
    [
      { kind: 'other', path: [], expected: inWords(tensor), received: inWords([1]) },
      'step(…): expected a tensor [2, 3], received a list of 1.',
      'step(…): нужно: тензор [2, 3]; получено: список, элементов: 1.',
    ],
    [
      { kind: 'missing', path: ['dp', 'Wh'], received: inWords(record(['a'])) },
      'step(…).dp.Wh is missing: received an object { a }.',
      'step(…).dp.Wh не хватает; получено: объект { a }.',
    ],
    [
      { kind: 'number', path: ['1', 'Wh', '20'], index: [2], expected: 1, received: 2, wrong: 1, of: 1 },
      'step(…)[1].Wh[20][2]: expected 1, received 2.',
      'step(…)[1].Wh[20][2]: ожидалось 1, получено 2.',
    ],
    [
      { kind: 'shape', path: ['h'], expected: [2, 3], received: [3, 2] },
      'step(…).h: expected the shape [2, 3], received [3, 2].',
      'step(…).h: ожидалась форма [2, 3], получена [3, 2].',
    ],
    [
      { kind: 'length', path: [], expected: 2, received: 1 },
      'step(…): expected 2 elements, received 1.',
      'step(…): ожидалось элементов: 2, получено: 1.',
    ],
    [
      { kind: 'finite', path: [], index: [1, 0], received: Number.NaN },
      'step(…)[1, 0] is NaN; every number has to be finite.',
      'step(…)[1, 0] равно NaN, а все числа должны быть конечными.',
    ],
    [
      { kind: 'number', path: ['c'], index: [0, 1], expected: 0.5, received: 1 / 3, wrong: 2, of: 6 },
      'step(…).c[0, 1]: expected 0.5, received 0.3333333 (2 of 6 differ).',
      'step(…).c[0, 1]: ожидалось 0.5, получено 0.3333333 (неверны 2 из 6).',
    ],
    [
      { kind: 'number', path: [], index: [], expected: 1, received: 2, wrong: 1, of: 1 },
      'step(…): expected 1, received 2.',
      'step(…): ожидалось 1, получено 2.',
    ],
  ])('%j', (mismatch, en, ru) => {
    expect(say(mismatch)).toEqual([en, ru]);
  });
});

test('difference quotients', () => {
  const say = (agree: string[], disagree: string[]) =>
    both((lang) => explainAgreement({ agree, disagree }, 'step', lang));
  expect(say(['dx'], [])).toEqual([
    'Your gradients are those of your own step: what is wrong is step, not its derivative.',
    'Ваши градиенты — производные вашей же step: ошибка в step, а не в дифференцировании.',
  ]);
  expect(say(['dx', 'dW'], ['db'])).toEqual([
    'Moving each number a little and calling your own step gives other values for db; the same for dx, dW.',
    'Если немного сдвигать каждое число и вызывать вашу же step, получаются другие значения: db; совпадают: dx, dW.',
  ]);
  expect(say([], ['dx', 'db'])).toEqual([
    'None of your gradients is what moving each number a little and calling your own step gives.',
    'Ни один из ваших градиентов не совпадает с тем, что получается, если немного сдвигать каждое число и вызывать вашу же step.',
  ]);
});
