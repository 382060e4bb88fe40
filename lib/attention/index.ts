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
export {
  type DecoderCache,
  type DecoderLayerParams,
  type DecoderOptions,
  type DecoderParams,
  decoder,
  decoderLayer,
  decoderStep,
} from './transformer/decoder.js';
export type { Dropout } from './transformer/dropout.js';
export {
  type EncoderLayerParams,
  type EncoderOptions,
  type EncoderParams,
  encoder,
  encoderLayer,
  type NormPlace,
  type TransformerOptions,
} from './transformer/encoder.js';
export { type InitTransformerOptions, initDecoder, initEncoder } from './transformer/init.js';
export { type FeedForwardParams, feedForward, layerNorm, type NormParams } from './transformer/parts.js';
export { positionalEncoding } from './transformer/positional.js';
export { attentionV1, attentionV2, attentionV3, attentionV4 } from './versions.js';
