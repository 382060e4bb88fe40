import type { NumericArray } from '../equations/array.js';

/** An array of numbers in 64-bit with its shape: what a tensor is on its way between judge and runner. */
export class Numbers implements NumericArray {
  constructor(
    readonly shape: readonly number[],
    readonly data: Float64Array,
  ) {}
}

/** Something that cannot travel; `what` names it: 'undefined', 'a function'. */
export class Foreign {
  constructor(readonly what: string) {}
}

/** All that judge and runner tell each other. Objects are maps, so that no key can mean anything to JavaScript. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Numbers
  | Foreign
  | readonly Value[]
  | ReadonlyMap<string, Value>;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isRecord = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
