import { translate } from '@docusaurus/Translate';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { type MouseEvent, type ReactNode, useState, useSyncExternalStore } from 'react';
import { useNotebook, usePageState } from './context';
import { download } from './download';
import { Icon } from './Icon';

/** What can be done with all cells of a chapter at once. */
export function ChapterBar({ cells, notebook: file }: { cells: string; notebook?: string }): ReactNode {
  const notebook = useNotebook();
  const { running, queue, lost, started, halted } = usePageState();
  const label = translate({ id: 'unrolled.chapter.bar', message: 'The cells of this chapter' });
  return (
    <>
      <fieldset className="chapter-bar">
        <legend>{label}</legend>
        <button
          type="button"
          className="action"
          // `disabled` would take the focus from it
          aria-disabled={Boolean(running)}
          onClick={() => running || notebook.runAll()}
        >
          <Icon name="all" />
          {translate({ id: 'unrolled.chapter.all', message: 'Run all {cells} cells' }, { cells })}
        </button>
        <button
          type="button"
          className="action"
          aria-disabled={!started}
          onClick={() => started && void notebook.restart()}
        >
          <Icon name="restart" />
          {translate({ id: 'unrolled.chapter.restart', message: 'Forget all variables' })}
        </button>
        {file && <NotebookLink file={file} />}
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
        {halted && <HaltedPill id={halted} />}
      </div>
      {running && <RunningPill id={running} waiting={queue.length} />}
    </>
  );
}

/** The notebook's file; with the reader's code in it, once there is some. */
function NotebookLink({ file }: { file: string }): ReactNode {
  const notebook = useNotebook();
  const edited = useSyncExternalStore(notebook.subscribe, notebook.isEdited, () => false);
  const [missing, setMissing] = useState(false);
  const href = useBaseUrl(`/notebooks/${file}.ipynb`);
  const name = `${file.slice(file.lastIndexOf('/') + 1)}.ipynb`;
  const save = (event: MouseEvent) => {
    if (!edited) return;
    event.preventDefault();
    download(href, name, notebook.edited()).then(
      () => setMissing(false),
      () => setMissing(true),
    );
  };
  return (
    <>
      <a className="action" href={href} download={name} onClick={save}>
        <Icon name="download" />
        {edited
          ? translate({ id: 'unrolled.chapter.notebookMine', message: 'Jupyter notebook with my code' })
          : translate({ id: 'unrolled.chapter.notebook', message: 'Jupyter notebook' })}
      </a>
      {missing && (
        <span className="cell-status" role="alert">
          {translate({
            id: 'unrolled.chapter.notebookMissing',
            message: 'The notebook could not be loaded.',
          })}
        </span>
      )}
    </>
  );
}

/** Says from anywhere at which cell the others were given up. */
function HaltedPill({ id }: { id: string }): ReactNode {
  const notebook = useNotebook();
  return (
    <div className="running-pill">
      <a href={`#cell-${id}`} onClick={notebook.seen}>
        {translate(
          { id: 'unrolled.chapter.halted', message: 'Stopped at cell {n}' },
          { n: notebook.place(id) },
        )}
      </a>
    </div>
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
