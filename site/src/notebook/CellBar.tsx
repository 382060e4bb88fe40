import { translate } from '@docusaurus/Translate';
import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { CopyButton } from './CopyButton';
import { useNotebook } from './context';
import { Icon } from './Icon';
import type { Status } from './notebook';
import type { OpenCell } from './useCell';

interface Props {
  readonly id: string;
  readonly n: number;
  readonly cell: OpenCell;
  readonly phase: Status | 'queued';
  readonly slow?: true;
  readonly runButton: RefObject<HTMLButtonElement | null>;
}

/** What can be done with a cell, and how it fares. */
export function CellBar({ id, n, cell, phase, slow, runButton }: Props): ReactNode {
  const notebook = useNotebook();
  const busy = phase === 'running' || phase === 'queued';
  const { draft } = cell;
  const own = draft.own !== undefined;
  return (
    <div className="cell-bar">
      {busy ? (
        <button ref={runButton} type="button" className="action primary" onClick={() => notebook.stop()}>
          <Icon name="stop" />
          {translate({ id: 'unrolled.cell.stop', message: 'Stop' })}
        </button>
      ) : (
        <button
          ref={runButton}
          type="button"
          className="action primary"
          title={translate({
            id: 'unrolled.cell.run.title',
            message: 'Run this cell (Shift+Enter in the code)',
          })}
          onPointerEnter={() => notebook.prepare()}
          onClick={() => notebook.run(id)}
        >
          <Icon name="run" />
          {translate({ id: 'unrolled.cell.run', message: 'Run' })}
        </button>
      )}
      {n > 1 && !busy && (
        <button
          type="button"
          className="action"
          onClick={() => {
            notebook.runThrough(id);
            // this button goes, the focus stays in the bar
            runButton.current?.focus();
          }}
        >
          <Icon name="above" />
          {translate({ id: 'unrolled.cell.above', message: 'Run all to here' })}
        </button>
      )}
      <span className="cell-status" role="status">
        <StatusText phase={phase} cell={cell} slow={slow} />
      </span>
      {/* one button, which keeps the focus when its meaning changes */}
      {(own || draft.before !== undefined) && (
        <button type="button" className="action" onClick={own ? cell.restore : cell.undoRestore}>
          <Icon name="undo" />
          {own
            ? translate({ id: 'unrolled.cell.restore', message: 'Restore the original' })
            : translate({ id: 'unrolled.cell.mine', message: 'Back to my version' })}
        </button>
      )}
      <CopyButton text={() => cell.code} />
    </div>
  );
}

function StatusText({ phase, cell, slow }: Pick<Props, 'phase' | 'cell' | 'slow'>): ReactNode {
  const { line, milliseconds = 0, count } = cell.state;
  switch (phase) {
    case 'queued':
      return translate({ id: 'unrolled.cell.queued', message: 'waiting' });
    case 'running':
      return <Running />;
    case 'done':
      return `[${count}] ${seconds(milliseconds)}`;
    case 'stopped':
      return count === undefined
        ? translate({ id: 'unrolled.cell.lost', message: 'stopped; all variables of the page are gone' })
        : translate({ id: 'unrolled.cell.stopped', message: 'stopped' });
    case 'failed':
      return line === undefined
        ? translate({ id: 'unrolled.cell.failed', message: 'error' })
        : translate({ id: 'unrolled.cell.failedAt', message: 'error in line {line}' }, { line });
    default:
      return slow ? translate({ id: 'unrolled.cell.slow', message: 'takes a while' }) : null;
  }
}

/** Counts the seconds, from the first one on. */
function Running(): ReactNode {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsed((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      {translate({ id: 'unrolled.cell.running', message: 'running' })}
      {elapsed > 0 && <span aria-hidden="true"> {seconds(elapsed * 1000)}</span>}
    </>
  );
}

function seconds(milliseconds: number): string {
  const value = milliseconds < 1000 ? Math.round(milliseconds) : (milliseconds / 1000).toFixed(1);
  return milliseconds < 1000
    ? translate({ id: 'unrolled.milliseconds', message: '{value} ms' }, { value })
    : translate({ id: 'unrolled.seconds', message: '{value} s' }, { value });
}
