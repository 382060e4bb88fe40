export { captionGate, captionLook, type Look } from './attention.js';
export {
  beginCaption,
  type Captioner,
  type CaptionerParams,
  captionStep,
  decodeCaption,
  type InitCaptionerOptions,
  initCaptioner,
  teachCaption,
} from './captioner.js';
export { captionLoss, doublyStochastic } from './loss.js';
export { type CaptionOutput, captionOutput } from './output.js';
export { captionStart } from './start.js';
