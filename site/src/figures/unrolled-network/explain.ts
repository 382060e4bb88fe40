import { decimal, inBrackets, type Lang, short, subscript } from '../numbers';
import type { Data } from './compute';
import { type Kind, type Place, used } from './layout';
import { words } from './words';

export interface Explanation {
  /** `h₂, unit 1` */
  readonly name: string;
  /** The number as the sum that it comes from; for what is given, the number alone. */
  readonly sum: string;
  readonly words: string;
}

/** The number at a place of the drawing. */
export function valueAt({ weights, steps }: Data, { kind, t, i }: Place): number {
  const at = i - 1;
  if (kind === 'bias') return weights.bh[at];
  if (kind === 'h') return t === 0 ? steps[0].before[at] : steps[t - 1].state[at];
  const part = { y: 'output', x: 'x', memory: 'memory', news: 'news', sum: 'sum', made: 'state' } as const;
  return steps[t - 1][part[kind]][at];
}

/** How a vector is written: `h_2`, `h_1W_h`. */
export function symbolOf(kind: Kind, t: number): string {
  const now = `_{${t}}`;
  switch (kind) {
    case 'memory':
      return `h_{${t - 1}}W_h`;
    case 'news':
      return `x${now}W_x`;
    case 'bias':
      return 'b_h';
    case 'sum':
      return `a${now}`;
    case 'made':
      return `h${now}`;
    default:
      return kind + now;
  }
}

/** The same in a line of text. */
const inText = (symbol: string): string =>
  symbol
    .replace(/_\{(\d+)\}/g, (_, n) => subscript(Number(n)))
    .replace(/W_h/, ' Wₕ')
    .replace(/W_x/, ' Wₓ')
    .replace(/b_h/, 'bₕ');

/** Where a number comes from, with the numbers that it was made of. */
export function explain(data: Data, place: Place, lang: Lang): Explanation {
  const { kind, t, i } = place;
  const { settings, weights, steps } = data;
  const say = words[lang];
  const number = (value: number) => decimal(value, lang, 3);
  const factor = (value: number) => inBrackets(number(value));
  const own = (weight: number) => inBrackets(short(weight, lang));
  const weighted = (values: readonly number[], matrix: readonly (readonly number[])[], bias?: number) => {
    const products = values.map(
      (value, row) => `${row ? factor(value) : number(value)} · ${own(matrix[row][i - 1])}`,
    );
    return [...products, ...(bias === undefined ? [] : [own(bias)])].join(' + ');
  };
  const value = number(valueAt(data, place));
  const name = `${inText(symbolOf(kind, t))}, ${say.parts[kind]} ${i}`;
  const told = (sum: string, text: string): Explanation => ({ name, sum, words: text });

  if (kind === 'h' && t === 0) return told(value, say.explain.first);
  const step = steps[t - 1];
  switch (kind) {
    case 'x': {
      if (used(settings.task, place, steps.length)) return told(value, say.explain.given);
      return told(`y${subscript(t - 1)} = ${value}`, say.explain.fed);
    }
    case 'memory':
      return told(`${weighted(step.before, weights.Wh)} = ${value}`, say.explain.memory);
    case 'news':
      return told(`${weighted(step.x, weights.Wx)} = ${value}`, say.explain.news);
    case 'bias':
      return told(value, say.explain.bias);
    case 'sum': {
      const [first, ...rest] = [step.memory, step.news, weights.bh].map((part) => part[i - 1]);
      return told(`${[number(first), ...rest.map(factor)].join(' + ')} = ${value}`, say.explain.sum);
    }
    case 'y': {
      const sum = `${weighted(step.state, weights.Wy, weights.by[i - 1])} = ${value}`;
      const unused = used(settings.task, place, steps.length) ? '' : ` ${say.explain.unused}`;
      return told(sum, say.explain.output + unused);
    }
    default:
      return told(`${say.f[settings.f]}(${number(step.sum[i - 1])}) = ${value}`, say.explain.state);
  }
}
