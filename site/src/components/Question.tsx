import { translate } from '@docusaurus/Translate';
import { createContext, type ReactNode, use, useId } from 'react';
import { NumberField } from './NumberField';
import { useStored } from './useStored';

interface Answered {
  /** Which options are chosen. */
  readonly chosen: readonly number[];
  /** What was typed for a number. */
  readonly typed: string;
  readonly done: boolean;
}

interface Asked extends Answered {
  readonly name: string;
  readonly many: boolean;
  choose(index: number, chosen: boolean): void;
}

const none: Answered = { chosen: [], typed: '', done: false };
const Context = createContext<Asked | undefined>(undefined);
/** True where a `Why` may speak: of a question once it is answered. */
const Explained = createContext(false);

interface Props {
  readonly name: string;
  readonly n: string;
  readonly many?: true;
  /** The number that answers it, computed when the site was built. */
  readonly value?: string;
  readonly tolerance?: string;
  readonly children: ReactNode;
}

export function Question({ name, n, many, value, tolerance, children }: Props): ReactNode {
  const [state, setState] = useStored<Answered>(name, none);
  const numeric = value !== undefined;
  const ready = numeric ? state.typed.trim() !== '' : state.chosen.length > 0;
  const choose = (index: number, chosen: boolean) => {
    const others = many ? state.chosen.filter((one) => one !== index) : [];
    setState({ ...state, chosen: chosen ? [...others, index] : others });
  };
  const submit = (event: { preventDefault(): void }) => {
    event.preventDefault();
    if (ready) setState({ ...state, done: true });
  };
  return (
    <form className="question" data-done={state.done || undefined} onSubmit={submit}>
      <fieldset>
        <legend>{translate({ id: 'unrolled.question', message: 'Question {n}' }, { n })}</legend>
        <Context value={{ ...state, name, many: Boolean(many), choose }}>
          <Explained value={state.done}>{children}</Explained>
        </Context>
        {numeric && (
          <NumberField
            typed={state.typed}
            done={state.done}
            value={Number(value)}
            tolerance={Number(tolerance ?? 0)}
            onType={(typed) => setState({ ...state, typed, done: false })}
          />
        )}
        <div className="question-bar">
          {state.done ? (
            <button type="button" className="action" onClick={() => setState(none)}>
              {translate({ id: 'unrolled.question.again', message: 'Try again' })}
            </button>
          ) : (
            <button type="submit" className="action primary" disabled={!ready}>
              {translate({ id: 'unrolled.question.answer', message: 'Answer' })}
            </button>
          )}
        </div>
      </fieldset>
    </form>
  );
}

export const QuestionText = ({ children }: { children: ReactNode }): ReactNode => (
  <div className="question-text">{children}</div>
);

const useQuestion = (): Asked => {
  const asked = use(Context);
  if (!asked) throw new Error('an <Option> stands in a <Question>');
  return asked;
};

interface OptionProps {
  readonly index: string;
  readonly correct?: true;
  readonly children: ReactNode;
}

const OptionId = createContext('');

export function Option({ index, correct, children }: OptionProps): ReactNode {
  const { name, many, chosen, done, choose } = useQuestion();
  const id = useId();
  const checked = chosen.includes(Number(index));
  return (
    <div
      className="option"
      data-verdict={done ? (correct ? 'right' : checked ? 'wrong' : 'other') : undefined}
    >
      <input
        id={id}
        type={many ? 'checkbox' : 'radio'}
        name={name}
        checked={checked}
        disabled={done}
        aria-describedby={done ? `${id}-why` : undefined}
        onChange={(event) => choose(Number(index), event.currentTarget.checked)}
      />
      <OptionId value={id}>{children}</OptionId>
    </div>
  );
}

export function OptionText({ children }: { children: ReactNode }): ReactNode {
  return <label htmlFor={use(OptionId)}>{children}</label>;
}

/** Why an answer is right or wrong; shown once there is an answer. */
export function Why({ children }: { children: ReactNode }): ReactNode {
  const option = use(OptionId);
  // present from the start, so that its formulas are in the page
  return (
    <div className="why" hidden={!use(Explained)} id={option ? `${option}-why` : undefined}>
      {children}
    </div>
  );
}

/** The code that computed a numeric answer; shown once the reader has answered. */
export function AnswerCode({ children }: { children: ReactNode }): ReactNode {
  return (
    <details className="fold" hidden={!use(Explained)}>
      <summary>{translate({ id: 'unrolled.question.code', message: 'How the book computes it' })}</summary>
      {children}
    </details>
  );
}
