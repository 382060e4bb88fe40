/** Grading what others have written, in a sandbox. Needs Node, Linux and bubblewrap. */
export { BUDGET, type Graded, type GradeOptions, gradeAll, type Note } from './batch.js';
export { type Found, findSubmissions } from './find.js';
export { SandboxMissing } from './sandbox.js';
export { SubmissionError } from './submission.js';
