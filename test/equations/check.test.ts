import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../support/backends.js';
import { gruState } from './mutants/written/gru.js';

const { checkBackend, checkEquation, checkForm } = equations;
const title = { en: 'twice', ru: 'дважды' };
const why = { en: 'no', ru: 'нет' };
type Twice = equations.EquationSpec<[Tensor2D], Tensor2D>;

const twice: Twice = {
  id: 'test.twice',
  title,
  forms: [{ source: 'here', tex: 'y = 2 x', symbols: (x) => ({ x }) }],
  sample: (random) => [random.tensor([2, 3])],
  code: (x) => x.mul(2),
};

beforeAll(() => tf.ready());

describe('checkEquation', () => {
  it('reports every form, every erratum and the gradient', () => {
    const report = checkEquation(gruState, { seed: 5 });
    expect(report).toMatchObject({ id: 'test.gru.state', seed: 5, leaked: 0, ok: true });
    expect(report.forms).toMatchObject([{ source: 'S2(23)', tex: gruState.forms[0].tex, ok: true }]);
    expect(report.forms[0].error).toBeLessThan(1e-15);
    expect(report.errata).toMatchObject([{ source: 'PyTorch', ok: true }]);
    expect(report.errata[0].error).toBeGreaterThan(0.1);
    expect(report.gradient).toMatchObject({ compared: 18, ok: true });
  });

  it('the same seed gives the same report, another one other arguments', () => {
    expect(checkEquation(gruState, { seed: 5 })).toEqual(checkEquation(gruState, { seed: 5 }));
    expect(checkEquation(gruState, { seed: 6 }).gradient).not.toEqual(
      checkEquation(gruState, { seed: 5 }).gradient,
    );
  });

  it('a form that cannot be evaluated is reported as refused', () => {
    const forms: Twice['forms'] = [{ source: 'here', tex: 'y = 2 z', symbols: (x) => ({ x }) }];
    expect(checkEquation({ ...twice, forms })).toMatchObject({
      ok: false,
      forms: [
        {
          ok: false,
          error: Number.POSITIVE_INFINITY,
          refusal: 'z stands for nothing; expected one of the symbols of the table: x',
        },
      ],
    });
  });

  it.each([
    ['holds', 'y = x + x', false],
    ['differs by a hair', 'y = 2.0001 x', false],
    ['differs', 'y = 3 x', true],
    ['has shapes that do not fit', 'y = x x', true],
    ['cannot be read', 'y = x \\cdots x', false],
    ['has an unknown symbol', 'y = 2 z', false],
  ])('an erratum that %s', (_, tex, ok) => {
    const errata = [{ source: 'here', tex, symbols: (x: Tensor2D) => ({ x }), why }];
    const report = checkEquation({ ...twice, errata });
    expect(report.errata[0].ok).toBe(ok);
    expect(report.ok).toBe(ok);
  });

  it('several tables are compared one by one, each with its own value', () => {
    const rows = (x: Tensor2D) => tf.unstack(x);
    const form: Twice['forms'][0] = {
      source: 'by rows',
      tex: 'y = 2 x',
      symbols: (x) => rows(x).map((row) => ({ x: row })),
      value: (y) => rows(y),
    };
    expect(checkEquation({ ...twice, forms: [form] }).ok).toBe(true);
    const backwards = { ...form, value: (y: Tensor2D) => rows(y).reverse() };
    expect(checkEquation({ ...twice, forms: [backwards] }).forms[0].error).toBeGreaterThan(0.1);
    const short = { ...form, value: (y: Tensor2D) => rows(y).slice(1) };
    expect(() => checkEquation({ ...twice, forms: [short] })).toThrow(
      'value of by rows: expected one value for each table, received 1 for 2',
    );
  });

  it('a chain of = is checked at every link, and a left-hand side that the table knows too', () => {
    const chain = (tex: string) => {
      const symbols = (x: Tensor2D) => ({ x, w: x.mul(2) });
      return checkEquation({ ...twice, forms: [{ source: 'here', tex, symbols }] }).ok;
    };
    expect(chain('y = 2 x = x + x')).toBe(true);
    expect(chain('y = 3 x = x + x')).toBe(false);
    expect(chain('w = 2 x')).toBe(true);
    expect(chain('x = 2 x')).toBe(false);
    expect(chain('x + x = 2 x')).toBe(true);
    expect(chain('y(x) = 2 x')).toBe(true);
    expect(chain('twice(x, w) = w')).toBe(true);
  });

  it('says which shapes differ between formula and code', () => {
    const form: Twice['forms'][0] = { source: 'here', tex: 'y = 2 x^T', symbols: (x) => ({ x }) };
    const [x] = twice.sample(new equations.Random(1));
    const y = twice.code(x);
    expect(() => checkForm(form, [x], y)).toThrow('written it is [3, 2]; expected [2, 3] as the code gives');
    tf.dispose([x, y]);
  });

  it('an equation of plain numbers has no gradient, and must say so', () => {
    const count: equations.EquationSpec<[number], number> = {
      id: 'test.count',
      title,
      forms: [{ source: 'here', tex: 'n = \\sum_{k=1}^m k', symbols: (m) => ({ m }) }],
      sample: (random) => [random.integer(3, 9)],
      code: (m) => (m * (m + 1)) / 2,
    };
    expect(() => checkEquation(count)).toThrow(
      'args: expected a float tensor to differentiate by, received none',
    );
    const report = checkEquation({ ...count, withoutGradient: { en: 'a count', ru: 'число слагаемых' } });
    expect(report.ok).toBe(true);
    expect(report.gradient).toBeUndefined();
  });

  it('NaN is no agreement', () => {
    const report = checkEquation({ ...twice, code: (x) => x.mul<Tensor2D>(2).log().exp() });
    expect(report.forms[0].error).toBe(Number.POSITIVE_INFINITY);
    expect(report.ok).toBe(false);
  });

  it('leaves tensors and backend as they were, also when something throws', async () => {
    const fail = (): never => {
      tf.ones([3]);
      throw new Error('broken');
    };
    for (const backend of backends) {
      await tf.setBackend(backend);
      const before = tf.memory().numTensors;
      checkEquation(twice);
      expect(() => checkEquation({ ...twice, code: fail })).toThrow('broken');
      expect(() => checkEquation({ ...twice, sample: fail })).toThrow('broken');
      expect(() => checkEquation({ ...twice, forms: [{ ...twice.forms[0], symbols: fail }] })).toThrow(
        'broken',
      );
      expect(tf.memory().numTensors).toBe(before);
      expect(tf.getBackend()).toBe(backend);
    }
  });
});

describe('checkBackend', () => {
  it('measures the distance of a backend from 64-bit', async () => {
    const scaled = {
      ...gruState,
      code: (...args: Parameters<typeof gruState.code>) => gruState.code(...args).mul(1.1),
    };
    for (const backend of backends) {
      const { error, ok } = await checkBackend(scaled, backend);
      expect(ok).toBe(true);
      expect(error).toBeGreaterThan(1e-9);
      expect(error).toBeLessThan(1e-6);
    }
    expect((await checkBackend(gruState, 'float64')).error).toBe(0);
  });

  it('finds a backend that computes something else', async () => {
    const onCpu = (x: Tensor2D): Tensor2D => x.mul(tf.getBackend() === 'cpu' ? 2.00001 : 2);
    expect(await checkBackend({ ...twice, code: onCpu }, 'cpu')).toMatchObject({ backend: 'cpu', ok: false });
    expect(await checkBackend({ ...twice, code: onCpu }, 'wasm')).toMatchObject({
      backend: 'wasm',
      ok: true,
    });
  });

  it('refuses a backend that is not there', async () => {
    await expect(checkBackend(twice, 'abacus')).rejects.toThrow(
      /^backend: expected one of .*cpu.*, received abacus$/,
    );
  });

  it('leaves tensors and backend as they were, also when the code throws', async () => {
    await tf.setBackend('wasm');
    const before = tf.memory().numTensors;
    const fail = (): never => {
      tf.ones([3]);
      throw new Error('broken');
    };
    await expect(checkBackend({ ...twice, code: fail }, 'cpu')).rejects.toThrow('broken');
    await checkBackend(twice, 'cpu');
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe('wasm');
  });
});
