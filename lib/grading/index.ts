/** Grading what others have written, in a sandbox: needs Node, Linux and bubblewrap. No part of the main entry point. */
export { type Audience, type Feedback, type FeedbackOptions, feedback, feedbackText } from './feedback.js';
export { HOMEWORKS } from './homework/index.js';
export * from './homework.js';
export { BUDGET, type Graded, type GradeOptions, gradeAll, type Note } from './judge/batch.js';
export { type Found, findSubmissions } from './judge/find.js';
export { SandboxMissing } from './judge/sandbox.js';
export type { Lang } from './words.js';
