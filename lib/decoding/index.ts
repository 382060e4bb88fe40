export type { Decoded, DecodingOptions, Hypothesis, SearchNode, Step } from './types.js';
