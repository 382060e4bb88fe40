import type { ReactNode } from 'react';
import { ink, paper, rule, sans } from '../drawing';
import { shade, signOf } from '../shading';
import type { Matrix } from './compute';

interface Props {
  readonly x: number;
  readonly y: number;
  /** A column is drawn lying, it needs less room so. */
  readonly value: Matrix;
  readonly most: number;
  readonly width: number;
  readonly height: number;
  /** The number, if there is only one. */
  readonly text: string;
  readonly size: number;
}

/** A number, or small coloured cells with the signs of a vector's or matrix's numbers. */
export function Glyph({ x, y, value, most, width, height, text, size }: Props): ReactNode {
  if (value.length === 1 && value[0].length === 1)
    return (
      <text x={x} y={y} dy="0.35em" textAnchor="middle" fontSize={size} fontFamily={sans} fill={ink}>
        {text}
      </text>
    );
  const rows = value[0].length === 1 ? [value.map(([v]) => v)] : value;
  const side = Math.min(18, Math.floor(Math.min(width / rows[0].length, height / rows.length)));
  const left = x - (side * rows[0].length) / 2;
  const top = y - (side * rows.length) / 2;
  return rows.flatMap((row, i) =>
    row.map((v, j) => {
      const cell = { x: left + j * side, y: top + i * side, width: side, height: side };
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells never change places
        <g key={`${i} ${j}`}>
          <rect {...cell} fill={paper} />
          <rect {...cell} {...shade(v, most)} stroke={rule} strokeWidth="0.7" />
          <text
            x={cell.x + side / 2}
            y={cell.y + side / 2}
            dy="0.35em"
            textAnchor="middle"
            fontSize={side * 0.75}
            fontFamily={sans}
            fill={ink}
          >
            {signOf(v, most)}
          </text>
        </g>
      );
    }),
  );
}
