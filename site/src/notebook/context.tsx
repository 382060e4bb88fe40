import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { Notebook, type PageState } from './notebook';

const Context = createContext<Notebook | undefined>(undefined);

/** Gives the page its notebook: one namespace, which ends when the reader leaves the page. */
export function NotebookProvider({ children }: { children?: ReactNode }): ReactNode {
  const [notebook] = useState(() => new Notebook());
  useEffect(() => () => notebook.close(), [notebook]);
  return <Context value={notebook}>{children}</Context>;
}

export function useNotebook(): Notebook {
  const notebook = useContext(Context);
  if (!notebook) throw new Error('cells, checks and figures stand in a page of the book');
  return notebook;
}

export function usePageState(): PageState {
  const notebook = useNotebook();
  return useSyncExternalStore(notebook.subscribe, notebook.pageState, notebook.pageState);
}
