import { expectInteger } from '../check.js';
import { ValueError } from '../errors.js';
import { expectNumbers } from './series.js';

/**
 * The forecast to beat: what was `period` steps earlier comes again. → one forecast for each step from `from` on.
 * Throws `ValueError` for a period that is no positive integer and for steps without a step one period earlier.
 */
export function seasonalNaive(series: ArrayLike<number>, period: number, from = period): number[] {
  expectNumbers('series', series);
  expectInteger('period', period, 1, series.length - 1);
  expectInteger('from', from, period, series.length - 1);
  return Array.from(series).slice(from - period, series.length - period);
}

/**
 * The classifier to beat: the label that is most frequent among the training examples with the same key (the last
 * letter of a name, say), or among all of them where the key is new. Without a key it is the majority class. Of equally
 * frequent labels it takes the one that came first. Throws `ValueError` without examples.
 */
export function mostFrequent<E extends { readonly label: L }, L>(
  train: readonly E[],
  key: (example: E) => unknown = () => '',
): (example: E) => L {
  if (train.length === 0) throw new ValueError('train', 'at least one example', 'none');
  const groups = new Map<unknown, L[]>();
  for (const example of train) {
    const labels = groups.get(key(example));
    if (labels) labels.push(example.label);
    else groups.set(key(example), [example.label]);
  }
  const overall = mode(train.map(({ label }) => label));
  const byKey = new Map([...groups].map(([value, labels]) => [value, mode(labels)]));
  return (example) => byKey.get(key(example)) ?? overall;
}

function mode<L>(labels: readonly L[]): L {
  const counts = new Map<L, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
