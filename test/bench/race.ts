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
  /** Runs, and gives the milliseconds. */
  once(): number | Promise<number>;
}

export interface RaceOptions {
  /** How often each runs … */
  readonly runs: number;
  /** … unless it has taken so many milliseconds before. */
  readonly budget?: number;
}

/** Milliseconds that a turn lasts at least, and the first, in which the engine compiles what runs often. */
const TURN = 30;
const WARM_UP = 400;

/**
 * What one run takes among others of its kind: whoever trains repeats the same step. What is short runs several times a
 * turn, and its first run, which finds the caches full of others' numbers, is not counted.
 */
async function turn({ once }: Contender, atLeast: number): Promise<{ time: number; spent: number }> {
  const first = await once();
  let spent = first;
  let runs = 0;
  for (; spent < atLeast; runs++) spent += await once();
  return { time: runs > 0 ? (spent - first) / runs : first, spent };
}

/**
 * The time of each contender. They take turns, so that whatever else the machine does falls on all of them.
 * The first turn of each warms up and is not counted, except for one that takes the whole budget.
 */
export async function race(
  contenders: readonly Contender[],
  { runs, budget = 3000 }: RaceOptions,
): Promise<Map<string, Time>> {
  const lanes = contenders.map((contender) => ({ contender, times: [] as number[], spent: 0 }));
  for (const lane of lanes) {
    const { time, spent } = await turn(lane.contender, WARM_UP);
    lane.spent = spent;
    if (spent >= budget) lane.times.push(time);
  }
  for (let run = 0; run < runs; run++)
    for (const lane of lanes) {
      if (lane.times.length > 0 && lane.spent >= budget) continue;
      const { time, spent } = await turn(lane.contender, TURN);
      lane.times.push(time);
      lane.spent += spent;
    }
  return new Map(
    lanes.map(({ contender, times }) => [
      contender.name,
      { median: median(times), fastest: Math.min(...times) },
    ]),
  );
}
