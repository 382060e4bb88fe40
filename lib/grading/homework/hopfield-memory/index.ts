import { homework } from '../../homework.js';
import { q4, q5, q6, q7 } from './recall.js';
import { q1, q2, q3 } from './storing.js';

/** Homework 1: a Hopfield network stores patterns and finds them again. */
export const hopfieldMemory = homework({
  number: 1,
  name: 'hopfield-memory',
  title: { en: 'Hopfield memory', ru: 'Память Хопфилда' },
  library: {},
  questions: [q1, q2, q3, q4, q5, q6, q7],
});
