import { useEffect, useState } from 'react';

export interface Steps {
  readonly step: number;
  readonly playing: boolean;
  readonly go: (step: number) => void;
  readonly play: () => void;
  readonly pause: () => void;
}

/** The step after this one, for a player that stands still at the last and begins anew from there. */
export const clamp = (step: number, first: number, last: number): number =>
  Math.min(last, Math.max(first, step));

/** Steps from `first` to `last`, by hand or by themselves. Going by hand ends the playing. */
export function useSteps(first: number, last: number, start: number, milliseconds = 1400): Steps {
  const [chosen, setChosen] = useState(start);
  const [playing, setPlaying] = useState(false);
  const step = clamp(chosen, first, last);
  useEffect(() => {
    if (!playing) return;
    if (step === last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => setChosen(step + 1), milliseconds);
    return () => clearTimeout(timer);
  }, [playing, step, last, milliseconds]);
  return {
    step,
    playing,
    go: (to) => {
      setPlaying(false);
      // the steps may become more before this is shown
      setChosen(to);
    },
    play: () => {
      if (step === last) setChosen(first);
      setPlaying(true);
    },
    pause: () => setPlaying(false),
  };
}
