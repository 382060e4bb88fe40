/** The ways in which the library goes over a sequence. */
export const ways = [
  { name: 'readable cell', fused: false },
  { name: 'fused kernel', fused: true },
] as const;
