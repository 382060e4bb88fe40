import type TypeScript from '@tslab/typescript-for-tslab';

type Timers = Pick<TypeScript.WatchHost, 'setTimeout' | 'clearTimeout'>;

/**
 * A compiler that watches has two timers: one to update the program, which tslab fires itself whenever a cell comes, and
 * one to look for modules again after files came or went. tslab knows of one at a time and takes the second for a mistake
 * of its own, in this cell and in all that follow. So the second gets a clock of its own.
 */
export function tellTimersApart<H extends Timers>(host: H): H {
  const { setTimeout: schedule, clearTimeout: cancel } = host;
  const own = new Set<unknown>();
  host.setTimeout = (callback, ms, ...args) => {
    if (callback.name !== 'invalidateResolutionsOfFailedLookup') return schedule?.(callback, ms, ...args);
    const timer = setTimeout(() => {
      own.delete(timer);
      callback();
    }, ms);
    own.add(timer);
    return timer.unref();
  };
  host.clearTimeout = (timer) => {
    if (own.delete(timer)) clearTimeout(timer as NodeJS.Timeout);
    else cancel?.(timer);
  };
  return host;
}
