export { backwardState, bidirectional, bidirectionalOutput, type Directions } from './bidirectional.js';
export { deepState } from './deep.js';
export { backwards, forwards, type Layer, type RunOptions } from './layer.js';
export { type Init, type InitLayersOptions, initLayers, type LayersOptions, layers } from './layers.js';
export { type Merge, mergeByConcatenation, mergeByMean, mergeBySum } from './merge.js';
export { type StackOptions, type StackParams, type StackState, stacked } from './stacked.js';
