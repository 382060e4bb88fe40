import type { Optimizer, Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectInteger, expectPositive } from '../check.js';
import type { Batches } from '../data/batches.js';
import { Random } from '../equations/random.js';
import { Stopped, ValueError } from '../errors.js';
import { breathe } from '../lab/host.js';
import { live } from '../lab/live.js';
import { mapParams, namedTensors, numbersOf } from './params.js';
import { descend, type StepResult } from './step.js';
import { updateOf } from './update.js';

export interface TrainOptions<P extends object, B> {
  /** Where training begins: tensors in an object, nested if need be. They are neither changed nor disposed. */
  readonly params: P;
  /** The loss of one batch, a scalar; a pure function of the parameters that it is given. */
  readonly loss: (batch: B, params: P) => Tensor;
  /**
   * Batches, put in a new order in every epoch; or `data.batches`, or a function, which make those of an epoch
   * (counted from 1).
   */
  readonly batches: readonly B[] | Batches<B> | ((epoch: number, random: Random) => Iterable<B>);
  /** One of `tf.train`, made for this run: its memory of past gradients is freed at the end. */
  readonly optimizer: Optimizer;
  readonly epochs: number;
  /** The norm to which longer gradients are cut, all parameters together. */
  readonly clip?: number;
  /** Decides the order of the batches. */
  readonly seed?: number;
  /** A number to watch on data that is not trained on, after each epoch. */
  readonly validate?: (params: P) => number | Tensor;
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Stands above the progress. */
  readonly title?: string;
}

export interface TrainProgress extends StepResult {
  readonly epoch: number;
  /** Counted from 1 within the epoch. */
  readonly step: number;
}

/** What came of it; the lists hold one number for each epoch. */
export interface History<P> {
  /** The trained parameters, shaped like those given. They are yours to dispose. */
  readonly params: P;
  /** Mean over the epoch's batches. */
  readonly losses: number[];
  /** Mean norm of the gradients before they were clipped. */
  readonly gradientNorms: number[];
  /** Empty without `validate`. */
  readonly validation: number[];
  /** The reader stopped it early: `params` are those of the last step, the last numbers those of a part of an epoch. */
  readonly stopped: boolean;
}

/**
 * Trains parameters by gradient descent on the loss of batch after batch. Shows its progress, can be stopped, gives the
 * same result for the same seed. Throws `NotFinite` as soon as the loss or a gradient is NaN or infinite, `ValueError`
 * and `ShapeError` for options that cannot work. Frees all of its tensors but the result's, also when it throws.
 */
export async function train<P extends object, B>(options: TrainOptions<P, B>): Promise<History<P>> {
  const named = namedTensors(options.params);
  check(options);
  const {
    batches,
    clip,
    epochs,
    loss,
    onProgress,
    optimizer,
    seed = 0,
    title = 'Training',
    validate,
  } = options;
  const random = new Random(seed);
  const run = ++runs; // tfjs wants a name that no other variable has
  const variables = new Map(
    named.map(([path, tensor]) => [path, tf.variable(tensor, true, `run ${run}/${path}`)]),
  );
  const numbers = numbersOf(named);
  const update = updateOf(optimizer);
  const params = mapParams(options.params, (path) => variables.get(path)!);
  const history = { losses: [] as number[], gradientNorms: [] as number[], validation: [] as number[] };
  const panel = live(title);
  let done = 0;
  let perEpoch: number | undefined;

  async function oneEpoch(epoch: number): Promise<void> {
    const list = batchesOf(batches, epoch, random);
    perEpoch ??= (list as { length?: number }).length;
    const results: StepResult[] = [];
    try {
      for (const batch of list) {
        const step = results.length + 1;
        const result = descend(() => loss(batch, params), variables, numbers, update, { clip, epoch, step });
        results.push(result);
        panel.update({ step: ++done, total: perEpoch && perEpoch * epochs, values: { loss: result.loss } });
        onProgress?.({ epoch, step, ...result });
        await breathe();
      }
    } finally {
      // an epoch that the reader cut short counts with what there is of it
      if (results.length > 0) {
        history.losses.push(mean(results.map((result) => result.loss)));
        history.gradientNorms.push(mean(results.map((result) => result.gradientNorm)));
      }
    }
    if (results.length === 0) throw new ValueError('batches', 'at least one batch', `none in epoch ${epoch}`);
    perEpoch = results.length;
    if (!validate) return;
    const value = tf.tidy(() => numberOf(validate(params)));
    history.validation.push(value);
    panel.update({ step: done, total: perEpoch * epochs, values: { validation: value } });
  }

  try {
    const stopped = await untilStopped(async () => {
      for (let epoch = 1; epoch <= epochs; epoch++) await oneEpoch(epoch);
    });
    return { params: mapParams(params, (_, variable) => variable.clone()), ...history, stopped };
  } finally {
    panel.end();
    tf.dispose([...variables.values()]);
    update.dispose();
    optimizer.dispose();
  }
}

let runs = 0;
const spent = new WeakSet<Optimizer>();

function check<P extends object, B>({ batches, clip, epochs, loss, optimizer }: TrainOptions<P, B>): void {
  expectInteger('epochs', epochs, 1);
  if (clip !== undefined) expectPositive('clip', clip);
  if (typeof loss !== 'function')
    throw new ValueError('loss', 'a function of a batch and the parameters', typeof loss);
  if (typeof batches !== 'function' && !Array.isArray(batches) && !('inEpoch' in Object(batches))) {
    throw new ValueError('batches', 'an array, data.batches(…), or a function of the epoch', typeof batches);
  }
  if (typeof optimizer?.applyGradients !== 'function') {
    throw new ValueError('optimizer', 'one of tf.train, such as tf.train.adam(0.01)', typeof optimizer);
  }
  // what it remembers would leak into this run, and is freed already
  if (spent.has(optimizer))
    throw new ValueError('optimizer', 'a new one for each run', 'the one of an earlier run');
  spent.add(optimizer);
}

function batchesOf<B>(
  batches: TrainOptions<object, B>['batches'],
  epoch: number,
  random: Random,
): Iterable<B> {
  if (typeof batches === 'function') return batches(epoch, random);
  return 'inEpoch' in batches ? batches.inEpoch(epoch, random) : random.shuffled(batches);
}

/** True if the work ended because the reader stopped it. */
async function untilStopped(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Stopped) return true;
    throw error;
  }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const numberOf = (value: number | Tensor): number =>
  typeof value === 'number' ? value : value.dataSync()[0];
