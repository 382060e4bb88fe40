import type { ReactNode } from 'react';
import { Box, Target, type Touch } from '../drawing';
import type { PictureProps } from '../index';
import { decimal, tuple } from '../numbers';
import { Calculation } from './Calculation';
import { Chain, Loop } from './Chain';
import type { Data } from './compute';
import { symbolOf, valueAt } from './explain';
import { layout, type Place, used, type View } from './layout';
import { ahead, colours, unused } from './look';
import { words } from './words';

/** What the still picture shows: the second step is the first that remembers anything. */
export const still: View = { step: 2, folded: false, narrow: false, coarse: false };

interface Props extends PictureProps<Data> {
  readonly view?: View;
  readonly touch?: Touch;
}

/** The network with its numbers, and below it the calculation of one step. */
export function Picture({ output: data, lang, view = still, touch }: Props): ReactNode {
  const T = data.steps.length;
  const plan = layout(T, view);
  const say = words[lang];
  const description = [
    say.about(view.step, T),
    ...data.steps.map(
      ({ x, state, output }, i) =>
        `t = ${i + 1}: x = ${tuple(x, lang)}, h = ${tuple(state, lang)}, y = ${tuple(output, lang)}.`,
    ),
  ].join(' ');
  const shared = { plan, data, view };
  return (
    <svg
      viewBox={`0 0 ${plan.width} ${plan.height}`}
      width={plan.width}
      height={plan.height}
      role={touch ? 'group' : 'img'}
      aria-label={touch ? `${say.title}. ${say.keys}` : undefined}
    >
      {!touch && <title>{say.title}</title>}
      <desc>{description}</desc>
      {view.folded ? <Loop {...shared} /> : <Chain {...shared} />}
      <Calculation
        plan={plan}
        view={view}
        name={say.f[data.settings.f]}
        heading={say.calculation(view.step)}
      />
      {plan.spots.map((spot) => {
        const value = valueAt(data, spot);
        const text = compact(value, lang);
        const label = `${symbolOf(spot.kind, spot.t).replace(/[_{}]/g, '')}, ${say.parts[spot.kind]} ${spot.i}: ${decimal(value, lang)}`;
        return (
          <g key={spot.key} opacity={visibility(spot, data, view)}>
            <Target id={spot.key} label={label} touch={touch}>
              <Box
                x={spot.x}
                y={spot.y}
                {...plan.cell}
                value={value}
                text={text}
                colour={colours[spot.kind]}
                chosen={touch?.chosen === spot.key}
                size={view.narrow ? 12.5 : 13.5}
              />
            </Target>
          </g>
        );
      })}
    </svg>
  );
}

/** No wider than a cell. */
const compact = (value: number, lang: 'en' | 'ru'): string =>
  decimal(value, lang, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);

/** What the step has not reached yet is faint, and so is what the task does not use. */
function visibility(place: Place, { settings, steps }: Data, { step }: View): number {
  if (place.kind === 'y' && !used(settings.task, place, steps.length)) return unused;
  return place.t > step ? ahead : 1;
}
