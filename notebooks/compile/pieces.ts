import type { BlockContent, RootContent } from 'mdast';
import type { Cell } from '../../site/book';
import { html } from './markdown';

/** A notebook in the making: blocks of prose, some of which begin a cell of their own, and cells where they stand. */
export type Piece =
  | { readonly block: RootContent; readonly cut?: boolean }
  | { readonly cell: Cell; readonly hidden?: boolean; readonly points?: number };

export const prose = (...blocks: readonly RootContent[]): Piece[] => blocks.map((block) => ({ block }));

/** The blocks of pieces among which there can be no cell. */
export const blocksOf = (pieces: readonly Piece[]): BlockContent[] =>
  pieces.flatMap((piece) => ('block' in piece ? [piece.block as BlockContent] : []));

/**
 * Pieces that the reader opens. A code cell cannot stand inside of markdown, so the fold ends before it and goes on
 * after it; the cell itself is collapsed.
 */
export function folded(summary: string, continued: string, pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let open = false;
  let label = summary;
  const close = () => {
    if (open) out.push(...prose(html('</details>')));
    open = false;
  };
  for (const piece of pieces) {
    if ('cell' in piece) {
      close();
      out.push({ ...piece, hidden: true });
      label = `${summary} (${continued})`;
      continue;
    }
    if (!open) out.push(...prose(html(`<details>\n<summary>${escaped(label)}</summary>`)));
    open = true;
    out.push(piece);
  }
  close();
  return out;
}

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
