import type { Shown } from '../kernel/messages';

const same = (a: Shown, b: Shown) =>
  a.kind === 'display' && b.kind === 'display' && a.id !== undefined && a.id === b.id;

/** What a cell shows after some more items: text grows at its end, displays with a known id are replaced in place. */
export function extend(outputs: readonly Shown[] = [], items: readonly Shown[]): readonly Shown[] {
  const out = [...outputs];
  for (const item of items) {
    const last = out.at(-1);
    const at = out.findIndex((other) => same(other, item));
    if (at >= 0) out[at] = item;
    else if (item.kind === 'stream' && last?.kind === 'stream')
      out[out.length - 1] = { kind: 'stream', text: last.text + item.text };
    else out.push(item);
  }
  return out;
}
