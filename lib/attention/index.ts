export { attentionContext, attentionVector, attentionWeights, type VectorParams } from './context.js';
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
