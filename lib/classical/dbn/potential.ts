/** A function of several discrete variables, by name; the last one changes fastest. */
export interface Potential {
  readonly axes: readonly string[];
  readonly sizes: readonly number[];
  readonly values: readonly number[];
}

const count = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** How far apart in `values` two neighbours along each of these axes are; 0 along an axis that it does not have. */
function strides({ axes, sizes }: Potential, along: readonly string[]): number[] {
  return along.map((axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? 0 : count(sizes.slice(at + 1));
  });
}

/** f · g, a function of what any of the two is a function of: the axes of f, then the others of g. */
export function product(f: Potential, g: Potential): Potential {
  const more = g.axes.filter((axis) => !f.axes.includes(axis));
  const axes = [...f.axes, ...more];
  const sizes = [...f.sizes, ...more.map((axis) => g.sizes[g.axes.indexOf(axis)])];
  const [inF, inG] = [strides(f, axes), strides(g, axes)];
  const values = Array.from({ length: count(sizes) }, (_, i) => {
    let [rest, atF, atG] = [i, 0, 0];
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const value = rest % sizes[axis];
      rest = (rest - value) / sizes[axis];
      atF += value * inF[axis];
      atG += value * inG[axis];
    }
    return f.values[atF] * g.values[atG];
  });
  return { axes, sizes, values };
}

/** Σ over one of its variables. */
export function sumOut(f: Potential, axis: string): Potential {
  const at = f.axes.indexOf(axis);
  const [size, inner] = [f.sizes[at], count(f.sizes.slice(at + 1))];
  const without = <T>(list: readonly T[]): T[] => list.filter((_, i) => i !== at);
  const values = Array<number>(f.values.length / size).fill(0);
  f.values.forEach((value, i) => {
    values[Math.floor(i / (inner * size)) * inner + (i % inner)] += value;
  });
  return { axes: without(f.axes), sizes: without(f.sizes), values };
}
