/** One index of a symbol: `t-1` in `h_{t-1}`, each of `t` and `s` in `\alpha_{ts}`. */
export interface Index {
  readonly text: string;
  /** Whether a comma stands before it: `\rho_{t,k}` is not `\rho_{tk}`. */
  readonly comma: boolean;
  /** What stands before the arithmetic: `y_{<t}` is not `y_t`. */
  readonly sign?: '<';
  /** constant + Σ factor · letter, if it can be read as arithmetic; a word or a sign can not. */
  readonly linear?: Linear;
}

export interface Linear {
  readonly constant: number;
  readonly letters: ReadonlyMap<string, number>;
}

/** A superscript that belongs to the name: `^{(l)}`, `^*`. */
export interface Label {
  readonly text: string;
  readonly indices: readonly Index[];
}

/** A symbol as written, in one spelling: `\hat y_{t}` and `\hat{y}_t` have the same key. */
export interface WrittenSymbol {
  readonly key: string;
  /** The key with a hole for every index: what `h_t` and `h_{t-1}` share. */
  readonly skeleton: string;
  readonly indices: readonly Index[];
  readonly primes: number;
  /** The key without primes: f of f′. */
  readonly unprimed: string;
}

const join = (indices: readonly Index[], text: (index: Index) => string): string =>
  indices.map((index) => (index.comma ? ',' : '') + text(index)).join('');

const hole = ({ sign }: Index) => `${sign ?? ''}□`;
const whole = (index: Index) => index.text;

/** A symbol from its parts. */
export function makeSymbol(
  base: string,
  sub: readonly Index[] = [],
  primes = 0,
  label?: Label,
): WrittenSymbol {
  const write = (ticks: number, text: (index: Index) => string) => {
    const subscript = sub.length ? `_{${join(sub, text)}}` : '';
    const inside = label && (label.indices.length ? `(${join(label.indices, text)})` : label.text);
    return base + "'".repeat(ticks) + subscript + (inside ? `^{${inside}}` : '');
  };
  return {
    key: write(primes, whole),
    skeleton: write(primes, hole),
    indices: [...sub, ...(label?.indices ?? [])],
    primes,
    unprimed: write(0, whole),
  };
}

/** `\frac{\partial a}{\partial b}` is one symbol with the indices of both. */
export function partialSymbol(of: WrittenSymbol, by: WrittenSymbol): WrittenSymbol {
  const write = (part: 'key' | 'skeleton') => `\\frac{\\partial ${of[part]}}{\\partial ${by[part]}}`;
  const key = write('key');
  return {
    key,
    skeleton: write('skeleton'),
    indices: [...of.indices, ...by.indices],
    primes: 0,
    unprimed: key,
  };
}

/** Words are written upright, `\mathrm{diag}`, `\text{diag}`, `\operatorname{diag}`, `\tanh`: one spelling for all. */
export const word = (text: string): string => `\\mathrm{${text}}`;
