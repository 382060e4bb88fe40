import { translate } from '@docusaurus/Translate';
import { type ReactNode, useId } from 'react';
import { isRight, readNumber } from './numbers';

interface Props {
  readonly typed: string;
  readonly done: boolean;
  readonly value: number;
  /** The largest difference that still counts as right. */
  readonly tolerance: number;
  onType(typed: string): void;
}

const shown = (value: number): string => String(Number(value.toPrecision(6)));

export function NumberField({ typed, done, value, tolerance, onType }: Props): ReactNode {
  const id = useId();
  const given = readNumber(typed);
  const right = isRight(given, value, tolerance);
  return (
    <div className="number-field">
      <label htmlFor={id}>{translate({ id: 'unrolled.question.number', message: 'Your number' })}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        aria-invalid={done && !right}
        onChange={(event) => onType(event.currentTarget.value)}
      />
      <span className="verdict" role="status" data-verdict={done ? (right ? 'right' : 'wrong') : undefined}>
        {done && verdict(given, right, shown(value))}
      </span>
    </div>
  );
}

function verdict(given: number, right: boolean, answer: string): string {
  if (Number.isNaN(given))
    return translate(
      { id: 'unrolled.question.nan', message: 'This is not a number; the answer is {answer}' },
      { answer },
    );
  return right
    ? translate({ id: 'unrolled.question.right', message: 'Right: {answer}' }, { answer })
    : translate({ id: 'unrolled.question.wrong', message: 'Not quite; the answer is {answer}' }, { answer });
}
