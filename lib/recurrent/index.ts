export { type ActivationName, activation } from './activation.js';
export {
  type BpttGradients,
  type BpttTrace,
  bptt,
  type OutputGradient,
  type RNN,
} from './bptt/pass.js';
export { type BpttTerm, bpttExpansion, bpttProduct, bpttTerms } from './bptt/product.js';
export { bpttDelta, bpttJacobian, bpttState } from './bptt/state.js';
export { segments, truncatedBptt, truncatedState } from './bptt/truncated.js';
export { bpttInputWeights, bpttOutputWeights, bpttRecurrentWeights } from './bptt/weights.js';
export { rnnCell } from './cell.js';
export { clipByNorm, type Gradients } from './clip.js';
export {
  type ConvLSTMState,
  convLSTM,
  type InitConvLSTMOptions,
  initConvLSTM,
} from './conv-lstm/cell.js';
export {
  type ConvLSTMParams,
  convCandidate,
  convForget,
  convInput,
  convOutput,
} from './conv-lstm/gates.js';
export {
  type GradientFlow,
  gradientFlow,
  gradientNorm,
  jacobiansAlong,
  powerNorms,
  slopesAlong,
} from './flow.js';
export {
  type GridParams,
  type GridSide,
  gridBlock,
  gridHidden,
  gridMemory,
} from './grid-lstm/block.js';
export {
  type GridLSTMParams,
  type GridState,
  gridLSTM,
  gridState,
  type InitGridOptions,
  initGridLSTM,
} from './grid-lstm/grid.js';
export { type GRUStep, gru, gruCandidate, gruState, gruStep } from './gru/cell.js';
export {
  type GRUErrors,
  gruCandidateError,
  gruInputGradient,
  gruResetError,
  gruSeenGradient,
  gruStateGradient,
  gruUpdateError,
} from './gru/errors.js';
export { type GRUParams, gruReset, gruUpdate } from './gru/gates.js';
export { type InitGRUOptions, initGRU, initResetAfterGRU } from './gru/init.js';
export { type GRUBackwardOptions, type GRUGradients, gruBptt } from './gru/pass.js';
export { gruResetAfter, type ResetAfterGRUParams, resetAfterGRU } from './gru/reset-after.js';
export { initOutput, initRNN, rescale } from './init.js';
export * from './layers/index.js';
export { at, shifted } from './layout.js';
export {
  type LSTMState,
  type LSTMStep,
  lstm,
  lstmCell,
  lstmHidden,
  lstmHighway,
  lstmStep,
} from './lstm/cell.js';
export {
  type LSTMErrors,
  lstmCandidateError,
  lstmCellGradient,
  lstmForgetError,
  lstmInputError,
  lstmOutputError,
  lstmReadGradient,
} from './lstm/errors.js';
export { type LSTMParams, lstmCandidate, lstmForget, lstmInput, lstmOutput } from './lstm/gates.js';
export { type InitLSTMOptions, initLSTM } from './lstm/init.js';
export { type LSTMBackwardOptions, type LSTMGradients, lstmBptt } from './lstm/pass.js';
export {
  type PeepholeParams,
  peepholeForget,
  peepholeInput,
  peepholeLSTM,
  peepholeOutput,
  peepholeStep,
} from './peephole/diagonal.js';
export {
  type FullPeepholeParams,
  fullPeepholeForget,
  fullPeepholeInput,
  fullPeepholeLSTM,
  fullPeepholeOutput,
} from './peephole/full.js';
export { initFullPeephole, initPeephole } from './peephole/init.js';
export { peepholeBptt, peepholeCellGradient, peepholeWeights } from './peephole/pass.js';
export {
  crossEntropy,
  type OutputName,
  type OutputParams,
  preactivation,
  type RNNParams,
  rnnLoss,
  rnnOutput,
  rnnState,
  type StepLoss,
  squaredError,
} from './rnn.js';
export {
  fullPeepholeSize,
  gruCost,
  gruSize,
  lstmCost,
  lstmSize,
  peepholeSize,
  rnnCost,
  rnnSize,
} from './size.js';
export { type Complex, eigenvalues, singularValues, spectralRadius } from './spectrum.js';
export { hiddenOf, type State, zeroState } from './state.js';
export { encoderDecoder, manyToMany, manyToOne, type Network, oneToMany, oneToOne } from './tasks.js';
export { type Cell, fold, type Sequences, type Unrolled, type UnrollOptions, unroll } from './unroll.js';
export {
  asynchronousTask,
  manyToOneTask,
  oneToManyTask,
  oneToOneTask,
  synchronousTask,
} from './written-tasks.js';
