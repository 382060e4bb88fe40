/** Reads what people write: 1 024, 0,5, 1e-3, −2. */
export const readNumber = (text: string): number => {
  const plain = text.replace(/\s/g, '').replace('−', '-').replace(',', '.');
  return plain === '' ? Number.NaN : Number(plain);
};

/** Right within the tolerance, or within rounding where none is given. */
export const isRight = (given: number, value: number, tolerance: number): boolean =>
  Math.abs(given - value) <= Math.max(tolerance, 1e-9 * Math.abs(value));
