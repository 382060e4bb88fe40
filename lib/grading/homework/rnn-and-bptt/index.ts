// equations to re-read
import '../../../recurrent/bptt/state.js';
import '../../../recurrent/bptt/weights.js';
import { homework } from '../../homework.js';
import { q3, q4, q5, q6 } from './backward.js';
import { q7 } from './clipping.js';
import { q1, q2 } from './forward.js';

/** Homework 2: a recurrent network, backpropagation through time by hand, clipping. */
export const rnnAndBptt = homework({
  number: 2,
  name: 'rnn-and-bptt',
  title: { en: 'RNN and backpropagation through time', ru: 'RNN и обратное распространение во времени' },
  library: {},
  questions: [q1, q2, q3, q4, q5, q6, q7],
});
