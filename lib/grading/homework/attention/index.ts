import { homework } from '../../homework.js';
import { q5, q6 } from './heads.js';
import { q1, q2 } from './scores.js';
import { q3, q4, q7 } from './weights.js';

/** Homework 4: four scores, masks, attention of queries, several heads, and one way back. */
export const attention = homework({
  number: 4,
  name: 'attention',
  title: { en: 'Attention', ru: 'Внимание' },
  library: {},
  questions: [q1, q2, q3, q4, q5, q6, q7],
});
