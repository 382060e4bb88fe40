/**
 * Whole sequences in one kernel, forwards and backwards through time: what `unroll` and `layers` use by themselves for the
 * cells named here. The cells, step by step, remain what is computed; a kernel is another way to the same numbers.
 * On backends that compute in 64-bit or on a graphics card, and for cells that are not named here, the cell itself runs.
 */
import { rnnCell } from '../recurrent/cell.js';
import { gru } from '../recurrent/gru/cell.js';
import { resetAfterGRU } from '../recurrent/gru/reset-after.js';
import { lstm } from '../recurrent/lstm/cell.js';
import { peepholeLSTM } from '../recurrent/peephole/diagonal.js';
import { fuse } from './fused.js';
import { gruKernel, resetAfterKernel } from './gru.js';
import { lstmKernel, peepholeKernel } from './lstm.js';
import { rnnKernel } from './rnn.js';
import { register, wholeOf } from './sequence.js';

export { useKernels } from './fused.js';

for (const kernel of [rnnKernel, lstmKernel, peepholeKernel, gruKernel, resetAfterKernel]) register(kernel);

// the numbers by which lib/kernels/assembly/activations.ts knows them
(['tanh', 'sigmoid', 'relu', 'identity'] as const).forEach((f, kind) => {
  fuse(rnnCell(f), wholeOf(rnnKernel, kind));
});
fuse(lstm, wholeOf(lstmKernel));
fuse(peepholeLSTM, wholeOf(peepholeKernel));
fuse(gru, wholeOf(gruKernel));
fuse(resetAfterGRU, wholeOf(resetAfterKernel));
