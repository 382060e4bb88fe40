import type { Homework } from '../homework.js';
import { lstmAndGRUCells } from './lstm-and-gru-cells/index.js';
import { rnnAndBptt } from './rnn-and-bptt/index.js';

/** Every homework of the course, by number. */
export const HOMEWORKS: readonly Homework[] = [rnnAndBptt, lstmAndGRUCells];
