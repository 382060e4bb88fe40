import { type RefObject, useEffect, useState } from 'react';

const idle = (action: () => void): (() => void) => {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(action, 200);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(action, { timeout: 2000 });
  return () => cancelIdleCallback(request);
};

/** True once the element came near the reader's eyes and the browser had nothing better to do. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !element.current) return;
    let cancel = () => {};
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        cancel = idle(() => setNear(true));
      },
      { rootMargin: '300px' },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      cancel();
    };
  }, [element, near]);
  return near;
}
