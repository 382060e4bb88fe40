import { PythonMissing } from './python.js';

/** The command cannot be carried out as it was given. */
export class Refused extends Error {}

/** Whether the command or the machine is what is wrong: then the message says all, and a stack nothing. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Refused ||
  error instanceof PythonMissing ||
  (error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS'));
