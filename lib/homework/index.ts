/** What a student's notebook and page check themselves with. The plan with its hidden checks is in `grading`. */
export { CheckFailed, check, type Functions, runTest } from './check.js';
export type { Encoded, HomeworkTest } from './test.js';
