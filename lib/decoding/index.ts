export { type BeamOptions, beamSearch, beamStep, type Continuation } from './beam.js';
export {
  forbid,
  type LogitsFilter,
  nucleusSize,
  temperature,
  temperatureProbabilities,
  topK,
  topKProbabilities,
  topP,
} from './filters.js';
export { greedy, mostLikely } from './greedy.js';
export { byLength, gnmt, type LengthPenalty, scoreByGnmt, scoreByLength } from './length.js';
export { likelihoodFromPrompt, likelihoodFromState, logLikelihood } from './likelihood.js';
export { draw, type SampleOptions, sample } from './sample.js';
export type { Decoded, DecodingOptions, Hypothesis, SearchNode, Step } from './types.js';
