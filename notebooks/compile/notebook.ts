import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import type { RootContent } from 'mdast';
import { type Cell, type Chapter, fileName, LANGS } from '../../site/book';
import { kernelInfo } from '../kernel/info';
import { type NbgraderCell, nbgraderCell } from './homework';
import { pageUrl } from './links';
import { heading, link, paragraph, text, toMarkdown } from './markdown';
import { type Piece, prose } from './pieces';
import { WORDS } from './words';
import { type Resources, Writer } from './writer';

/** A page of the book as a notebook without outputs. The same page gives the same notebook. */
export function compile(chapter: Chapter, resources: Resources): INotebookContent {
  const body = new Writer(chapter, resources).pieces(chapter.tree.children);
  const cells = cellsOf(withOpening(chapter, body), chapter);
  return { nbformat: 4, nbformat_minor: 5, metadata: metadata(chapter), cells };
}

/** The title, then the page that the notebook comes from and the same notebook in the other language. */
function withOpening({ frontMatter, lang, name, homework }: Chapter, body: readonly Piece[]): Piece[] {
  const { page, homeworkPage, other } = WORDS[lang];
  const twin = LANGS.find((one) => one !== lang)!;
  const links = [
    link(homework ? homeworkPage : page, pageUrl(lang, name)),
    text(' · '),
    link(other, `../${twin}/${fileName(name)}.ipynb`),
  ];
  const [first, ...rest] = body;
  const titled = first && 'block' in first && first.block.type === 'heading' && first.block.depth === 1;
  const title = titled ? first : { block: heading(1, frontMatter.title) };
  return [title, ...prose(paragraph(...links)), ...(titled ? rest : body)];
}

const metadata = ({ frontMatter, homework }: Chapter): INotebookContent['metadata'] => ({
  kernelspec: { display_name: 'Unrolled (TypeScript)', language: 'typescript', name: 'unrolled' },
  // as the kernel says it, or opening a notebook in Jupyter would change it
  language_info: kernelInfo.language_info,
  title: frontMatter.title,
  // for the grader, whatever the file is called when it is handed in
  ...(homework && { unrolled: { homework: homework.number } }),
});

/** Prose is cut at cells, at headings, so that Jupyter can fold a section, and where a piece asks for it. */
function cellsOf(pieces: readonly Piece[], { homework }: Chapter): ICell[] {
  const cells: ICell[] = [];
  let blocks: RootContent[] = [];
  let count = 0;
  const flush = () => {
    // an underscore, because no fence has one in its id
    if (blocks.length) cells.push(markdownCell(`md_${++count}`, toMarkdown(blocks)));
    blocks = [];
  };
  for (const piece of pieces) {
    if ('cell' in piece) {
      flush();
      const nbgrader = homework && nbgraderCell(piece.cell.id, piece.cell.kind, piece.points);
      cells.push(codeCell(piece.cell, piece.hidden, nbgrader));
      continue;
    }
    if (piece.cut || piece.block.type === 'heading') flush();
    blocks.push(piece.block);
  }
  flush();
  return cells;
}

const markdownCell = (id: string, source: string): ICell => ({
  cell_type: 'markdown',
  id,
  metadata: {},
  source: lines(source),
});

const codeCell = (cell: Cell, hidden = false, nbgrader?: NbgraderCell): ICell => ({
  cell_type: 'code',
  execution_count: null,
  id: cell.id,
  metadata: {
    ...(hidden && { jupyter: { outputs_hidden: true, source_hidden: true } }),
    ...(nbgrader && { nbgrader: { ...nbgrader } }),
  },
  outputs: [],
  source: lines(cell.code),
});

/** Text as notebooks keep it: a list of lines, each with its end. */
export const lines = (source: string): string[] => source.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A notebook as Jupyter writes it, so that saving it there changes nothing but what was changed. */
export const serialize = (notebook: INotebookContent): string =>
  `${JSON.stringify(sorted(notebook), null, 1)}\n`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
