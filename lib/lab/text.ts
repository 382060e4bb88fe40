const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that may stand anywhere in HTML or SVG, between tags as in an attribute. */
export const escapeHtml = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (sign) => entities[sign]);

/** A number as tables and labels show it, the same everywhere: whole as it is, others to four significant digits. */
export const formatNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(4)));

/** One cell of a table or one label: numbers formatted, nothing for a missing value, the rest as text. */
export const formatValue = (value: unknown): string =>
  typeof value === 'number'
    ? formatNumber(value)
    : value === null || value === undefined
      ? ''
      : String(value);

/** Room for a drawing's numbers: a tenth of a pixel is enough, and files stay small. */
export const pixel = (value: number): string => String(Math.round(value * 10) / 10);

/** The smallest and the largest of some numbers, however many (spreading a long array overflows the stack). */
export const extent = (values: readonly number[]): [number, number] =>
  values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
