import { type RefObject, useEffect, useState } from 'react';

export interface Room {
  /** Pixels that the figure has from left to right. */
  readonly width: number;
  /** Fingers rather than a mouse. */
  readonly coarse: boolean;
}

/** How much room an element has; follows the window. */
export function useRoom(element: RefObject<Element | null>): Room {
  const [width, setWidth] = useState(680);
  const [coarse, setCoarse] = useState(false);
  useEffect(() => {
    const pointer = matchMedia('(pointer: coarse)');
    const ask = () => setCoarse(pointer.matches);
    ask();
    pointer.addEventListener('change', ask);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    if (element.current) observer.observe(element.current);
    return () => {
      pointer.removeEventListener('change', ask);
      observer.disconnect();
    };
  }, [element]);
  return { width, coarse };
}
