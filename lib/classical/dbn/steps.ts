import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { indexed } from '../../equations/symbols.js';
import { ValueError } from '../../errors.js';
import { plainNumbers, sampleDistribution, sampleDistributions } from '../notation.js';
import { expectLength } from '../rows.js';
import { type DBN, jointSize, stepProbability, type Variable } from './model.js';
import { type Potential, product, sumOut } from './potential.js';

/** The name of a variable in the slice that follows. */
const next = (name: string): string => `${name}′`;

const sizesOf = (variables: readonly Variable[]): number[] => variables.map(({ states }) => states);
const namesOf = (variables: readonly Variable[]): string[] => variables.map(({ name }) => name);

/** P(variable′ | its parents). */
function conditional(
  variables: readonly Variable[],
  { name, states, parents, transition }: Variable,
): Potential {
  const sizes = parents.map((parent) => variables.find((other) => other.name === parent)!.states);
  return { axes: [...parents, next(name)], sizes: [...sizes, states], values: transition.flat() };
}

const networkSymbols = ({ variables }: DBN) => ({
  D: variables.length,
  N: jointSize(variables),
  '\\theta_{d,i,j}': indexed(['d', 'i', 'j'], (d, i, j) =>
    stepProbability(variables, variables[d - 1], i - 1, j - 1),
  ),
});

/** Rain makes a street wet, which it stays for a while; both show one of three things. */
function sampleDBN(random: Random): DBN {
  const variable = (name: string, states: number, parents: readonly string[], rows: number): Variable => ({
    name,
    states,
    parents,
    initial: sampleDistribution(random, states),
    transition: sampleDistributions(random, rows, states),
  });
  return {
    variables: [variable('rain', 2, ['rain'], 2), variable('street', 3, ['street', 'rain'], 6)],
    emission: sampleDistributions(random, 6, 3),
  };
}

/**
 * Prediction of a slice from what is known of the one before. belief f_{t−1} of all N joint states → f̂_t [N]. The variables
 * are added one by one, and each of the slice before is summed out as soon as nothing more depends on it: D chains of n
 * values take D n^{D+1} products instead of n^{2D}. Throws `ShapeError`.
 * Ghahramani and Jordan, "Factorial hidden Markov models" (1997); Murphy, "Dynamic Bayesian networks" (2002).
 */
export const dbnPredict = equation({
  id: 'dbn.predict',
  title: {
    en: 'Prediction in a dynamic Bayesian network',
    ru: 'Предсказание в динамической байесовской сети',
  },
  forms: [
    {
      source: 'S3 2.2; Murphy (2002)',
      tex: String.raw`\hat{f}_{t,j} = \sum_{i=1}^N f_{t-1,i} \prod_{d=1}^D \theta_{d,i,j}`,
      symbols: (dbn: DBN, belief: readonly number[]) =>
        belief.map((_, j) => ({
          ...networkSymbols(dbn),
          j: j + 1,
          'f_{t-1,i}': indexed('i', (i) => belief[i - 1]),
        })),
    },
  ],
  sample: (random): [DBN, readonly number[]] => [sampleDBN(random), sampleDistribution(random, 6)],
  withoutGradient: plainNumbers,
  code: ({ variables }, belief) => {
    expectLength('belief', belief, jointSize(variables));
    let joint: Potential = { axes: namesOf(variables), sizes: sizesOf(variables), values: belief };
    for (const [d, variable] of variables.entries()) {
      joint = product(joint, conditional(variables, variable));
      const needed = new Set(variables.slice(d + 1).flatMap(({ parents }) => parents));
      for (const name of namesOf(variables))
        if (joint.axes.includes(name) && !needed.has(name)) joint = sumOut(joint, name);
    }
    return joint.values;
  },
});

/**
 * What an observation makes of a prediction. predicted f̂_t [N] and likelihood b_t [N], how likely each joint state shows what
 * was seen → f_t [N]. Throws `ShapeError`, and `ValueError` for what cannot have been seen. Murphy (2002).
 */
export const dbnFilterStep = equation({
  id: 'dbn.filter',
  title: { en: 'Filtering in a dynamic Bayesian network', ru: 'Фильтрация в динамической байесовской сети' },
  forms: [
    {
      source: 'S3 2.2; Murphy (2002)',
      tex: String.raw`f_{t,j} = \frac{\hat{f}_{t,j} b_{t,j}}{\sum_{i=1}^N \hat{f}_{t,i} b_{t,i}}`,
      symbols: (predicted: readonly number[], likelihood: readonly number[]) =>
        predicted.map((_, j) => ({
          N: predicted.length,
          j: j + 1,
          '\\hat{f}_{t,j}': indexed('j', (k) => predicted[k - 1]),
          'b_{t,j}': indexed('j', (k) => likelihood[k - 1]),
        })),
    },
  ],
  sample: (random): [readonly number[], readonly number[]] => [
    sampleDistribution(random, 6),
    Array.from({ length: 6 }, () => random.uniform()),
  ],
  withoutGradient: plainNumbers,
  code: (predicted, likelihood) => {
    expectLength('likelihood', likelihood, predicted.length);
    const together = predicted.map((p, j) => p * likelihood[j]);
    const total = together.reduce((a, b) => a + b, 0);
    if (!(total > 0)) throw new ValueError('likelihood', 'what the network can show', 'a probability of 0');
    return together.map((p) => p / total);
  },
});

/**
 * What the future makes of a slice. filtered f_t, predicted f̂_{t+1} and smoothed s_{t+1} [N] → s_t [N]. What was predicted
 * with probability 0 counts nothing. The variables are summed out one by one as in `dbnPredict`. Throws `ShapeError`.
 * Murphy (2002).
 */
export const dbnSmoothStep = equation({
  id: 'dbn.smooth',
  title: { en: 'Smoothing in a dynamic Bayesian network', ru: 'Сглаживание в динамической байесовской сети' },
  forms: [
    {
      source: 'S3 2.2; Murphy (2002)',
      tex: String.raw`s_{t,i} = f_{t,i} \sum_{j=1}^N \frac{s_{t+1,j}}{\hat{f}_{t+1,j}} \prod_{d=1}^D \theta_{d,i,j}`,
      symbols: (
        dbn: DBN,
        filtered: readonly number[],
        predicted: readonly number[],
        smoothed: readonly number[],
      ) =>
        filtered.map((_, i) => ({
          ...networkSymbols(dbn),
          i: i + 1,
          'f_{t,i}': indexed('i', (k) => filtered[k - 1]),
          's_{t+1,j}': indexed('j', (j) => smoothed[j - 1]),
          '\\hat{f}_{t+1,j}': indexed('j', (j) => predicted[j - 1]),
        })),
    },
  ],
  sample: (random): [DBN, readonly number[], readonly number[], readonly number[]] => [
    sampleDBN(random),
    sampleDistribution(random, 6),
    sampleDistribution(random, 6),
    sampleDistribution(random, 6),
  ],
  withoutGradient: plainNumbers,
  code: ({ variables }, filtered, predicted, smoothed) => {
    const N = jointSize(variables);
    for (const [name, list] of Object.entries({ filtered, predicted, smoothed })) expectLength(name, list, N);
    const [axes, sizes] = [namesOf(variables), sizesOf(variables)];
    const ratio = smoothed.map((s, j) => (predicted[j] > 0 ? s / predicted[j] : 0));
    let after: Potential = { axes: axes.map(next), sizes, values: ratio };
    for (const variable of variables)
      after = sumOut(product(after, conditional(variables, variable)), next(variable.name));
    // in the order of the variables, also where nothing depends on one of them
    return product({ axes, sizes, values: filtered }, after).values;
  },
});
