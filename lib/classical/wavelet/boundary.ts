import { ValueError } from '../../errors.js';

const modulo = (n: number, N: number): number => ((n % N) + N) % N;

/**
 * How a signal goes on outside of its N samples: which sample stands at n there, −1 for a zero. Named as in PyWavelets.
 */
const continuations = {
  /** … b a | a b c | c b … */
  symmetric: (n: number, N: number): number => {
    const place = modulo(n, 2 * N);
    return Math.min(place, 2 * N - 1 - place);
  },
  /** … c b | a b c | b a … */
  reflect: (n: number, N: number): number => {
    const period = Math.max(2 * N - 2, 1);
    const place = modulo(n, period);
    return Math.min(place, period - place);
  },
  /** … b c | a b c | a b … */
  periodic: modulo,
  /** … a a | a b c | c c … */
  constant: (n: number, N: number): number => Math.min(Math.max(n, 0), N - 1),
  /** … 0 0 | a b c | 0 0 … */
  zero: (n: number, N: number): number => (n < N ? Math.max(n, -1) : -1),
  /** Periodic, after an odd number of samples with the last one twice; gives no more numbers than there are samples. */
  periodization: (n: number, N: number): number => Math.min(modulo(n, N + (N % 2)), N - 1),
} as const;

export type BoundaryMode = keyof typeof continuations;

/** Which sample stands at n, −1 for a zero. Throws `ValueError` for a mode that is not known. */
export function continuation(mode: BoundaryMode): (n: number, N: number) => number {
  if (!Object.hasOwn(continuations, mode))
    throw new ValueError('mode', `one of ${Object.keys(continuations).join(', ')}`, String(mode));
  return continuations[mode];
}
