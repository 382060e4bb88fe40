import type { Optimizer, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** Numbers of all parameters, one behind another. */
export type Numbers = Float32Array | Float64Array;

/** One step of an optimiser: moves the parameters, in place, by their gradient. */
export interface Update {
  step(parameters: Numbers, gradient: Numbers): void;
  dispose(): void;
}

/** The steps of a new optimiser; `dispose` frees what they keep beside its own memory. */
export const updateOf = (optimizer: Optimizer): Update =>
  optimizer.constructor === tf.AdamOptimizer
    ? new Adam(optimizer as tf.AdamOptimizer)
    : new ByTensors(optimizer);

/**
 * What `tf.train.adam` does, number by number: where a network is small, the twenty operations on tensors that it takes
 * there cost more than the network. Kingma & Ba (2015), algorithm 1.
 */
class Adam implements Update {
  private t = 0;
  private m: Numbers | undefined;
  private v: Numbers | undefined;

  constructor(private readonly optimizer: tf.AdamOptimizer) {}

  step(parameters: Numbers, gradient: Numbers): void {
    const { learningRate, beta1, beta2, epsilon } = this.optimizer.getConfig() as Record<string, number>;
    this.t++;
    this.m ??= gradient.slice().fill(0);
    this.v ??= gradient.slice().fill(0);
    const { m, v, t } = this;
    const [first, second] = [1 - beta1 ** t, 1 - beta2 ** t];
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i];
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      parameters[i] -= (learningRate * (m[i] / first)) / (Math.sqrt(v[i] / second) + epsilon);
    }
  }

  dispose(): void {}
}

/** Any other optimiser of tfjs: as one variable, so that its operations are done once and not for each parameter. */
class ByTensors implements Update {
  private all: Variable | undefined;

  constructor(private readonly optimizer: Optimizer) {}

  step(parameters: Numbers, gradient: Numbers): void {
    this.all ??= tf.tidy(() => tf.variable(tensorOf(parameters, [parameters.length])));
    tf.tidy(() => this.optimizer.applyGradients({ [this.all!.name]: tensorOf(gradient, [gradient.length]) }));
    parameters.set(this.all.dataSync());
  }

  dispose(): void {
    this.all?.dispose();
  }
}

/** A tensor of these very numbers, be they 32 or 64 bits long; a backend may keep the array. */
export const tensorOf = (numbers: Numbers, shape: number[]): tf.Tensor =>
  tf.engine().makeTensor(numbers as Float32Array, shape, 'float32');
