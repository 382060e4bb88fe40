/** What readers wrote into cells, kept on their device: nothing of theirs is lost when the page closes. */
const key = (page: string, cell: string) => `unrolled/${page}/${cell}`;

/** Some browsers refuse storage; the page works without. */
function tried<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

export interface Draft {
  /** The cell as the reader has it, if it is not the book's. */
  readonly own?: string;
  /** What the reader had before taking the book's text back. */
  readonly before?: string;
}

export function readDraft(page: string, cell: string): Draft {
  return tried(() => JSON.parse(localStorage.getItem(key(page, cell)) ?? '{}') as Draft) ?? {};
}

export function writeDraft(page: string, cell: string, draft: Draft): void {
  tried(() => {
    if (draft.own === undefined && draft.before === undefined) localStorage.removeItem(key(page, cell));
    else localStorage.setItem(key(page, cell), JSON.stringify(draft));
  });
}
