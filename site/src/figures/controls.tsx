import { type ReactNode, useId } from 'react';
import style from './controls.module.css';
import type { Lang } from './numbers';
import type { Steps } from './useSteps';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few. */
export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>): ReactNode {
  const name = useId();
  return (
    <fieldset className={style.choice}>
      <legend>{label}</legend>
      <div className={style.options}>
        {options.map((option) => (
          <label key={option.value} data-on={option.value === value || undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value as the reader sees and hears it. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step, text, onChange }: SliderProps): ReactNode {
  const id = useId();
  return (
    <div className={style.slider}>
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{text}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}

const words = {
  en: { previous: 'Previous', next: 'Next', play: 'Play', pause: 'Pause' },
  ru: { previous: 'Назад', next: 'Дальше', play: 'Пуск', pause: 'Пауза' },
};

interface PlayerProps {
  readonly steps: Steps;
  readonly first: number;
  readonly last: number;
  readonly lang: Lang;
  /** Where the figure stands: `step 2 of 5`. */
  readonly children: ReactNode;
}

/** Through the steps of a figure, one by one or by themselves. */
export function Player({ steps, first, last, lang, children }: PlayerProps): ReactNode {
  const { step, playing } = steps;
  const say = words[lang];
  return (
    <div className={style.player}>
      <button type="button" className="action" disabled={step === first} onClick={() => steps.go(step - 1)}>
        <span aria-hidden="true">←</span> {say.previous}
      </button>
      <button type="button" className="action" disabled={step === last} onClick={() => steps.go(step + 1)}>
        {say.next} <span aria-hidden="true">→</span>
      </button>
      <button type="button" className="action" onClick={playing ? steps.pause : steps.play}>
        <span aria-hidden="true">{playing ? '❚❚' : '▶'}</span> {playing ? say.pause : say.play}
      </button>
      <span className={style.where}>{children}</span>
    </div>
  );
}

interface FoldProps {
  readonly summary: string;
  readonly children: ReactNode;
}

/** What not every reader needs. */
export const Fold = ({ summary, children }: FoldProps): ReactNode => (
  <details className={style.fold}>
    <summary>{summary}</summary>
    {children}
  </details>
);

interface TableProps {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row is its name. */
  readonly rows: readonly (readonly string[])[];
}

/** The figure's numbers for those who would rather read them. */
export const Table = ({ caption, head, rows }: TableProps): ReactNode => (
  <div className={style.table}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...values]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
              <td key={i}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
