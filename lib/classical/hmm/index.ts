export { backwardStep, hmmBackward } from './backward.js';
export {
  type BaumWelchOptions,
  type BaumWelchProgress,
  type BaumWelchResult,
  baumWelch,
} from './baum-welch.js';
export { type CountOptions, countHMM } from './count.js';
export { gaussianEmission } from './emission.js';
export { forwardStart, forwardStep, hmmForward, hmmLogLikelihood } from './forward.js';
export { covarianceUpdate, meanUpdate } from './gaussian-updates.js';
export { type HMMParams, hmmLikelihood } from './likelihood.js';
export type { CategoricalHMM, GaussianHMM, HMM, Observations } from './model.js';
export { hmmPosteriors, type Posterior, statePosterior, transitionPosterior } from './posterior.js';
export { randomGaussianHMM, randomHMM, sampleHMM } from './random.js';
export { type Counts, emissionUpdate, initialUpdate, transitionUpdate } from './updates.js';
export { type BestPath, viterbi, viterbiPointer, viterbiStep } from './viterbi.js';
