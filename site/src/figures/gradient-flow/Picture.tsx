import type { ReactNode } from 'react';
import { faint, ink, Label, paper, rule, soft, state } from '../drawing';
import type { PictureProps } from '../index';
import { decimal, power, superscript } from '../numbers';
import { type Curve, curves, heatPaths, layout, looks, type Plan, pathOf, shades, ticks } from './chart';
import type { Data } from './compute';
import { verdict } from './verdict';
import { words } from './words';

interface Props extends PictureProps<Data> {
  readonly narrow?: boolean;
  /** Where the curves are read. */
  readonly lag?: number;
}

const formulas: Partial<Record<Curve, string>> = {
  norms: '‖∂h_T/∂h_{T−k}‖',
  powers: '‖W_h^k‖',
  rule: 'ρ^k',
};

/** The largest f′ anywhere: the full colour of the heat map. */
const steepest = (f: Data['settings']['f']): number => (f === 'sigmoid' ? 0.25 : 1);

/** Curves over the lag, and below them which units let a gradient through. */
export function Picture({ output: data, lang, narrow = false, lag }: Props): ReactNode {
  const { settings } = data;
  const plan = layout(data, narrow);
  const say = words[lang];
  const at = lag ?? settings.T;
  const description = [
    `${say.kinds[settings.weights]}, ${say.f[settings.f]}, ρ = ${decimal(settings.radius, lang)}, T = ${settings.T}.`,
    verdict(data, at, lang),
    ...ticks(0, settings.T).map((k) => `k = ${k}: ${power(data.norms[k], lang)}`),
  ].join(' ');
  return (
    <svg viewBox={`0 0 ${plan.width} ${plan.height}`} width={plan.width} height={plan.height} role="img">
      <title>{say.title}</title>
      <desc>{description}</desc>
      <clipPath id="gradient-flow-frame">
        <rect x={plan.left} y={plan.top} width={plan.right - plan.left} height={plan.bottom - plan.top} />
      </clipPath>
      <Axes plan={plan} T={settings.T} title={say.lag} />
      <g clipPath="url(#gradient-flow-frame)">
        {[...curves].reverse().map((curve) => (
          <path
            key={curve}
            d={pathOf(data[curve], plan)}
            fill="none"
            stroke={looks[curve].colour}
            strokeWidth={looks[curve].width}
            strokeDasharray={looks[curve].dash}
            strokeLinejoin="round"
          />
        ))}
      </g>
      {curves.map((curve, i) => {
        const [x, y] = narrow ? [4, 14 + 21 * i] : [60 + (i % 2) * 320, 14 + 22 * Math.floor(i / 2)];
        const { colour, width, dash } = looks[curve];
        return (
          <g key={curve}>
            <path d={`M${x} ${y}h34`} stroke={colour} strokeWidth={width} strokeDasharray={dash} />
            <Label x={x + 42} y={y} anchor="start" words size={13} colour={ink} formula={formulas[curve]}>
              {`${say.curves[curve]}${formulas[curve] ? ', ' : ''}`}
            </Label>
          </g>
        );
      })}
      {lag !== undefined && <Reading data={data} plan={plan} lag={lag} />}
      <Label x={narrow ? 4 : plan.left} y={plan.heat.top - 13} anchor="start" words size={narrow ? 11 : 13}>
        {say.slopes(settings.f === 'identity' ? 'f' : say.f[settings.f])}
      </Label>
      {heatPaths(data, steepest(settings.f), plan).map(
        (path, level) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: shades never change places
          path && <path key={level} d={path} fill={state} fillOpacity={(0.85 * level) / shades} />,
      )}
      <rect
        x={plan.left}
        y={plan.heat.top}
        width={plan.right - plan.left}
        height={plan.heat.row * data.slopes.length}
        fill="none"
        stroke={rule}
      />
      <Scale
        plan={plan}
        from={say.shut}
        to={say.open(decimal(steepest(settings.f), lang, settings.f === 'sigmoid' ? 2 : 0))}
        count={data.slopes.length}
      />
    </svg>
  );
}

function Axes({ plan, T, title }: { plan: Plan; T: number; title: string }): ReactNode {
  const { left, right, top, bottom, x, y } = plan;
  return (
    <>
      <rect x={left} y={top} width={right - left} height={bottom - top} fill={paper} stroke={rule} />
      {ticks(plan.from, plan.to).map((exponent) => (
        <g key={exponent}>
          {/* one is where a gradient neither grows nor shrinks */}
          <path
            d={`M${left} ${y(10 ** exponent)}H${right}`}
            stroke={exponent === 0 ? soft : faint}
            strokeWidth={exponent === 0 ? 1.2 : 1}
          />
          <Label x={left - 6} y={y(10 ** exponent)} anchor="end" words size={12}>
            {exponent === 0 ? '1' : `10${superscript(exponent)}`}
          </Label>
        </g>
      ))}
      {ticks(0, T).map((lag) => (
        <g key={lag}>
          <path d={`M${x(lag)} ${bottom}v5`} stroke={rule} />
          <Label x={x(lag)} y={bottom + 15} words size={12}>
            {String(lag)}
          </Label>
        </g>
      ))}
      <Label x={(left + right) / 2} y={bottom + 33} words size={12.5}>
        {title}
      </Label>
    </>
  );
}

/** A line through all curves at one lag, with a mark on each that is in the frame. */
const Reading = ({ data, plan, lag }: { data: Data; plan: Plan; lag: number }): ReactNode => (
  <>
    <path d={`M${plan.x(lag)} ${plan.top}V${plan.bottom}`} stroke={soft} strokeDasharray="3 3" />
    {curves
      .map((curve) => ({ curve, y: plan.y(data[curve][lag]) }))
      .filter(({ y }) => y >= plan.top && y <= plan.bottom)
      .map(({ curve, y }) => (
        <circle
          key={curve}
          cx={plan.x(lag)}
          cy={y}
          r="4.5"
          fill={looks[curve].colour}
          stroke={paper}
          strokeWidth="1.5"
        />
      ))}
  </>
);

/** What the shades mean. */
function Scale({
  plan,
  from,
  to,
  count,
}: {
  plan: Plan;
  from: string;
  to: string;
  count: number;
}): ReactNode {
  const y = plan.heat.top + plan.heat.row * count + 13;
  const right = plan.right;
  const width = 9;
  const left = right - 76 - width * (shades + 1);
  return (
    <>
      <Label x={left - 6} y={y} anchor="end" words size={12}>
        {from}
      </Label>
      {Array.from({ length: shades + 1 }, (_, level) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: shades never change places
          key={level}
          x={left + level * width}
          y={y - 5}
          width={width}
          height={10}
          fill={state}
          fillOpacity={(0.85 * level) / shades}
          stroke={faint}
        />
      ))}
      <Label x={left + width * (shades + 1) + 6} y={y} anchor="start" words size={12}>
        {to}
      </Label>
    </>
  );
}
