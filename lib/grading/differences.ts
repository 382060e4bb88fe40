import type { Case } from './cases.js';
import { compare } from './compare.js';
import type { Differences } from './homework.js';
import type { Student } from './student.js';
import { evaluate } from './transfer.js';
import { isList, isRecord, Numbers, type Value } from './value.js';

/** Half the distance of a central difference; balances truncation and rounding in 64-bit. */
const STEP = 1e-5;
/** What a difference quotient can be trusted to. */
const TRUST = 1e-6;
/** So many elements of each argument are moved at most, spread over it. */
const ELEMENTS = 24;

/** Which parts of a student's backward pass are the gradient of the same student's forward pass. */
export interface Agreement {
  readonly agree: readonly string[];
  readonly disagree: readonly string[];
}

/**
 * The student's backward pass against central differences of the student's own forward pass. It decides nothing: a pair
 * that agrees may be wrong together. It tells which of the two to mend. Undefined where forward gives no numbers.
 */
export async function checkDifferences(
  { args }: Case,
  backward: Value,
  differences: Differences,
  student: Student,
): Promise<Agreement | undefined> {
  const forwardArgs = evaluate(differences.arguments, args) as readonly Value[];
  const upstream = evaluate(differences.upstream, args);
  const agree: string[] = [];
  const disagree: string[] = [];
  for (const [name, path] of Object.entries(differences.by)) {
    const variable = at(forwardArgs, path.split('.'));
    const own = at(backward, name.split('.'));
    if (!(variable instanceof Numbers)) throw new TypeError(`no tensor ${path} among the arguments`);
    if (!(own instanceof Numbers) || String(own.shape) !== String(variable.shape)) {
      disagree.push(name);
      continue;
    }
    const elements = spread(variable.data.length);
    const calls = elements.flatMap((element) =>
      [STEP, -STEP].map((by) => moved(forwardArgs, path.split('.'), element, by) as readonly Value[]),
    );
    const answers = await student.call(differences.forward, calls);
    const slopes = elements.map((_, i) => {
      const [up, down] = [answers[2 * i], answers[2 * i + 1]];
      if (!up || !down || 'failure' in up || 'failure' in down) return Number.NaN;
      return slope(upstream, up.value, down.value) / (2 * STEP);
    });
    if (slopes.some((x) => !Number.isFinite(x))) return undefined;
    const expected = new Numbers([slopes.length], Float64Array.from(slopes));
    const received = new Numbers(
      [slopes.length],
      Float64Array.from(elements, (element) => own.data[element]!),
    );
    (compare(expected, received, TRUST) ? disagree : agree).push(name);
  }
  return { agree, disagree };
}

/** Σ upstream · (up − down), over everything that upstream holds; NaN where the results are of another structure. */
function slope(upstream: Value, up: Value, down: Value): number {
  if (typeof upstream === 'number') return upstream * (number(up) - number(down));
  if (upstream instanceof Numbers) {
    if (upstream.shape.length === 0) return upstream.data[0]! * (number(up) - number(down));
    if (!(up instanceof Numbers && down instanceof Numbers)) return Number.NaN;
    if (String(up.shape) !== String(upstream.shape) || String(down.shape) !== String(upstream.shape))
      return Number.NaN;
    return upstream.data.reduce((sum, weight, i) => sum + weight * (up.data[i]! - down.data[i]!), 0);
  }
  const parts: [string, Value][] = isList(upstream)
    ? upstream.map((item, i) => [String(i), item])
    : isRecord(upstream)
      ? [...upstream]
      : [];
  return parts.reduce((sum, [key, item]) => {
    const [a, b] = [at(up, [key]), at(down, [key])];
    return sum + (a === undefined || b === undefined ? Number.NaN : slope(item, a, b));
  }, 0);
}

const number = (value: Value): number => {
  if (value instanceof Numbers && value.data.length === 1) return value.data[0]!;
  return typeof value === 'number' ? value : Number.NaN;
};

/** Some elements of many, evenly spread. */
const spread = (length: number): number[] =>
  Array.from({ length: Math.min(length, ELEMENTS) }, (_, i) =>
    Math.floor((i * length) / Math.min(length, ELEMENTS)),
  );

function at(value: Value | undefined, [key, ...rest]: readonly string[]): Value | undefined {
  if (key === undefined || value === undefined) return value;
  if (isList(value)) return at(value[Number(key)], rest);
  return isRecord(value) ? at(value.get(key), rest) : undefined;
}

/** The same value with one element of one array moved. */
function moved(value: Value, [key, ...rest]: readonly string[], element: number, by: number): Value {
  if (key === undefined) {
    const { shape, data } = value as Numbers;
    return new Numbers(
      shape,
      data.map((x, i) => (i === element ? x + by : x)),
    );
  }
  if (isList(value))
    return value.map((item, i) => (String(i) === key ? moved(item, rest, element, by) : item));
  const entries = [...(value as ReadonlyMap<string, Value>)];
  return new Map(entries.map(([name, item]) => [name, name === key ? moved(item, rest, element, by) : item]));
}
