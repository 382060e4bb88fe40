import { input, output, soft, state } from '../drawing';
import type { Kind } from './layout';

export const colours: Readonly<Record<Kind, string>> = {
  x: input,
  h: state,
  y: output,
  memory: state,
  news: input,
  bias: soft,
  sum: soft,
  made: state,
};

/** How visible is what the step has not reached yet, and what the task makes no use of. */
export const ahead = 0.5;
export const unused = 0.18;
