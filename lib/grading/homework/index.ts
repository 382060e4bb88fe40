import type { Homework } from '../homework.js';

/** Every homework of the course, by number. */
export const HOMEWORKS: readonly Homework[] = [];
