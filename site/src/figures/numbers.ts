export type Lang = 'en' | 'ru';

const mark: Readonly<Record<Lang, string>> = { en: '.', ru: ',' };

const written = (text: string, lang: Lang): string => text.replace('.', mark[lang]).replace('-', '−');

/** A number with this many decimals, as the language writes it: `−0.50`, `−0,50`. Never a negative zero. */
export function decimal(value: number, lang: Lang, digits = 2): string {
  if (Math.abs(value) >= 1e6) return power(value, lang);
  const text = value.toFixed(digits);
  return written(Number(text) === 0 ? text.replace('-', '') : text, lang);
}

/** The same without zeros at the end: `−0.5`. */
export function short(value: number, lang: Lang, digits = 2): string {
  if (Math.abs(value) >= 1e6) return power(value, lang);
  const rounded = Number(value.toFixed(digits));
  return written(String(Object.is(rounded, -0) ? 0 : rounded), lang);
}

/** Large and small numbers by a power of ten: `3.1·10⁻⁵`; between 0.001 and 10 000 with two significant digits or all. */
export function power(value: number, lang: Lang): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 0.001 && size < 10_000)
    return written(String(Number(value.toPrecision(size < 100 ? 2 : 4))), lang);
  const [digits, exponent] = value.toExponential(1).split('e');
  return `${written(digits, lang)}·10${superscript(Number(exponent))}`;
}

/** `a + b · (−c)`: a factor or summand that is negative stands in parentheses. */
export const inBrackets = (text: string): string => (text.startsWith('−') ? `(${text})` : text);

const lowered = '₀₁₂₃₄₅₆₇₈₉';
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export const subscript = (n: number): string => String(n).replace(/\d/g, (digit) => lowered[Number(digit)]);

export const superscript = (n: number): string =>
  String(n)
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => raised[Number(digit)]);

/** `(0.46, −0.3)`; numbers with a decimal comma are kept apart by a semicolon. */
export const tuple = (values: readonly number[], lang: Lang, digits = 2): string =>
  `(${values.map((value) => decimal(value, lang, digits)).join(lang === 'ru' ? '; ' : ', ')})`;
