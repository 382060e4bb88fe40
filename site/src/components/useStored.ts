import { useEffect, useState } from 'react';

/** A state that the reader finds again on coming back. The first rendering always has `initial`, as the server's had. */
export function useStored<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState(initial);
  const name = `unrolled/${key}`;
  useEffect(() => {
    try {
      const kept = localStorage.getItem(name);
      if (kept !== null) setValue(JSON.parse(kept) as T);
    } catch {
      // storage is refused or holds something else: begin anew
    }
  }, [name]);
  const store = (next: T) => {
    setValue(next);
    try {
      localStorage.setItem(name, JSON.stringify(next));
    } catch {
      // without storage the state lasts as long as the page
    }
  };
  return [value, store];
}
