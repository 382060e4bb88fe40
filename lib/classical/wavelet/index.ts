export type { BoundaryMode } from './boundary.js';
export {
  cwt,
  frequencyOf,
  type MorletOptions,
  type ScaleOptions,
  type Scalogram,
  scaleOf,
  scalogram,
} from './cwt.js';
export { type BoundaryOptions, dwt, type IDWTOptions, idwt, type WaveletLevel } from './dwt.js';
export { type Filters, filtersOf, mirrored, type WaveletName } from './filters.js';
export { maxLevel, type WavedecOptions, wavedec, waverec } from './levels.js';
export { morlet } from './morlet.js';
export { type DenoiseOptions, denoise, softThreshold } from './threshold.js';
