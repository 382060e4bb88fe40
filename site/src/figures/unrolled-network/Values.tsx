import type { ReactNode } from 'react';
import { type Lang, subscript } from '../numbers';
import type { Settings } from './compute';
import style from './values.module.css';
import { words } from './words';

interface Props {
  readonly settings: Settings;
  readonly lang: Lang;
  readonly onChange: (part: Partial<Settings>) => void;
}

const limit = 5;

/** The numbers that come from outside, to be changed. What is no number, or not between −5 and 5, changes nothing. */
export function Values({ settings, lang, onChange }: Props): ReactNode {
  const { inputs, first, task } = settings;
  const say = words[lang];
  const put = (row: readonly number[], at: number, value: number) =>
    row.map((old, i) => (i === at ? value : old));
  const field = (name: string, value: number, change: (value: number) => void, disabled = false) => (
    <input
      type="number"
      aria-label={name}
      min={-limit}
      max={limit}
      step={0.1}
      defaultValue={value}
      key={name}
      disabled={disabled}
      onChange={({ target: { valueAsNumber } }) => {
        if (Math.abs(valueAsNumber) <= limit) change(valueAsNumber);
      }}
    />
  );
  return (
    <div className={style.values}>
      <div>
        <span>h{subscript(0)}</span>
        {first.map((value, i) =>
          field(`h${subscript(0)}, ${say.parts.h} ${i + 1}`, value, (to) =>
            onChange({ first: put(first, i, to) }),
          ),
        )}
      </div>
      {inputs.map((x, t) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps never change places
        <div key={t}>
          <span>x{subscript(t + 1)}</span>
          {x.map((value, i) =>
            field(
              `x${subscript(t + 1)}, ${say.parts.x} ${i + 1}`,
              value,
              (to) => onChange({ inputs: inputs.map((row, at) => (at === t ? put(row, i, to) : row)) }),
              task === 'one-to-many' && t > 0,
            ),
          )}
        </div>
      ))}
    </div>
  );
}
