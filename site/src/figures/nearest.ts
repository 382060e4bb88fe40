/** Something in a drawing that the reader can move to; x and y of its middle. */
export interface Spot {
  readonly key: string;
  readonly x: number;
  readonly y: number;
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Where an arrow key leads in a drawing: the nearest spot in that direction, one that lies straight ahead before one
 * that lies aside. Home and End lead to the first and the last. Undefined for other keys and at the border.
 */
export function nearest(spots: readonly Spot[], from: string, key: string): string | undefined {
  if (key === 'Home') return spots.at(0)?.key;
  if (key === 'End') return spots.at(-1)?.key;
  const direction = directions[key];
  const here = spots.find((spot) => spot.key === from);
  if (!direction || !here) return undefined;
  const [dx, dy] = direction;
  let best: { readonly key: string; readonly way: number } | undefined;
  for (const spot of spots) {
    const ahead = (spot.x - here.x) * dx + (spot.y - here.y) * dy;
    const aside = Math.abs((spot.x - here.x) * dy) + Math.abs((spot.y - here.y) * dx);
    if (ahead <= 1 || aside > 3 * ahead) continue;
    const way = ahead + 3 * aside;
    if (!best || way < best.way) best = { key: spot.key, way };
  }
  return best?.key;
}
