/** Homework where it is written: its questions, and checking one's own functions in a notebook or on the page. */
export { type CheckOptions, check } from './check.js';
export { type Audience, BOOK, type Feedback, type FeedbackOptions, feedback } from './feedback.js';
export { HOMEWORKS } from './homework/index.js';
export * from './homework.js';
export type { Lang } from './words.js';
