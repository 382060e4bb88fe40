/** Blue-green above zero, violet below: told apart by every kind of colour vision, and no colour of the network's parts. */
export const positive = 'var(--positive, #12808a)';
export const negative = 'var(--negative, #8a4fa8)';

/** The fill of a cell that holds a number; `most` is the size at which the colour is full. */
export function shade(value: number, most = 1): { readonly fill: string; readonly fillOpacity: number } {
  const strength = Math.min(1, Math.abs(value) / most);
  return { fill: value < 0 ? negative : positive, fillOpacity: Math.round(strength * 62) / 100 };
}

/** For cells too small for a number: the colour must not be the only sign of the sign. */
export const signOf = (value: number, most = 1): string =>
  Math.abs(value) < most / 100 ? '' : value < 0 ? '−' : '+';
