import { translate } from '@docusaurus/Translate';
import { type ReactNode, useId, useRef } from 'react';
import { CellBar } from './CellBar';
import { CellCode } from './CellCode';
import { useNotebook, usePageState } from './context';
import { Outputs, SavedOutputs } from './Outputs';
import { type Book, useCell } from './useCell';

export interface LiveCellProps extends Book {
  /** Which cell of the page it is. */
  readonly n: string;
  /** The book's code, highlighted: a still of the page. */
  readonly still: string;
  /** What it prints in the book: a still of the page. */
  readonly saved?: string;
  readonly slow?: true;
  /** The question of a homework that it checks. */
  readonly question?: string;
}

/** A cell that the reader can change and run. It shows what it printed in the book until it is run here. */
export function LiveCell({ n, still, saved, slow, question, ...book }: LiveCellProps): ReactNode {
  const notebook = useNotebook();
  const cell = useCell(book);
  const { running, queue } = usePageState();
  const runButton = useRef<HTMLButtonElement>(null);
  const help = useId();
  const { state, code } = cell;
  const phase = running === book.id ? 'running' : queue.includes(book.id) ? 'queued' : state.status;
  const name = translate({ id: 'unrolled.cell.name', message: 'Cell {n}' }, { n });
  const title =
    question && translate({ id: 'unrolled.cell.check', message: 'Check of question {n}' }, { n: question });
  return (
    <section
      className="cell"
      id={`cell-${book.id}`}
      data-cell={book.id}
      data-status={phase}
      aria-label={title ? `${name}. ${title}` : name}
      // who is in a cell will soon run it
      onFocusCapture={() => notebook.prepare()}
    >
      <span id={help} hidden>
        {translate({
          id: 'unrolled.cell.keys',
          message: 'Shift+Enter runs the cell, Escape leaves the editor.',
        })}
      </span>
      {title && <p className="cell-title">{title}</p>}
      <CellCode
        still={code === book.source ? still : undefined}
        code={code}
        errorLine={phase === 'failed' ? state.line : undefined}
        label={`${name}: ${translate({ id: 'unrolled.cell.code', message: 'code' })}`}
        help={help}
        onChange={cell.edit}
        onRun={() => notebook.run(book.id)}
        onLeave={() => runButton.current?.focus()}
      />
      <CellBar id={book.id} n={Number(n)} cell={cell} phase={phase} slow={slow} runButton={runButton} />
      {state.outputs ? (
        <Outputs outputs={state.outputs} old={state.old} />
      ) : (
        saved && <SavedOutputs still={saved} />
      )}
    </section>
  );
}
