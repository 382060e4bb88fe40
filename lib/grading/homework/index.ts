import { homeworks } from '../homework.js';
import { attention } from './attention/index.js';
import { decoding } from './decoding/index.js';
import { hopfieldMemory } from './hopfield-memory/index.js';
import { lstmAndGRUCells } from './lstm-and-gru-cells/index.js';
import { rnnAndBptt } from './rnn-and-bptt/index.js';

/** Every homework of the course, by number. */
export const HOMEWORKS = homeworks([hopfieldMemory, rnnAndBptt, lstmAndGRUCells, attention, decoding]);
