export { type CapacityOptions, capacity, overlap, type Recall } from './capacity.js';
export { distanceOf, divergence, follow, type Trajectory } from './dynamics.js';
export { energy, hebb, hebbBinary, randomPatterns } from './hebb.js';
export { modernEnergy, modernUpdate } from './modern.js';
export { type Bits, type Settled, settle, updateAll, updateUnit } from './update.js';
