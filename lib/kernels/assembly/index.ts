export { activateAll } from './activations';
export { gruBackward, gruForward } from './gru';
export { lstmBackward, lstmForward } from './lstm';
export { addRows, clear, copyRows } from './memory';
export { factorBytes, multiply, outer, outerTerms, packFactor, scratchBytes } from './product';
export { resetAfterBackward, resetAfterForward } from './reset-after';
export { rnnBackward, rnnForward } from './rnn';
