import type { CSSProperties, ReactNode } from 'react';

const steps = [1, 2, 3, 4, 5];
const left = (t: number) => 150 + (t - 1) * 104;

/** The picture on the cover: a network with a loop, and the same network unrolled in time, a step at a time. */
export function Chain(): ReactNode {
  return (
    <svg className="chain" viewBox="0 0 620 260" role="presentation" aria-hidden="true">
      <defs>
        <marker
          id="tip"
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 0.8 7 4 0 7.2Z" fill="context-stroke" />
        </marker>
      </defs>
      <g className="folded">
        <path className="edge state" d="M46 111C22 62 94 62 71 109" markerEnd="url(#tip)" />
        <path className="edge input" d="M58 216V154" markerEnd="url(#tip)" />
        <circle className="node state" cx="58" cy="130" r="21" />
        <circle className="node input" cx="58" cy="228" r="11" />
        <text x="104" y="136">
          =
        </text>
      </g>
      {steps.map((t) => (
        <g key={t} style={{ '--t': t } as CSSProperties}>
          <path className="edge input step" d={`M${left(t)} 214V154`} markerEnd="url(#tip)" />
          <path className="edge output step" d={`M${left(t)} 109V52`} markerEnd="url(#tip)" />
          {t < 5 && (
            <path
              className="edge state step"
              d={`M${left(t) + 21} 130H${left(t + 1) - 24}`}
              markerEnd="url(#tip)"
            />
          )}
          <circle className="node state step" cx={left(t)} cy="130" r="21" />
          <circle className="node input step" cx={left(t)} cy="228" r="11" />
          <circle className="node output step" cx={left(t)} cy="36" r="11" />
        </g>
      ))}
    </svg>
  );
}
