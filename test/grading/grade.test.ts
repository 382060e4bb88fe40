import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../lib/equations/random.js';
import { prepare } from '../../lib/grading/cases.js';
import { feedback, feedbackText } from '../../lib/grading/feedback.js';
import { gradeQuestion } from '../../lib/grading/grade.js';
import { telling } from '../../lib/grading/homework/telling.js';
import { homework, homeworks, pointsOf } from '../../lib/grading/homework.js';
import { inThisProcess } from '../../lib/grading/own.js';
import type { Answer, Student } from '../../lib/grading/student.js';
import { evaluate } from '../../lib/grading/transfer.js';
import type { Numbers, Value } from '../../lib/grading/value.js';
import { example } from './example.js';

type Dense = { W: tf.Tensor2D; b: tf.Tensor1D };
const [q1, q2] = example.questions;
const right = { forward: q1!.answer, backward: q2!.answer } as Record<string, (...args: never[]) => unknown>;

/** A student whose functions are these, on the backend float64. */
const student = (functions: Record<string, (...args: never[]) => unknown>): Student => ({
  call: async (name, calls) => {
    const f = functions[name];
    if (!f) return [{ failure: 'missing', message: '' }];
    return calls.map(
      (args): Answer => ({
        value: evaluate(f as (...a: unknown[]) => unknown, args) as Value,
        mutated: false,
      }),
    );
  },
});

const grade = (i: number, functions: typeof right, hidden = true) =>
  gradeQuestion(prepare(example, 3, { hidden })[i]!, student(functions));

describe('the cases of a homework', () => {
  test('follow from the seed alone', () => {
    expect(prepare(example, 3, { hidden: true })).toEqual(prepare(example, 3, { hidden: true }));
    const inputs = (seed: number) => prepare(example, seed, { hidden: true })[0]!.cases[0]!.args;
    expect(inputs(3)).not.toEqual(inputs(4));
  });

  test('differ from check to check, are 64-bit, and leave no tensor', () => {
    const before = tf.memory().numTensors;
    const [one, two] = prepare(example, 3, { hidden: true });
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).not.toBe('float64');
    const x = one!.cases[0]!.args[0] as Numbers;
    expect(Math.fround(x.data[0]!)).not.toBe(x.data[0]);
    expect((two!.cases[0]!.args[1] as Numbers).data[0]).not.toBe(x.data[0]);
  });

  test('hidden ones come last, and only when asked for', () => {
    const ids = (hidden: boolean) => prepare(example, 3, { hidden })[0]!.cases.map((one) => one.check.id);
    expect(ids(true)).toEqual(['one-row', 'batch']);
    expect(ids(false)).toEqual(['one-row']);
    const swapped = { ...example, questions: [{ ...q1!, checks: [...q1!.checks].reverse() }] };
    expect(prepare(swapped, 3, { hidden: true })[0]!.cases.map((one) => one.check.id)).toEqual([
      'one-row',
      'batch',
    ]);
  });

  test('a misconception that means nothing for some inputs has no value there', () => {
    const broken = {
      id: 'broken',
      says: { en: '', ru: '' },
      answer: () => {
        throw new Error('no');
      },
    };
    const odd = { ...example, questions: [{ ...q1!, misconceptions: [broken] }] };
    expect([...prepare(odd, 3, { hidden: true })[0]!.cases[0]!.wrong.keys()]).toEqual([]);
  });
});

describe('a question', () => {
  test('that is right has all its points', async () => {
    for (const i of [0, 1]) {
      const result = await grade(i, right);
      expect([result.points, result.of]).toEqual([2, 2]);
      expect(result.diagnosis).toEqual({});
      expect(feedback(result, { lang: 'en', audience: 'public' })).toMatchObject({ advice: [], read: [] });
    }
    expect(pointsOf(q1!)).toBe(2);
    expect((await grade(0, right, false)).of).toBe(1);
  });

  test.each(
    example.questions.flatMap((one, i) => one.misconceptions.map((m) => [one.id, m.id, i, m] as const)),
  )('%s knows %s', async (_, __, i, misconception) => {
    const wrong = { ...right, [example.questions[i]!.calls]: misconception.answer as never };
    const result = await grade(i, wrong);
    expect(result.points).toBe(0);
    expect(result.diagnosis.misconception).toBe(misconception);
    expect(result.fullDiagnosis.misconception).toBe(misconception);
    expect(feedback(result, { lang: 'ru', audience: 'public' }).advice).toEqual([misconception.says.ru]);
  });

  test('that is wrong on hidden inputs alone has a diagnosis for teachers alone', async () => {
    let call = 0;
    const [noBias, outside] = q1!.misconceptions;
    const later = (...args: never[]) => (call++ ? noBias!.answer(...args) : right.forward!(...args));
    const result = await grade(0, { forward: later });
    expect([result.points, result.diagnosis]).toEqual([1, {}]);
    expect(result.fullDiagnosis.misconception).toBe(noBias);
    // the hidden inputs show that the public ones do not tell all
    call = 0;
    const both = (...args: never[]) => (call++ ? outside! : noBias!).answer(...args);
    expect((await grade(0, { forward: both })).fullDiagnosis.misconception).toBe(noBias);
    call = 0;
    const neither = (...args: never[]) => (call++ ? noBias!.answer(...args) : tf.zeros([1, 2]));
    expect((await grade(0, { forward: neither })).fullDiagnosis).toEqual({});
  });

  test('whose function throws says so and keeps the other question', async () => {
    const [prepared, second] = prepare(example, 3, { hidden: true });
    const failing: Student = {
      call: async (name, calls) =>
        name === 'forward' ? [{ failure: 'threw', message: 'Error: no' }] : student(right).call(name, calls),
    };
    const first = await gradeQuestion(prepared!, failing);
    expect(first.points).toBe(0);
    expect(feedback(first, { lang: 'en', audience: 'public' }).checks.map(({ says }) => says)).toEqual([
      ['forward threw Error: no'],
      ['The bias belongs to every row of the batch.'],
    ]);
    expect((await gradeQuestion(second!, failing)).points).toBe(2);
  });

  test.each(['missing', 'cell', 'time', 'memory', 'ended'] as const)(
    'gives no hints where its function did not come back: %s',
    async (failure) => {
      const [prepared] = prepare(example, 3, { hidden: true });
      const result = await gradeQuestion(prepared!, { call: async () => [{ failure, message: '' }] });
      for (const audience of ['public', 'full'] as const)
        expect(JSON.stringify(feedback(result, { lang: 'en', audience }))).not.toContain('The bias belongs');
    },
  );

  test('gives no hints beside a mistake that has a name, and the hint where a hidden check alone fails', async () => {
    const [noBias] = q1!.misconceptions;
    const says = async (forward: (...args: never[]) => unknown) =>
      feedback(await grade(0, { forward }), { lang: 'en', audience: 'public' }).checks[1]!.says;
    expect(await says(noBias!.answer)).toEqual([]);
    let call = 0;
    const later = (...args: never[]) => (call++ ? tf.zeros([1, 2]) : right.forward!(...args));
    expect(await says(later)).toEqual(['The bias belongs to every row of the batch.']);
  });

  test('that answers nothing at all gets nothing', async () => {
    const [prepared] = prepare(example, 3, { hidden: true });
    const result = await gradeQuestion(prepared!, { call: async () => [] });
    expect(result.points).toBe(0);
    expect(result.checks[0]!.problem).toEqual({ kind: 'failure', failure: 'protocol', message: '' });
  });

  test('with the right values but changed arguments gets nothing', async () => {
    const [prepared] = prepare(example, 3, { hidden: true });
    const result = await gradeQuestion(prepared!, {
      call: async (name, calls) =>
        (await student(right).call(name, calls)).map((answer) => ({ ...answer, mutated: true })),
    });
    expect(result.points).toBe(0);
    expect(feedback(result, { lang: 'en', audience: 'public' }).checks[0]!.says).toEqual([
      'The values are right, but forward changed its arguments. Whoever called it still needs them.',
    ]);
  });
});

describe('difference quotients of the student’s own forward pass', () => {
  const forwardWithoutBias = (x: tf.Tensor2D, p: Dense) => x.matMul(p.W).tanh();
  const backwardWithoutBias = (dy: tf.Tensor, x: tf.Tensor2D, p: Dense) => {
    const da = dy.mul(tf.sub(1, forwardWithoutBias(x, p).square())) as tf.Tensor2D;
    return { dx: da.matMul(p.W, false, true), dW: x.matMul(da, true), db: tf.zerosLike(p.b) };
  };

  test('agree with a derivative of a wrong function, which earns nothing', async () => {
    const result = await grade(1, { forward: forwardWithoutBias, backward: backwardWithoutBias });
    expect(result.points).toBe(0);
    expect(result.diagnosis.agreement).toEqual({ agree: ['dx', 'dW', 'db'], disagree: [] });
    expect(feedback(result, { lang: 'en', audience: 'public' }).advice).toEqual([
      'Your gradients are those of your own forward: what is wrong is forward, not its derivative.',
    ]);
  });

  test('name the gradients that are wrong', async () => {
    const backward = (...args: never[]) => {
      const { dx, dW, db } = right.backward!(...args) as Record<string, tf.Tensor>;
      return { dx, dW: dW!.mul(2), db: db!.reshape([1, -1]) };
    };
    const result = await grade(1, { ...right, backward });
    expect(result.diagnosis.agreement).toEqual({ agree: ['dx'], disagree: ['dW', 'db'] });
    expect(feedback(result, { lang: 'en', audience: 'public' }).advice).toEqual([
      'Moving each number a little and calling your own forward gives other values for dW, db; the same for dx.',
    ]);
  });

  test('are not asked of a forward pass that fails or gives something else', async () => {
    const backward = () => ({ dx: 0, dW: 0, db: 0 });
    const dx = (args: readonly unknown[]) => tf.zerosLike(args[1] as tf.Tensor);
    const wrong = (...args: never[]) => ({ dx: dx(args), dW: 0, db: 0 });
    expect((await grade(1, { backward: wrong })).diagnosis).toEqual({});
    expect((await grade(1, { backward: wrong, forward: () => 0 })).diagnosis).toEqual({});
    expect((await grade(1, { backward, forward: () => 0 })).diagnosis.agreement).toEqual({
      agree: [],
      disagree: ['dx', 'dW', 'db'],
    });
  });
});

describe('what a hidden check tells', () => {
  const wrong = { forward: () => tf.zeros([1, 2]), backward: right.backward! };

  test('is its kind and its hint to students, everything to teachers', async () => {
    const result = await grade(0, wrong);
    const [, hidden] = feedback(result, { lang: 'en', audience: 'public' }).checks;
    expect(hidden).toEqual({
      title: 'several rows at once',
      hidden: true,
      right: false,
      points: 0,
      of: 1,
      says: ['The bias belongs to every row of the batch.'],
    });
    const [, full] = feedback(result, { lang: 'en', audience: 'full' }).checks;
    expect(full!.says[0]).toMatch(/^forward\(…\): expected the shape \[\d, 4\], received \[1, 2\]\.$/);
    expect(full!.says[1]).toBe('The bias belongs to every row of the batch.');
  });

  test('a submission that passes on hidden inputs reaches no public text', async () => {
    // remembers everything, and returns and throws it wherever it can
    const seen: unknown[] = [];
    const thief: Student = {
      call: async (name, calls) => {
        seen.push(calls);
        return name === 'forward' && seen.length > 1
          ? [{ failure: 'threw', message: `SEEN ${JSON.stringify(seen)}` }]
          : [{ value: 'SEEN', mutated: false }];
      },
    };
    const result = await gradeQuestion(prepare(example, 3, { hidden: true })[0]!, thief);
    expect(seen).toHaveLength(2);
    const said = JSON.stringify(feedback(result, { lang: 'en', audience: 'public' }));
    expect(said).not.toContain('SEEN [');
    expect(JSON.stringify(feedback(result, { lang: 'en', audience: 'full' }))).toContain('SEEN [');
  });

  test('equations to re-read have a link in each language', async () => {
    const result = await grade(0, wrong);
    const read = (lang: 'en' | 'ru', book?: string) =>
      feedback(result, { lang, audience: 'public', ...(book ? { book } : {}) }).read;
    expect(read('en')).toEqual([{ title: 'State of a recurrent network' }]);
    expect(read('en', 'https://book.example')).toEqual([
      {
        title: 'State of a recurrent network',
        url: 'https://book.example/recurrent-networks/#eq-rnn.state',
      },
    ]);
    expect(read('ru', 'https://book.example/course')[0]).toEqual({
      title: 'Состояние рекуррентной сети',
      url: 'https://book.example/course/ru/recurrent-networks/#eq-rnn.state',
    });
  });
});

describe('in one’s own process', () => {
  beforeAll(() => void tf.setBackend('cpu'));

  const say = async (i: number, functions: Record<string, unknown>, lang: 'en' | 'ru' = 'en') => {
    const own = inThisProcess(functions);
    const result = await gradeQuestion(prepare(example, 3, { hidden: false })[i]!, own);
    return feedbackText(feedback(result, { lang, audience: 'public' }), lang, true).split('\n');
  };

  test('says what is right, in the precision of the grader', async () => {
    expect(await say(0, right)).toEqual([
      'q1 · Forward: 1 / 1',
      '✓ one row',
      'This is the public part; there are hidden checks as well.',
    ]);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('waits for functions, frees their tensors, and keeps what they threw', async () => {
    const before = tf.memory().numTensors;
    const waits = { forward: async (...args: never[]) => right.forward!(...args) };
    expect((await say(0, waits))[0]).toBe('q1 · Forward: 1 / 1');
    expect(tf.memory().numTensors).toBe(before);
    const throws = () => {
      throw new TypeError('no');
    };
    expect((await say(0, { forward: throws }, 'ru'))[2]).toBe('  forward завершилась ошибкой: TypeError: no');
    expect(tf.getBackend()).toBe('cpu');
  });

  test('explains in Russian, with the equation to re-read', async () => {
    expect(await say(0, { forward: q1!.misconceptions[0]!.answer }, 'ru')).toEqual([
      'q1 · Прямой проход: 0 / 1',
      '✗ одна строка',
      expect.stringMatching(
        /^ {2}forward\(…\)\[0, 0\]: ожидалось [-\d.]+, получено [-\d.]+ \(неверны 2 из 2\)\.$/,
      ),
      '→ Ваши значения получаются без смещения: прибавьте b.',
      'Перечитайте: Состояние рекуррентной сети',
      'Это открытая часть проверки; при сдаче есть и скрытая.',
    ]);
  });

  test('names functions that are missing', async () => {
    expect((await say(1, {}))[2]).toBe(
      '  There is no function backward: has it another name, or did its cell fail?',
    );
  });

  test('sees changed arguments', async () => {
    const [call] = await inThisProcess({ push: (items: number[]) => items.push(0) - 1 }).call('push', [
      [[1, 2]],
    ]);
    expect(call).toEqual({ value: 2, mutated: true });
    const [kept] = await inThisProcess({ size: (items: number[]) => items.length }).call('size', [[[1, 2]]]);
    expect(kept).toEqual({ value: 2, mutated: false });
  });
});

test('inputs that tell nothing are not looked for without end', () => {
  const inputs = telling((): [number] => [1], [(x: number) => x, (x: number) => x]);
  expect(() => inputs(new Random(1))).toThrow(
    'inputs: expected some for which all ways of answering differ, received none in 10000 draws',
  );
});

describe('a plan', () => {
  const plan = (changes: object) => () => homework({ ...example, questions: [{ ...q1!, ...changes }, q2!] });

  test('names the part that does not fit', () => {
    expect(() => homework({ ...example, questions: [] })).toThrow(
      'dense-layer: expected at least one question, received none',
    );
    expect(plan({ id: 'q2' })).toThrow('id in dense-layer: expected ids that differ, received q2 twice');
    expect(plan({ id: 'Q 1' })).toThrow(
      'id in dense-layer: expected lower-case letters, digits and hyphens, received Q 1',
    );
    expect(plan({ calls: 'a b' })).toThrow('dense-layer.q1.calls: expected a function name, received a b');
    expect(plan({ calls: '1a' })).toThrow('a function name');
    expect(plan({ equations: [] })).toThrow(
      'dense-layer.q1.equations: expected an equation to re-read, received none',
    );
    expect(plan({ checks: [q1!.checks[1]!] })).toThrow(
      'dense-layer.q1.checks: expected a public one, received none',
    );
    expect(plan({ checks: [q1!.checks[0]!, q1!.checks[0]!] })).toThrow(
      'id in dense-layer.q1: expected ids that differ, received one-row twice',
    );
    for (const points of [0, -1, Number.NaN, Infinity])
      expect(plan({ checks: [{ ...q1!.checks[0]!, points }] })).toThrow(
        `dense-layer.q1.one-row.points: expected a number above 0, received ${points}`,
      );
    const { hint: _, ...noHint } = q1!.checks[1]!;
    expect(plan({ checks: [q1!.checks[0]!, noHint] })).toThrow(
      'dense-layer.q1.batch.hint: expected a hint of a hidden check, received none',
    );
    expect(plan({ misconceptions: [q1!.misconceptions[0]!, q1!.misconceptions[0]!] })).toThrow(
      'no-bias twice',
    );
    for (const number of [1.5, -1, Number.NaN])
      expect(() => homework({ ...example, number })).toThrow(
        `dense-layer.number: expected an integer from 0, received ${number}`,
      );
    for (const path of ['initRNN', 'recurrent.cells.rnn', 'recurrent.a-b'])
      expect(() => homework({ ...example, library: { [path]: 'recurrent/init' } })).toThrow(
        `dense-layer.library: expected names like recurrent.initLSTM, received ${path}`,
      );
    expect(plan({ differences: { ...q2!.differences!, by: {} } })).toThrow(
      'dense-layer.q1.differences.by: expected something to differentiate by, received nothing',
    );
  });

  test('can be told from the others, and names equations that there are', () => {
    const other = { ...example, name: 'other-layer', number: 1 };
    expect(homeworks([example, other])).toEqual([example, other]);
    for (const twin of [
      { ...other, number: 0 },
      { ...other, name: 'dense-layer' },
    ])
      expect(() => homeworks([example, twin])).toThrow(
        `${twin.name}: expected a name and number of its own, received those of dense-layer, 0`,
      );
    expect(() => homeworks([plan({ equations: ['rnn.stat'] })()])).toThrow(
      'dense-layer.q1.equations: expected equations of files that a plan imports, received rnn.stat',
    );
  });
});
