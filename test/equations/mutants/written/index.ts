import type { equations } from 'unrolled';
import { attentionContext, attentionQKV, attentionWeights } from './attention.js';
import { gruCandidate, gruState } from './gru.js';
import { energy } from './hopfield.js';
import { convLSTM, lstmCell, lstmForget, lstmHidden, peepholeOutput } from './lstm.js';

export const written = [
  lstmForget,
  peepholeOutput,
  lstmCell,
  lstmHidden,
  convLSTM,
  gruCandidate,
  gruState,
  attentionWeights,
  attentionContext,
  attentionQKV,
  energy,
] as unknown as readonly equations.EquationSpec<never[], unknown>[];
