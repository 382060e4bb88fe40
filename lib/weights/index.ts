export type { CellName, CellParams } from './cells.js';
export { fromKeras, type KerasCell, type KerasWeights, toKeras } from './keras.js';
export { fromONNX, type ONNXWeights, toONNX } from './onnx.js';
export {
  fromPyTorch,
  linearFromPyTorch,
  linearToPyTorch,
  type PyTorchCell,
  type PyTorchOptions,
  toPyTorch,
} from './pytorch.js';
export {
  decoderFromPyTorch,
  decoderToPyTorch,
  encoderFromPyTorch,
  encoderToPyTorch,
  multiHeadFromPyTorch,
  multiHeadToPyTorch,
} from './pytorch-attention.js';
export {
  type NamedTensors,
  readSafetensors,
  type SafetensorsOptions,
  writeSafetensors,
} from './safetensors/safetensors.js';
export { load, save } from './save.js';
