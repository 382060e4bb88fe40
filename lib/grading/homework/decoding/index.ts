// equations to re-read
import '../../../decoding/beam.js';
import '../../../decoding/greedy.js';
import { homework } from '../../homework.js';
import { q1, q2, q3, q4 } from './filters.js';
import { q5, q6, q7 } from './search.js';

/** Homework 5: temperature, top-k, top-p, drawing tokens, greedy decoding, beam search. */
export const decoding = homework({
  number: 5,
  name: 'decoding',
  title: { en: 'Decoding', ru: 'Декодирование' },
  library: {},
  questions: [q1, q2, q3, q4, q5, q6, q7],
});
