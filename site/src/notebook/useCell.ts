import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useNotebook } from './context';
import { type Draft, readDraft, writeDraft } from './drafts';
import { type CellState, untouched } from './notebook';

export interface Book {
  readonly page: string;
  readonly id: string;
  readonly source: string;
}

export interface OpenCell {
  readonly state: CellState;
  readonly code: string;
  readonly draft: Draft;
  edit(code: string): void;
  /** Takes the book's text back; what the reader had can be taken back as well. */
  restore(): void;
  undoRestore(): void;
}

/** A cell of the page's notebook with the reader's own text of it. */
export function useCell({ page, id, source }: Book): OpenCell {
  const notebook = useNotebook();
  const [draft, setDraft] = useState<Draft>({});
  const code = draft.own ?? source;
  const current = useRef(code);
  current.current = code;

  const state = useSyncExternalStore(
    notebook.subscribe,
    () => notebook.cellState(id),
    () => untouched,
  );

  useEffect(() => {
    notebook.enter(id, source, () => current.current);
    setDraft(readDraft(page, id));
  }, [notebook, page, id, source]);

  const edited = code !== source;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the notebook asks the cell itself
  useEffect(() => notebook.changed(), [notebook, edited]);

  const keep = useCallback(
    (next: Draft) => {
      setDraft(next);
      writeDraft(page, id, next);
    },
    [page, id],
  );
  return {
    state,
    code,
    draft,
    edit: (text) =>
      keep({ own: text === source ? undefined : text, before: text === source ? draft.before : undefined }),
    restore: () => keep({ before: draft.own }),
    undoRestore: () => keep({ own: draft.before }),
  };
}
