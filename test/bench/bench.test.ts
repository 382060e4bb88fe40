import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { help, parts, readArguments } from './arguments.js';
import { exponent } from './growth.js';
import { race } from './race.js';
import { type Row, ratios } from './recurrent/limits.js';
import { cells, shapes, shown } from './recurrent/shapes.js';
import { list, median, rounded, table } from './report.js';

describe('the command line of the bench', () => {
  it('measures everything, unless it is told what', () => {
    expect(readArguments([])).toEqual({
      parts,
      backends: ['wasm', 'tensorflow', 'cpu'],
      cells,
      shapes,
      browser: false,
      python: 'python3',
      runs: 7,
      json: undefined,
    });
    const some = ['--only', 'page,recurrent', '--shapes=large', '--cells', 'gru,lstm', '--backends', 'cpu'];
    const rest = ['--browser', '--python', '/a python', '--runs', '1', '--json', 'file'];
    expect(readArguments([...some, ...rest])).toEqual({
      parts: ['recurrent', 'page'],
      backends: ['cpu'],
      cells: ['lstm', 'gru'],
      shapes: [shapes[2]],
      browser: true,
      python: '/a python',
      runs: 1,
      json: 'file',
    });
  });

  it('tells what there is', () => {
    expect(readArguments(['--help'])).toBeUndefined();
    for (const name of [...parts, ...cells, ...shapes.map((shape) => shape.name)])
      expect(help).toContain(name);
  });

  it.each([
    [['--only', 'recurrent,pages'], /^--only: expected some of recurrent, .*notebooks, received pages$/],
    [['--shapes', 'huge'], '--shapes: expected some of small, middle, large, received huge'],
    [['--runs', '0'], '--runs: expected an integer above 0, received 0'],
    [['--runs', '1.5'], 'received 1.5'],
    [['--fast'], "Unknown option '--fast'"],
    [['recurrent'], /Unexpected argument/],
  ])('refuses %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(TypeError);
    expect(() => readArguments(args)).toThrow(message);
  });
});

describe('a race', () => {
  /** A contender that takes so long each time. */
  const taking = (name: string, ...times: number[]) => ({ name, once: () => times.shift()! });

  it('gives medians and the best, and no first run counts', async () => {
    const times = await race([taking('a', 900, 300, 100, 200), taking('b', 400, 50, 70, 60)], { runs: 3 });
    expect([...times]).toEqual([
      ['a', { median: 200, fastest: 100 }],
      ['b', { median: 60, fastest: 50 }],
    ]);
  });

  it('repeats what is short, whose first run after the others is slow', async () => {
    const short = taking('short', ...[390, 5, 5], ...[10, 6, 8, 10], ...[25, 1, 3, 2]);
    const times = await race([short], { runs: 2 });
    expect([...times.values()]).toEqual([{ median: 5, fastest: 2 }]);
  });

  it('goes in turns', async () => {
    const order: string[] = [];
    const noting = (name: string) => ({ name, once: async () => order.push(name) && 400 });
    await race([noting('a'), noting('b')], { runs: 2 });
    expect(order.join('')).toBe('ababab');
  });

  it('repeats what is slow less often', async () => {
    const slow = taking('slow', 400, 300, 300, 300);
    const slowest = taking('slowest', 1000);
    const times = await race([slow, slowest], { runs: 9, budget: 1000 });
    expect([...times.values()].map(({ median }) => median)).toEqual([300, 1000]);
    expect(slow.once()).toBe(300);
  });
});

it('an exponent is found again, whatever stands before it', () => {
  const x = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
  const k = fc.double({ min: -3, max: 3, noNaN: true });
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(x, k, factor, (values, power, before) => {
      const points = values.map((value) => [value, before * value ** power] as const);
      expect(exponent(points)).toBeCloseTo(power, 6);
    }),
  );
  const between = exponent([
    [1, 1],
    [2, 4],
    [4, 8],
  ]);
  expect(between).toBeCloseTo(1.5, 10);
});

describe('the report', () => {
  it('a median is the middle number, or between the two in the middle', () => {
    expect(median([10, 9, 2])).toBe(9);
    expect(median([10, 2, 1, 4])).toBe(3);
  });

  it('numbers have three digits', () => {
    expect([0, 0.012345, 1, 12.345, 99.96, 123.4, 1234.5].map(rounded)).toEqual([
      '0',
      '0.0123',
      '1.00',
      '12.3',
      '100',
      '123',
      '1235',
    ]);
  });

  it('a list says what was asked of each number, and whether it is so', () => {
    const bounds = { must: { atMost: 3 }, aim: { atMost: 2 } };
    expect(
      list([
        { name: 'plain', value: 1500, unit: 'ms' },
        { name: 'just', value: 3, unit: '×', ...bounds },
        { name: 'too much', value: 3.01, unit: '×', ...bounds },
        { name: 'enough', value: 10, unit: '×', must: { atLeast: 10 }, aim: { atLeast: 40 } },
      ]).split('\n'),
    ).toEqual([
      'plain     1500 ms',
      'just       3.00 ×  within must ≤ 3 ×, OVER aim ≤ 2 ×',
      'too much   3.01 ×  OVER must ≤ 3 ×, OVER aim ≤ 2 ×',
      'enough     10.0 ×  within must ≥ 10 ×, BELOW aim ≥ 40 ×',
    ]);
    expect(list([])).toBe('');
  });

  it('a table has numbers at the right and a dash where there is none', () => {
    const rows = [
      ['wasm', 1, undefined],
      ['cpu', 12.34, 5],
    ];
    expect(table(['ms', 'first', 'other'], rows).split('\n')).toEqual([
      'ms    first  other',
      'wasm   1.00      –',
      'cpu    12.3   5.00',
    ]);
  });

  it('shapes are shown as batch × steps × inputs → units', () => {
    expect(shown(shapes[2])).toBe('64 × 100 × 128 → 256');
  });
});

describe('what a training step should be', () => {
  const row = (medians: Record<string, number>, rest: Partial<Row> = {}): Row => ({
    backend: 'wasm',
    cell: 'lstm',
    shape: 'large',
    pass: 'step',
    times: Object.fromEntries(
      Object.entries(medians).map(([name, median]) => [name, { median, fastest: 0.1 * median }]),
    ),
    ...rest,
  });

  it('is asked of the kernel', () => {
    const times = { 'readable cell': 100, 'fused kernel': 2, 'tf.layers': 50, PyTorch: 1 };
    expect(ratios([row(times)])).toEqual([
      {
        name: 'lstm step, large, wasm: faster than tf.layers',
        value: 25,
        unit: '×',
        must: { atLeast: 10 },
        aim: { atLeast: 20 },
      },
      {
        name: 'lstm step, large, wasm: of the time of PyTorch',
        value: 2,
        unit: '×',
        must: { atMost: 6 },
        aim: { atMost: 3 },
      },
    ]);
  });

  it('is another for each shape, cell and backend; forward passes and others have none', () => {
    const times = { 'fused kernel': 1, 'tf.layers': 60, PyTorch: 1 };
    const [small] = ratios([row(times, { backend: 'tensorflow', shape: 'small' })]);
    expect(small).toMatchObject({ must: { atLeast: 50 }, aim: { atLeast: 80 } });
    const gru = ratios([row(times, { cell: 'gru', shape: 'middle' })]);
    expect(gru.map(({ must }) => must)).toEqual([{ atLeast: 10 }, { atMost: 3 }]);
    expect(ratios([row(times, { pass: 'forward' })])).toEqual([]);
    expect(ratios([row(times, { cell: 'rnn' }), row(times, { backend: 'cpu' })])).toEqual([]);
    expect(ratios([row({ 'fused kernel': 1 }), row({ PyTorch: 1 })])).toEqual([]);
  });
});
