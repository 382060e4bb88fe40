import { translate } from '@docusaurus/Translate';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useNotebook, usePageState } from './context';
import { Icon } from './Icon';

/** What can be done with all cells of a chapter at once. */
export function ChapterBar({ cells, notebook: file }: { cells: string; notebook?: string }): ReactNode {
  const notebook = useNotebook();
  const { running, queue, lost, started } = usePageState();
  const href = useBaseUrl(`/notebooks/${file}.ipynb`);
  const label = translate({ id: 'unrolled.chapter.bar', message: 'The cells of this chapter' });
  return (
    <>
      <fieldset className="chapter-bar">
        <legend>{label}</legend>
        <button
          type="button"
          className="action"
          disabled={Boolean(running)}
          onClick={() => notebook.runAll()}
        >
          <Icon name="all" />
          {translate({ id: 'unrolled.chapter.all', message: 'Run all {cells} cells' }, { cells })}
        </button>
        <button type="button" className="action" disabled={!started} onClick={() => void notebook.restart()}>
          <Icon name="restart" />
          {translate({ id: 'unrolled.chapter.restart', message: 'Forget all variables' })}
        </button>
        {file && (
          <a className="action" href={href} download={`${file.slice(file.lastIndexOf('/') + 1)}.ipynb`}>
            <Icon name="download" />
            {translate({ id: 'unrolled.chapter.notebook', message: 'Jupyter notebook' })}
          </a>
        )}
      </fieldset>
      <div role="status">
        {lost && (
          <p className="lost">
            {translate({
              id: 'unrolled.chapter.lost',
              message:
                'The cell did not listen, so its worker was ended: all variables are gone. Run the cells above again.',
            })}
          </p>
        )}
      </div>
      {running && <RunningPill id={running} waiting={queue.length} />}
    </>
  );
}

/** Stays in sight while something runs, so that it can be stopped from anywhere. */
function RunningPill({ id, waiting }: { id: string; waiting: number }): ReactNode {
  const notebook = useNotebook();
  const n = useSyncExternalStore(notebook.subscribe, () => notebook.place(id));
  return (
    <div className="running-pill">
      <a href={`#cell-${id}`}>
        {waiting > 0
          ? translate(
              { id: 'unrolled.chapter.runningMore', message: 'Cell {n} runs, {waiting} wait' },
              { n, waiting },
            )
          : translate({ id: 'unrolled.chapter.running', message: 'Cell {n} runs' }, { n })}
      </a>
      <button type="button" className="action primary" onClick={() => notebook.stop()}>
        <Icon name="stop" />
        {translate({ id: 'unrolled.cell.stop', message: 'Stop' })}
      </button>
    </div>
  );
}
