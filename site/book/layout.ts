import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const LANGS = ['en', 'ru'] as const;
export type Lang = (typeof LANGS)[number];

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const DOCS: Record<Lang, string> = {
  en: join('site', 'docs'),
  ru: join('site', 'i18n', 'ru', 'docusaurus-plugin-content-docs', 'current'),
};

/** A path as errors print it: from the root of the repository, with forward slashes. */
export const shown = (file: string): string => relative(ROOT, file).split(sep).join('/');

/** The folder of a book's pages; `root` differs from the repository in tests only. */
export const docsDir = (lang: Lang, root = ROOT): string => join(root, DOCS[lang]);

export const pageFile = (lang: Lang, page: string, root = ROOT): string =>
  join(docsDir(lang, root), `${page}.mdx`);

/** Where the notebook of a page lies; homework has a folder of its own. */
export function notebookFile(lang: Lang, page: string, root = ROOT): string {
  const folder = isHomework(page) ? ['homework', lang] : [lang];
  return join(root, 'notebooks', ...folder, `${fileName(page)}.ipynb`);
}

const HOMEWORK = 'homework';

/** What teachers read stands beside the homework and is none: it has no questions and no notebook. */
export const GUIDE = `${HOMEWORK}/teaching`;

const isBesideHomework = (page: string): boolean => page.startsWith(`${HOMEWORK}/`);

export const isHomework = (page: string): boolean => isBesideHomework(page) && page !== GUIDE;

/** A page's name without its folder, as its files are called. */
export const fileName = (page: string): string => posix.basename(page);

/** `recurrent-networks`, or `homework/lstm-and-gru-cells`, from the file of the page. */
export function pageName(file: string): string {
  const name = basename(file, '.mdx');
  return basename(dirname(file)) === HOMEWORK ? `${HOMEWORK}/${name}` : name;
}

/** The same page in another language: the folders of the languages hold the same file names. */
export function counterpart(file: string, lang: Lang): string {
  const name = pageName(file);
  const folder = isBesideHomework(name) ? dirname(dirname(file)) : dirname(file);
  const from = LANGS.find((one) => folder.endsWith(sep + DOCS[one]));
  if (!from)
    throw new Error(`${shown(file)}: not a page of the book, which lives in ${DOCS.en} and ${DOCS.ru}`);
  return pageFile(lang, name, folder.slice(0, -DOCS[from].length));
}

/** The language whose folder a page stands in. */
export const langOf = (file: string): Lang => LANGS.find((lang) => counterpart(file, lang) === file) as Lang;

/** The figures that exist: each is a folder. */
export function figureNames(root = ROOT): string[] {
  const folder = join(root, 'site', 'src', 'figures');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
