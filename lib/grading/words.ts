import { printShape } from '../equations/array.js';
import type { Mismatch } from './compare.js';
import type { Problem } from './grade.js';
import type { Question, Text } from './homework.js';
import type { Failure } from './student.js';
import { Foreign, isList, isRecord, Numbers, type Value } from './value.js';

export type Lang = keyof Text;

/** What a student's own text may take of a report. A copy: a slice would keep all of the text. */
const clip = (text: string, length = 300): string =>
  text.length > length ? `${[...text.slice(0, length)].join('')} …` : text;

/** What transfer.ts says of values that cannot travel. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^a function$/, 'функция'],
  [/^a symbol$/, 'символ (symbol)'],
  [/^a bigint$/, 'большое целое (bigint)'],
  [/^an object that is nested too deeply$/, 'объект со слишком глубокой вложенностью'],
  [/^an object of the class /, 'объект класса '],
  [/^a tensor that has been disposed$/, 'тензор, память которого уже освобождена'],
  [/^a tensor of /, 'тензор типа '],
];

/** What kind of value it is: 'a tensor [2, 3]', 'a list of 4'. */
export function describe(value: Value): Text {
  if (value === null) return { en: 'null', ru: 'null' };
  if (value instanceof Foreign) {
    const what = clip(value.what, 80);
    return { en: what, ru: FOREIGN.reduce((text, [en, ru]) => text.replace(en, ru), what) };
  }
  if (isList(value)) return { en: `a list of ${value.length}`, ru: `список, элементов: ${value.length}` };
  const named = (en: string, ru: string, what: string): Text => ({
    en: `${en} ${what}`,
    ru: `${ru} ${what}`,
  });
  if (value instanceof Numbers) return named('a tensor', 'тензор', printShape(value.shape));
  if (isRecord(value)) {
    const keys = [...value.keys()].slice(0, 12).map((key) => clip(key, 40));
    return named('an object', 'объект', `{ ${keys.join(', ')} }`);
  }
  if (typeof value === 'string') return named('the text', 'строка', `"${clip(value, 60)}"`);
  return named('the value', 'значение', String(value));
}

/** Seven digits are enough to see where two numbers part. */
export const print = (x: number): string =>
  Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(7)));

const FAILURES: Readonly<Record<Failure, (name: string, message: string) => Text>> = {
  missing: (name) => ({
    en: `There is no function ${name}: has it another name, or did its cell fail?`,
    ru: `Функции ${name} нет: может быть, она названа иначе или её ячейка завершилась ошибкой?`,
  }),
  cell: () => ({
    en: 'The cell of this question did not run: see above.',
    ru: 'Ячейка этого вопроса не выполнилась: см. выше.',
  }),
  threw: (name, message) => ({
    en: `${name} threw ${clip(message)}`,
    ru: `${name} завершилась ошибкой: ${clip(message)}`,
  }),
  time: (name) => ({
    en: `${name} did not finish in its time. Is there a loop that never ends?`,
    ru: `${name} не закончила работу за отведённое время. Нет ли бесконечного цикла?`,
  }),
  memory: (name) => ({
    en: `${name} used more memory than there is for a submission.`,
    ru: `${name} заняла больше памяти, чем отведено на работу.`,
  }),
  ended: (name) => ({
    en: `The program ended before ${name} had returned anything.`,
    ru: `Программа завершилась раньше, чем ${name} что-либо вернула.`,
  }),
  protocol: (name) => ({
    en: `What came back from ${name} could not be read: too much, or nothing that a function returns.`,
    ru: `Ответ ${name} невозможно прочитать: он слишком велик или не похож на результат функции.`,
  }),
};

/** What a cell throws as it is given out. */
const NOT_WRITTEN = 'Error: Not implemented';

/** Why a check failed, in full: for public checks, and for teachers. */
export function explain(problem: Problem, name: string, lang: Lang): string {
  if (problem.kind === 'failure' && problem.message === NOT_WRITTEN)
    return { en: `${name} is still to be written.`, ru: `${name} ещё не написана.` }[lang];
  if (problem.kind === 'failure') return FAILURES[problem.failure](name, problem.message)[lang];
  if (problem.kind === 'mutated')
    return {
      en: `The values are right, but ${name} changed its arguments. Whoever called it still needs them.`,
      ru: `Значения верны, но ${name} изменила свои аргументы, а они ещё нужны тому, кто её вызвал.`,
    }[lang];
  return mismatch(problem.mismatch, name, lang);
}

function mismatch(m: Mismatch, name: string, lang: Lang): string {
  const steps = m.path.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`));
  const place = `${name}(…)${steps.join('')}`;
  const at = (index: readonly number[]) => (index.length ? `[${index.join(', ')}]` : '');
  const say = (text: Text) => text[lang];
  switch (m.kind) {
    case 'other':
      return say({
        en: `${place}: expected ${m.expected.en}, received ${m.received.en}.`,
        ru: `${place}: нужно: ${m.expected.ru}; получено: ${m.received.ru}.`,
      });
    case 'missing':
      return say({
        en: `${place} is missing: received ${m.received.en}.`,
        ru: `${place} не хватает; получено: ${m.received.ru}.`,
      });
    case 'shape': {
      const [expected, received] = [printShape(m.expected), printShape(m.received)];
      return say({
        en: `${place}: expected the shape ${expected}, received ${received}.`,
        ru: `${place}: ожидалась форма ${expected}, получена ${received}.`,
      });
    }
    case 'length':
      return say({
        en: `${place}: expected ${m.expected} elements, received ${m.received}.`,
        ru: `${place}: ожидалось элементов: ${m.expected}, получено: ${m.received}.`,
      });
    case 'finite':
      return say({
        en: `${place}${at(m.index)} is ${m.received}; every number has to be finite.`,
        ru: `${place}${at(m.index)} равно ${m.received}, а все числа должны быть конечными.`,
      });
    case 'number': {
      const count =
        m.of > 1 ? { en: ` (${m.wrong} of ${m.of} differ)`, ru: ` (неверны ${m.wrong} из ${m.of})` } : null;
      return say({
        en: `${place}${at(m.index)}: expected ${print(m.expected)}, received ${print(m.received)}${count?.en ?? ''}.`,
        ru: `${place}${at(m.index)}: ожидалось ${print(m.expected)}, получено ${print(m.received)}${count?.ru ?? ''}.`,
      });
    }
  }
}

/** How the backward pass compares with difference quotients of the student's own forward pass. */
export function explainAgreement(
  { agree, disagree }: { readonly agree: readonly string[]; readonly disagree: readonly string[] },
  forward: string,
  lang: Lang,
): string {
  if (disagree.length === 0)
    return {
      en: `Your gradients are those of your own ${forward}: what is wrong is ${forward}, not its derivative.`,
      ru: `Ваши градиенты — производные вашей же ${forward}: ошибка в ${forward}, а не в дифференцировании.`,
    }[lang];
  if (agree.length === 0)
    return {
      en: `None of your gradients is what moving each number a little and calling your own ${forward} gives.`,
      ru: `Ни один из ваших градиентов не совпадает с тем, что получается, если немного сдвигать каждое число и вызывать вашу же ${forward}.`,
    }[lang];
  const [other, same] = [disagree.join(', '), agree.join(', ')];
  return {
    en: `Moving each number a little and calling your own ${forward} gives other values for ${other}; the same for ${same}.`,
    ru: `Если немного сдвигать каждое число и вызывать вашу же ${forward}, получаются другие значения: ${other}; совпадают: ${same}.`,
  }[lang];
}

/** A right answer on top of a wrong one gives wrong values. */
export function explainBuiltOn({ id, calls }: Pick<Question, 'id' | 'calls'>, lang: Lang): string {
  const number = id.replace(/^q(?=\d)/, '');
  return {
    en: `Your answer calls ${calls} of question ${number}, which has failed checks: repair that first.`,
    ru: `Ваш ответ вызывает ${calls} из вопроса ${number}, а там ещё есть ошибки: начните с неё.`,
  }[lang];
}
