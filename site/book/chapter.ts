import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Root } from 'mdast';
import { checkSyntax } from './components';
import { type Cell, readCells } from './fences';
import { type HomeworkOutline, readHomework, refuseSolutions } from './homework';
import {
  counterpart,
  docsDir,
  fileName,
  isHomework,
  type Lang,
  pageFile,
  pageName,
  ROOT,
  shown,
} from './layout';
import { Problems, StaleTranslation } from './problems';
import { checkReferences, type Known } from './references';
import { parsePage, readFrontMatter } from './syntax';
import { compareParts, englishHash, takeCode } from './translation';

export interface FrontMatter {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly sidebar_position: number;
  /** Where the title is too long for the sidebar. */
  readonly sidebar_label?: string;
  /** Of a translation: the hash of the English page it was made from. */
  readonly translates?: string;
}

/** A page of the book, complete: a translation's cells hold the English code. */
export interface Chapter {
  readonly name: string;
  readonly lang: Lang;
  readonly file: string;
  readonly frontMatter: FrontMatter;
  readonly tree: Root;
  readonly cells: readonly Cell[];
  /** Of a homework: its questions. */
  readonly homework?: HomeworkOutline;
  /** Of a translation whose English page has changed since. */
  readonly stale?: StaleTranslation;
}

interface ReadOptions {
  /** Of a homework: leave the solutions in, for the instructor. Otherwise nobody who reads a page sees them. */
  readonly solutions?: boolean;
}

/** Reads and checks one page; throws `BookError` with every problem and its line. */
export function readChapter(
  file: string,
  lang: Lang,
  known: Known = {},
  { solutions = false }: ReadOptions = {},
): Chapter {
  const text = readFileSync(file, 'utf8');
  const problems = new Problems(file);
  const { frontMatter, tree } = parsePage(text, file);
  checkFrontMatter(frontMatter, file, problems);
  checkSyntax(tree, problems);
  let cells = readCells(tree, problems);
  let stale: StaleTranslation | undefined;
  if (lang === 'en') {
    for (const cell of cells) if (!cell.code.trim()) problems.add(cell.line, `the fence ${cell.id} is empty`);
  } else {
    const { english, hash } = readEnglish(file, problems);
    cells = takeCode(cells, tree, english, problems);
    compareParts(tree, english, problems);
    stale = freshness(frontMatter, hash, file, text, problems);
  }
  const name = pageName(file);
  const own = isHomework(name)
    ? readHomework(name, lang, tree, cells, known, solutions, problems)
    : undefined;
  cells = own?.cells ?? cells;
  if (!own) refuseSolutions(tree, cells, problems);
  checkReferences(tree, cells, known, problems);
  problems.throwIfAny();
  const page = {
    name,
    lang,
    file,
    frontMatter: frontMatter as unknown as FrontMatter,
    tree,
    cells,
    ...(own?.homework && { homework: own.homework }),
  };
  return stale ? { ...page, stale } : page;
}

/** The names of all pages, the book's home included, in the order of the sidebar; homework is apart. */
export const pages = (root = ROOT): string[] => pagesIn(docsDir('en', root), root);

/** The homework pages, in the order of the sidebar. */
export const homeworkPages = (root = ROOT): string[] =>
  pagesIn(join(docsDir('en', root), 'homework'), root).filter(isHomework);

function pagesIn(folder: string, root: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.mdx'))
    .map((file) => pageName(join(folder, file)))
    .map((name) => ({ name, position: sidebarPosition(pageFile('en', name, root)) }))
    .sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1))
    .map((page) => page.name);
}

/** The pages that become notebooks: all but the home, which only leads to them. */
export const chapters = (root = ROOT): string[] => pages(root).filter((name) => name !== 'index');

/** `2.3` is the third of its kind in chapter 2. */
export function numberIn(page: string, n: number): string {
  const chapter = chapters().indexOf(page) + 1;
  return chapter > 0 ? `${chapter}.${n}` : String(n);
}

function sidebarPosition(file: string): number {
  const { sidebar_position: position } = readFrontMatter(readFileSync(file, 'utf8'), file);
  return typeof position === 'number' ? position : Number.POSITIVE_INFINITY;
}

function readEnglish(file: string, problems: Problems) {
  const englishFile = counterpart(file, 'en');
  if (!existsSync(englishFile)) {
    problems.add(1, `there is no English page ${shown(englishFile)} to translate`);
    problems.throwIfAny();
  }
  const text = readFileSync(englishFile, 'utf8');
  const { tree } = parsePage(text, englishFile);
  // the English page's own problems are reported when it is read itself
  const cells = readCells(tree, new Problems(englishFile));
  return { english: { file: englishFile, tree, cells }, hash: englishHash(text, englishFile) };
}

function checkFrontMatter(frontMatter: Page, file: string, problems: Problems): void {
  const name = fileName(pageName(file));
  if (frontMatter.id !== name) problems.add(1, `front matter: id must be the file's name, ${name}`);
  for (const key of ['title', 'description'])
    if (typeof frontMatter[key] !== 'string' || !frontMatter[key])
      problems.add(1, `front matter: ${key} is missing`);
  if (!Number.isFinite(frontMatter.sidebar_position))
    problems.add(1, 'front matter: sidebar_position must be a number');
}

type Page = Readonly<Record<string, unknown>>;

function freshness(frontMatter: Page, hash: string, file: string, text: string, problems: Problems) {
  const { translates } = frontMatter;
  // yaml reads a hash of digits alone as a number
  const said = translates === undefined ? undefined : String(translates);
  if (said === undefined) {
    problems.add(1, `front matter: translates is missing; the English page is ${hash}`);
  } else if (said !== hash) {
    const line = text.split('\n').findIndex((one) => one.startsWith('translates:')) + 1;
    const message = `stale translation: ${shown(counterpart(file, 'en'))} is ${hash} now, this translates ${said}`;
    return new StaleTranslation(file, [{ line, message }]);
  }
  return undefined;
}
