import { expectInteger } from '../../check.js';
import { ValueError } from '../../errors.js';

export interface FrameOptions {
  /** A weight for each sample of a frame: `hann(256)`. */
  readonly window: readonly number[];
  /** Samples from one frame to the next. */
  readonly hop: number;
}

/** Throws unless a signal of N samples can be cut into frames like this. */
export function expectFrames({ window, hop }: FrameOptions, N: number): void {
  expectInteger('hop', hop, 1);
  if (window.length < 1 || window.length > N)
    throw new ValueError(
      'window',
      `1 to ${N} samples, as many as the signal has at most`,
      `${window.length}`,
    );
  const wrong = window.findIndex((weight) => !Number.isFinite(weight));
  if (wrong >= 0) throw new ValueError('window', 'finite numbers', `${window[wrong]} at [${wrong}]`);
}

/** How many frames, centred at 0, hop, 2 hop …, reach to the end of N samples. */
export const frameCount = (N: number, hop: number): number => 1 + Math.ceil((N - 1) / hop);

/** Which sample stands in each place of each frame of L samples; −1 before the signal and behind it. */
export const frameIndices = (frames: number, L: number, hop: number, N: number): number[] =>
  Array.from({ length: frames * L }, (_, at) => {
    const sample = Math.floor(at / L) * hop - Math.floor(L / 2) + (at % L);
    return sample < N ? Math.max(sample, -1) : -1;
  });
