/** A number as programs print it; a sign counts only where nothing stands before it that it could belong to. */
const NUMBER = /(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?|\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** Below this a printed number is rounding noise of 64-bit arithmetic, which nobody can reproduce. */
const NOISE = 1e-12;

interface Parsed {
  readonly words: string[];
  readonly numbers: number[];
}

/** White space is layout, which moves with the digits of a number. */
function parse(text: string): Parsed {
  const numbers = [...text.matchAll(NUMBER)].map(([number]) => Number(number));
  const words = text.split(NUMBER).map((between) => between.replace(/\s+/g, ' ').trim());
  return { words, numbers };
}

/** At most half a unit of the last digit that counts apart. */
function sameNumber(a: number, b: number, digits: number): boolean {
  const larger = Math.max(Math.abs(a), Math.abs(b));
  if (larger <= NOISE) return true;
  const unit = 10 ** (Math.floor(Math.log10(larger)) - digits + 1);
  return Math.abs(a - b) <= unit * 0.500001;
}

/**
 * Where two printed texts differ, or undefined. Numbers are the same when they agree to so many significant digits;
 * everything else must be equal but for white space.
 */
export function firstDifference(a: string, b: string, digits = 3): string | undefined {
  const [one, other] = [parse(a), parse(b)];
  for (let i = 0; i < Math.max(one.words.length, other.words.length); i++) {
    if (one.words[i] !== other.words[i]) return `"${one.words[i] ?? ''}" and "${other.words[i] ?? ''}"`;
    const [x, y] = [one.numbers[i], other.numbers[i]];
    if (x !== undefined && y !== undefined && !sameNumber(x, y, digits)) return `${x} and ${y}`;
  }
  return undefined;
}

/** Whether two printed texts say the same; see `firstDifference`. */
export const sameText = (a: string, b: string, digits = 3): boolean =>
  firstDifference(a, b, digits) === undefined;
