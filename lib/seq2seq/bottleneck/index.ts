export { writtenRight } from './accuracy.js';
export {
  type Bottleneck,
  type BottleneckOptions,
  type BottleneckRow,
  bottleneck,
  bottleneckCurves,
} from './measure.js';
export { letters, type Task, taskPairs } from './task.js';
