/** What a homework provides of `unrolled`; the bundle of each homework has its own (judge/bundle.ts). */
export const library: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {};
