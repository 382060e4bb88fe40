import { homework } from '../../homework.js';
import { q5, q6, q7 } from './gru.js';
import { q1, q2, q3, q4 } from './lstm.js';

/** Homework 3: one step of an LSTM and of a GRU, forward and backward. */
export const lstmAndGRUCells = homework({
  number: 3,
  name: 'lstm-and-gru-cells',
  title: { en: 'LSTM and GRU cells', ru: 'Ячейки LSTM и GRU' },
  library: {},
  questions: [q1, q2, q3, q4, q5, q6, q7],
});
