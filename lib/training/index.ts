export { NotFinite } from './not-finite.js';
export { disposeParams } from './params.js';
export { type History, type TrainOptions, type TrainProgress, train } from './train.js';
