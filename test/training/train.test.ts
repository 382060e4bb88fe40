import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Random } from '../../lib/equations/random.js';
import { ShapeError, Stopped, ValueError } from '../../lib/errors.js';
import { initRNN, type RNNParams, rnnState, unroll } from '../../lib/recurrent/index.js';
import { disposeParams, NotFinite, type TrainOptions, train } from '../../lib/training/index.js';
import { Recorder } from '../lab/host.js';

type Line = { slope: tf.Scalar; offset: tf.Scalar };
type Points = { x: tf.Tensor1D; y: tf.Tensor1D };

const line = (): Line => ({ slope: tf.scalar(0), offset: tf.scalar(0) });
const points = (...xs: number[]): Points => ({
  x: tf.tensor1d(xs),
  y: tf.tensor1d(xs.map((x) => 3 * x - 1)),
});
const squares = ({ x, y }: Points, { slope, offset }: Line) =>
  x.mul(slope).add(offset).sub(y).square().mean() as tf.Scalar;
const numbers = (params: Line) => [params.slope, params.offset].map((t) => t.dataSync()[0]);

/** Options that fit a line exactly; each call has tensors and an optimiser of its own. */
const settings = (more: Partial<TrainOptions<Line, Points>> = {}): TrainOptions<Line, Points> => ({
  loss: squares,
  epochs: 200,
  ...more,
  params: more.params ?? line(),
  batches: more.batches ?? [points(0, 1), points(-1, 2), points(0.5, -0.5)],
  optimizer: more.optimizer ?? tf.train.sgd(0.1),
});

/** How many tensors a run leaves behind when all that was given to it and all that it gave is freed again. */
async function leaked(more: Partial<TrainOptions<Line, Points>> = {}): Promise<number> {
  const before = tf.memory().numTensors;
  // an optimiser holds tensors from the start; the run is to free them
  const options = settings({ ...more, optimizer: more.optimizer ?? tf.train.adam(0.1) });
  const result = await train(options).catch(() => undefined);
  tf.dispose([options.params, options.batches, result?.params ?? []] as tf.TensorContainer);
  return tf.memory().numTensors - before;
}

afterEach(() => {
  globalThis.__unrolled__ = undefined;
});

describe('train', () => {
  it('finds the minimum and gives back parameters of the same shape', async () => {
    const { params, losses, stopped } = await train(settings());
    const [slope, offset] = numbers(params);
    expect(slope).toBeCloseTo(3, 3);
    expect(offset).toBeCloseTo(-1, 3);
    expect(losses).toHaveLength(200);
    expect(losses[199]).toBeLessThan(1e-6);
    expect(stopped).toBe(false);
    expect(params.slope).not.toBeInstanceOf(tf.Variable);
  });

  it('leaves the given parameters as they are', async () => {
    const params = line();
    await train(settings({ params, epochs: 2 }));
    expect(numbers(params)).toEqual([0, 0]);
    expect(params.slope.isDisposed).toBe(false);
  });

  it('takes one step of plain gradient descent, to the digit', async () => {
    // L = mean (a x + b − y)² at a = b = 0 with x = 1, 2, y = 2, 5: dL/da = −12, dL/db = −7
    const batches = [points(1, 2)];
    const { params, losses, gradientNorms } = await train(
      settings({ batches, epochs: 1, optimizer: tf.train.sgd(0.01) }),
    );
    const [slope, offset] = numbers(params);
    expect(slope).toBeCloseTo(0.12, 6);
    expect(offset).toBeCloseTo(0.07, 6);
    expect(losses[0]).toBeCloseTo((4 + 25) / 2, 5);
    expect(gradientNorms[0]).toBeCloseTo(Math.hypot(12, 7), 4);
  });

  it('cuts the gradient of all parameters together, and reports the norm that it had', async () => {
    const options = settings({ batches: [points(1, 2)], epochs: 1, clip: 0.5, optimizer: tf.train.sgd(1) });
    const { params, gradientNorms } = await train(options);
    const [slope, offset] = numbers(params);
    expect(Math.hypot(slope, offset)).toBeCloseTo(0.5, 5);
    expect(slope / offset).toBeCloseTo(12 / 7, 4);
    expect(gradientNorms[0]).toBeCloseTo(Math.hypot(12, 7), 4);
  });

  it('cuts a gradient also where 32 bits do not hold its square', async () => {
    const loss = (_: Points, { slope }: Line) => slope.mul(1e30) as tf.Scalar;
    const options = { loss, batches: [points(1)], epochs: 1, clip: 0.5, optimizer: tf.train.sgd(1) };
    const { params, gradientNorms } = await train(settings(options));
    expect(numbers(params)).toEqual([-0.5, 0]);
    expect(gradientNorms[0] / 1e30).toBeCloseTo(1, 6);
  });

  it.each([
    ['adam', () => tf.train.adam(0.05, 0.8, 0.99, 1e-3), 1e-6],
    // not exactly Adam, so that tfjs itself computes its steps
    ['a kind of adam', () => new (class extends tf.AdamOptimizer {})(0.05, 0.8, 0.99, 1e-3), 0],
    ['rmsprop', () => tf.train.rmsprop(0.05), 0],
    ['momentum', () => tf.train.momentum(0.05, 0.9), 0],
  ])('steps as %s of tfjs does', async (_, make, apart) => {
    const want = line();
    const variables = { slope: tf.variable(want.slope), offset: tf.variable(want.offset) };
    const optimizer = make();
    const batches = [points(1, 2)];
    for (let step = 0; step < 20; step++)
      optimizer.minimize(() => squares(batches[0], variables), false, Object.values(variables));
    const { params } = await train(settings({ batches, epochs: 20, optimizer: make() }));
    numbers(params).forEach((value, i) => {
      expect(Math.abs(value - numbers(variables)[i])).toBeLessThanOrEqual(apart);
    });
    tf.dispose(variables);
    optimizer.dispose();
  });

  it('means the losses and norms of the steps of an epoch', async () => {
    const seen: { epoch: number; step: number; loss: number; gradientNorm: number }[] = [];
    const { losses, gradientNorms } = await train(
      settings({ epochs: 2, onProgress: (progress) => seen.push(progress) }),
    );
    expect(seen.map(({ epoch, step }) => [epoch, step])).toEqual([[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3]]); // biome-ignore format: pairs
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    expect(losses[1]).toBeCloseTo(mean(seen.slice(3).map(({ loss }) => loss)), 10);
    expect(gradientNorms[0]).toBeCloseTo(mean(seen.slice(0, 3).map(({ gradientNorm }) => gradientNorm)), 10);
  });

  it('shuffles the batches in every epoch, by the seed', async () => {
    const order = async (seed: number) => {
      const batches = Array.from({ length: 8 }, (_, i) => points(i));
      const seen: number[] = [];
      const loss = (batch: Points, params: Line) => {
        seen.push(batches.indexOf(batch));
        return squares(batch, params);
      };
      await train(settings({ batches, loss, seed, epochs: 2, optimizer: tf.train.sgd(1e-3) }));
      return seen;
    };
    const [one, again, two] = [await order(1), await order(1), await order(2)];
    expect(again).toEqual(one);
    expect(two).not.toEqual(one);
    expect(one.slice(0, 8)).not.toEqual(one.slice(8));
    expect([...one.slice(0, 8)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('asks for the batches of each epoch, with randomness from the seed', async () => {
    const asked: [number, number][] = [];
    const batches = (epoch: number, random: Random) => {
      asked.push([epoch, random.uniform()]);
      return [points(1, 2)];
    };
    await train(settings({ batches, epochs: 2, seed: 3 }));
    const random = new Random(3);
    expect(asked).toEqual([
      [1, random.uniform()],
      [2, random.uniform()],
    ]);
  });

  it('watches a metric after each epoch, as a number or a scalar', async () => {
    const { validation } = await train(settings({ epochs: 3, validate: ({ slope }) => slope.dataSync()[0] }));
    expect(validation).toHaveLength(3);
    expect(validation[0]).toBeGreaterThan(0);
    expect(validation[2]).toBeGreaterThan(validation[0]);
    const tensors = await train(settings({ epochs: 3, validate: ({ slope }) => slope.mul(2) as tf.Scalar }));
    expect(tensors.validation[2]).toBeCloseTo(2 * validation[2], 5);
  });

  it('trains nested parameters and arrays, and moves only what the loss depends on', async () => {
    const params = { layers: [{ w: tf.scalar(1) }, { w: tf.scalar(2) }], spare: tf.scalar(5) };
    const trained = await train({
      params,
      loss: (target: number, { layers }) => layers[0].w.mul(layers[1].w).sub(target).square() as tf.Scalar,
      batches: [6],
      optimizer: tf.train.adam(0.1),
      epochs: 100,
    });
    const { layers, spare } = trained.params;
    expect(layers[0].w.dataSync()[0] * layers[1].w.dataSync()[0]).toBeCloseTo(6, 1);
    expect(spare.dataSync()[0]).toBe(5);
  });

  it('trains a recurrent network on sequences of different lengths', async () => {
    const random = new Random(1);
    const xs = random.tensor([8, 4, 2]);
    const mask = tf.tensor2d(Array.from({ length: 8 }, (_, b) => [1, 1, Number(b % 2), Number(b % 4 === 3)]));
    const h0 = tf.zeros<tf.Rank.R2>([8, 3]);
    const goal = random.tensor([8, 3]).tanh();
    const { losses } = await train({
      params: { cell: initRNN({ inputs: 2, hidden: 3, seed: 1 }) },
      loss: (_: number, { cell }: { cell: RNNParams }) =>
        unroll(rnnState, cell, xs, h0, { mask }).last.sub(goal).square().mean() as tf.Scalar,
      batches: [0],
      optimizer: tf.train.adam(0.02),
      epochs: 60,
      clip: 1,
    });
    expect(losses[59]).toBeLessThan(0.7 * losses[0]);
  });

  it('goes on from where an earlier run ended', async () => {
    const first = await train(settings({ epochs: 1 }));
    const second = await train(settings({ epochs: 1, params: first.params }));
    expect(second.losses[0]).toBeLessThan(first.losses[0]);
  });
});

describe('memory', () => {
  for (const optimizer of ['sgd', 'adam', 'rmsprop', 'adagrad'] as const) {
    it(`frees all but the result with ${optimizer}`, async () => {
      const before = tf.memory().numTensors;
      const made = tf.train[optimizer](0.1);
      const own = tf.memory().numTensors - before;
      expect(await leaked({ optimizer: made, epochs: 2, clip: 1 })).toBe(0 - own);
      expect(await leaked({ epochs: 2 })).toBe(0);
    });
  }

  it('frees everything when the loss throws, is NaN, or is no scalar', async () => {
    const failing = [
      ({ x }: Points, { slope }: Line) => {
        slope.mul(x).square();
        throw new Error('my own');
      },
      ({ x }: Points, { slope }: Line) => slope.mul(x).mean().div(0).mul(0) as tf.Scalar,
      ({ x }: Points, { slope }: Line) => slope.mul(x) as unknown as tf.Scalar,
    ];
    for (const loss of failing) {
      await expect(train(settings({ loss }))).rejects.toThrow();
      expect(await leaked({ loss })).toBe(0);
    }
  });

  it('frees what is not the result when it is stopped, or when a callback throws', async () => {
    const host = new Recorder();
    globalThis.__unrolled__ = host;
    const stop = () => {
      host.stopped = true;
    };
    expect(await leaked({ onProgress: stop })).toBe(0);
    host.stopped = false;
    const fail = () => {
      throw new Error('my own');
    };
    expect(await leaked({ onProgress: fail })).toBe(0);
    expect(await leaked({ validate: fail })).toBe(0);
  });

  it('frees parameters by name', () => {
    const before = tf.memory().numTensors;
    disposeParams({ cell: line(), list: [tf.scalar(1)] });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('stopping', () => {
  it('keeps what was learned so far', async () => {
    const host = new Recorder();
    globalThis.__unrolled__ = host;
    let steps = 0;
    const onProgress = () => {
      host.stopped = ++steps === 4;
    };
    const { params, losses, stopped } = await train(settings({ onProgress }));
    expect(stopped).toBe(true);
    expect(steps).toBe(4);
    expect(losses).toHaveLength(2);
    expect(numbers(params)[0]).not.toBe(0);
  });

  it('counts a loss that was interrupted as a stop too', async () => {
    const loss = () => {
      throw new Stopped('stopped by the reader');
    };
    const { stopped, losses, params } = await train(settings({ loss }));
    expect(stopped).toBe(true);
    expect(losses).toEqual([]);
    expect(numbers(params)).toEqual([0, 0]);
  });

  it('shows its progress in one panel and ends it', async () => {
    const host = new Recorder();
    globalThis.__unrolled__ = host;
    await train(settings({ epochs: 2, title: 'Line', validate: () => 0.5 }));
    expect(new Set(host.shown.map(({ id }) => id)).size).toBe(1);
    expect(host.last['text/plain']).toMatch(/^Line 6\/6, loss [\d.]+, validation 0.5$/);
  });

  it('ends the panel when it throws', async () => {
    const host = new Recorder();
    globalThis.__unrolled__ = host;
    let calls = 0;
    const loss = (batch: Points, params: Line) => {
      if (++calls === 3) throw new Error('my own');
      return squares(batch, params);
    };
    await expect(train(settings({ loss }))).rejects.toThrow('my own');
    expect(host.last['text/plain']).toMatch(/^Training 2\/600/);
  });
});

describe('numbers that run off', () => {
  it('names a loss that is NaN from the start', async () => {
    const loss = (_: Points, { slope }: Line) => slope.div(0) as tf.Scalar;
    const error: NotFinite = await train(settings({ loss })).then(
      () => expect.fail('should throw'),
      (e) => e,
    );
    expect(error).toBeInstanceOf(NotFinite);
    expect(error).toMatchObject({ what: 'loss', epoch: 1, step: 1, parameter: undefined });
    expect(error.message).toContain('the loss is NaN at epoch 1, step 1');
    expect(error.message).toContain('look at the batch');
  });

  it('names the epoch and step at which training explodes', async () => {
    const error: NotFinite = await train(settings({ optimizer: tf.train.sgd(1e12) })).then(
      () => expect.fail('should throw'),
      (e) => e,
    );
    expect(error).toBeInstanceOf(NotFinite);
    expect(error.message).toMatch(/at epoch [12], step [123]\. Try a smaller learning rate, or clip: 1/);
  });

  it('names the parameter whose gradient is not finite though the loss is', async () => {
    // √0 is 0, its derivative is infinite
    const loss = (_: Points, { slope, offset }: Line) => offset.add(slope.sqrt()) as tf.Scalar;
    const error: NotFinite = await train(settings({ loss })).then(
      () => expect.fail('should throw'),
      (e) => e,
    );
    expect(error).toMatchObject({ what: 'gradient', parameter: 'slope', value: Number.POSITIVE_INFINITY });
    expect(error.message).toContain('the gradient of slope is Infinity at epoch 1, step 1');
  });
});

describe('bad options', () => {
  const refused = async (more: object, message: string) => {
    const before = tf.memory().numTensors;
    const options = { ...settings(), ...more } as TrainOptions<Line, Points>;
    const given = tf.memory().numTensors - before;
    await expect(train(options)).rejects.toThrow(message);
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(given);
  };

  it('are refused before any work', async () => {
    await refused({ epochs: 0 }, 'epochs: expected an integer ≥ 1, received 0');
    await refused({ clip: -1 }, 'clip: expected a number above 0, received -1');
    await refused({ params: {} }, 'params: expected an object with at least one tensor');
    await refused({ params: { slope: 3 } }, 'params.slope: expected a tensor, received number');
    await refused(
      { params: { slope: tf.scalar(1, 'int32') } },
      'params.slope: expected a float32 tensor, received int32',
    );
    await refused({ params: { slope: tf.scalar(Number.NaN) } }, 'params.slope: expected finite numbers');
    await refused({ batches: 5 }, 'batches: expected an array');
    await refused({ loss: 5 }, 'loss: expected a function');
    await refused({ optimizer: 'adam' }, 'optimizer: expected one of tf.train');
  });

  it('are refused when they turn out in the first step', async () => {
    await refused({ batches: [] }, 'batches: expected at least one batch, received none in epoch 1');
    await refused({ loss: () => 5 }, 'loss: expected a function that gives a tensor, received number');
    await refused({ loss: (b: Points, p: Line) => b.x.mul(p.slope) }, 'loss: expected [], a scalar');
  });

  it('throw typed errors', async () => {
    await expect(train(settings({ epochs: 1.5 }))).rejects.toBeInstanceOf(ValueError);
    await expect(train(settings({ loss: (b, p) => b.x.mul(p.slope) as never }))).rejects.toBeInstanceOf(
      ShapeError,
    );
  });

  it('refuse an optimiser that remembers another run', async () => {
    const optimizer = tf.train.adam(0.1);
    await train(settings({ optimizer, epochs: 1 }));
    await expect(train(settings({ optimizer, epochs: 1 }))).rejects.toThrow(
      'optimizer: expected a new one for each run',
    );
  });
});
