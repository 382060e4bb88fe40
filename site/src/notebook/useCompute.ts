import { useEffect, useRef, useState } from 'react';
import { useNotebook } from './context';

export interface Computed<I, O> {
  readonly input: I;
  readonly output: O;
}

export interface Computation<I, O> extends Computed<I, O> {
  /** A newer input is being computed. */
  readonly pending: boolean;
  readonly error?: string;
}

/**
 * What `compute` of site/src/figures/<name>/compute.ts makes of the input, in a worker beside the cells'. While it
 * computes, the last result stays; of inputs that come meanwhile only the newest is computed. `initial` was computed
 * when the site was built, so that a figure costs nothing until it is touched.
 */
export function useCompute<I, O>(name: string, input: I, initial: Computed<I, O>): Computation<I, O> {
  const notebook = useNotebook();
  const [result, setResult] = useState(initial);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wanted = JSON.stringify(input);
  const latest = useRef({ wanted, busy: false, mounted: true, made: JSON.stringify(initial.input) });
  latest.current.wanted = wanted;

  useEffect(() => {
    latest.current.mounted = true;
    return () => {
      latest.current.mounted = false;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another input is wanted
  useEffect(() => {
    const now = latest.current;
    if (now.busy || now.made === now.wanted) return;
    const work = async () => {
      now.busy = true;
      setBusy(true);
      while (now.mounted && now.made !== now.wanted) {
        const next = now.wanted;
        try {
          const output = await notebook.ask<O>({ type: 'compute', figure: name, input: JSON.parse(next) });
          if (output !== undefined && now.mounted) setResult({ input: JSON.parse(next) as I, output });
          setError(undefined);
        } catch (failed) {
          setError((failed as Error).message);
        }
        now.made = next;
      }
      now.busy = false;
      setBusy(false);
    };
    void work();
  }, [wanted]);

  return { ...result, pending: busy, error };
}
