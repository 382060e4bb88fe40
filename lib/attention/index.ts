export { attentionContext, attentionVector, attentionWeights, type VectorParams } from './context.js';
export { attentionCost, attentionMemory, dotVariance, recurrentCost } from './cost.js';
export {
  headMaps,
  initMultiHead,
  type MultiHeadOptions,
  type MultiHeadParams,
  multiHead,
  project,
  type SelfAttentionParams,
  selfAttention,
} from './multi-head.js';
export {
  type AttentionMask,
  attentionMap,
  attentionQKV,
  causalMask,
  paddingMask,
} from './scaled-dot.js';
export {
  type AdditiveParams,
  additiveScore,
  dotScore,
  type GeneralParams,
  generalScore,
  type NoParams,
  type Score,
  scaledDotScore,
} from './score.js';
export { maskedSoftmax, softmaxJacobian } from './softmax.js';
export { attentionV1, attentionV2, attentionV3, attentionV4 } from './versions.js';
