export { type Attention, type AttentionParams, attend, bahdanau, luong } from './attention.js';
export * from './bottleneck/index.js';
export * from './caption/index.js';
export { dates, type WrittenDate } from './dates.js';
export { type Decoder, type DecoderParams, type DecoderState, decode, type Written } from './decoder.js';
export {
  type Encoded,
  type Encoder,
  type EncoderParams,
  encode,
  encoderStates,
  type Memory,
} from './encoder.js';
export { type Forced, type ForcedOptions, forced, targetsOf, type WritingStep } from './forced.js';
export { exponentialDecay, forcing, inverseSigmoidDecay, linearDecay, type Schedule } from './forcing.js';
export { decodingStep, type TranslateOptions, translate } from './generate.js';
export {
  type InitDecoderOptions,
  type InitScore,
  type InitSeq2SeqOptions,
  initDecoder,
  initSeq2Seq,
} from './init.js';
export { beginWith, decoderOnly, likelihood, targetLogProbs } from './likelihood.js';
export { type TrainingLossOptions, tokenAccuracy, tokenLogProbs, tokenLoss, trainingLoss } from './loss.js';
export {
  begin,
  mergeDirections,
  type Pairs,
  type Seq2Seq,
  type Seq2SeqOptions,
  type Seq2SeqParams,
  seq2seq,
  teach,
  writing,
} from './model.js';
export { reversed } from './reversed.js';
export { bahdanauStep, decoderStep, luongStep } from './steps.js';
export { embed, expectTokens, lengthsOf, maskOf } from './tokens.js';
export {
  BOS,
  type EncodeOptions,
  EOS,
  PAD,
  specialTokens,
  UNK,
  type Vocabulary,
  type VocabularyOptions,
  vocabulary,
} from './vocabulary.js';
