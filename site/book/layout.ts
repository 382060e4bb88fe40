import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
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

export const notebookFile = (lang: Lang, chapter: string, root = ROOT): string =>
  join(root, 'notebooks', lang, `${chapter}.ipynb`);

export const pageName = (file: string): string => basename(file, '.mdx');

/** The same page in another language: the folders of the languages hold the same file names. */
export function counterpart(file: string, lang: Lang): string {
  const folder = dirname(file);
  const from = LANGS.find((one) => folder.endsWith(sep + DOCS[one]));
  if (!from)
    throw new Error(`${shown(file)}: not a page of the book, which lives in ${DOCS.en} and ${DOCS.ru}`);
  return join(folder.slice(0, -DOCS[from].length), DOCS[lang], basename(file));
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
