/** Blue, orange, green, … that the colour-blind tell apart as well (after Okabe and Ito), on light and on dark. */
export const palette = [
  '#0b84c6',
  '#e69f00',
  '#009e73',
  '#d55e00',
  '#cc79a7',
  '#56b4e9',
  '#8c7ae6',
  '#9a8f00',
];

/** Grey that can be read on white and on black: a saved output does not know what it will lie on. */
export const ink = '#808080';
export const faint = 'rgba(128,128,128,0.3)';

/** From the lowest value to the highest: one scale for quantities, one for what lies on both sides of zero. */
export const sequential = ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'];
export const diverging = ['#b2182b', '#f4a582', '#f7f7f7', '#92c5de', '#2166ac'];

/** Colours at equal distances, as Plotly writes a scale of its own. */
export const spread = (colours: readonly string[]): [number, string][] =>
  colours.map((colour, i) => [i / (colours.length - 1), colour]);
