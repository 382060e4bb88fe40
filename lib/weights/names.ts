import { ValueError } from '../errors.js';

/** Throws `ValueError` that says which names are missing and which are too many. */
export function expectNames(argument: string, found: readonly string[], wanted: readonly string[]): void {
  const missing = wanted.filter((name) => !found.includes(name));
  const extra = found.filter((name) => !wanted.includes(name));
  const differences = [
    ...(missing.length > 0 ? [`nothing named ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`${extra.join(', ')} besides`] : []),
  ];
  if (differences.length > 0) throw new ValueError(argument, wanted.join(', '), differences.join(' and '));
}
