import { median } from './report';

/** Milliseconds. */
export interface Time {
  readonly median: number;
  /** What a machine that does much else still shows now and then. */
  readonly fastest: number;
}

/** One way of doing something, and how long it takes. */
export interface Contender {
  readonly name: string;
  /** Milliseconds of one run. */
  once(): number | Promise<number>;
}

export interface RaceOptions {
  /** How often each runs … */
  readonly runs: number;
  /** … unless it has taken so many milliseconds before. */
  readonly budget?: number;
}

/**
 * The time of each contender. They take turns, so that whatever else the machine does falls on all of them.
 * The first run of each warms up and is not counted, except for one that takes the whole budget.
 */
export async function race(
  contenders: readonly Contender[],
  { runs, budget = 3000 }: RaceOptions,
): Promise<Map<string, Time>> {
  const lanes = contenders.map((contender) => ({ contender, times: [] as number[], spent: 0 }));
  for (const lane of lanes) {
    lane.spent = await lane.contender.once();
    if (lane.spent >= budget) lane.times.push(lane.spent);
  }
  for (let run = 0; run < runs; run++)
    for (const lane of lanes) {
      if (lane.times.length > 0 && lane.spent >= budget) continue;
      const time = await lane.contender.once();
      lane.times.push(time);
      lane.spent += time;
    }
  return new Map(
    lanes.map(({ contender, times }) => [
      contender.name,
      { median: median(times), fastest: Math.min(...times) },
    ]),
  );
}
