export { allocation, retention, usage } from './allocation.js';
export { contentWeights, similarity } from './content.js';
export {
  type DNCOutputParams,
  type DNCParams,
  type DNCState,
  dnc,
  dncOutput,
  dncState,
  initDNC,
} from './dnc.js';
export { type Interface, interfaceSize, type MemorySizes, oneplus, parseInterface } from './interface.js';
export { links, precedence } from './link.js';
export { backwardWeights, forwardWeights, readMemory, readWeights } from './read.js';
export { emptyMemory, type MemoryState, memoryStep } from './step.js';
export { type WriteGates, writeMemory, writeWeights } from './write.js';
