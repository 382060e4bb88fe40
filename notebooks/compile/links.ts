import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Heading, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { address } from '../../site/address';
import { BookError, type Chapter, isHomework, type Lang, pageName, parsePage } from '../../site/book';

/** The address of a page of the book. */
export function pageUrl(lang: Lang, page: string, anchor?: string): string {
  const path = [lang === 'en' ? '' : lang, page === 'index' ? '' : page].filter(Boolean).join('/');
  return `${address.book}/${path && `${path}/`}${anchor ? `#${anchor}` : ''}`;
}

export interface Anchor {
  /** The heading's id on the page. */
  readonly slug: string;
  /** And in Jupyter, where it is the heading's text. */
  readonly jupyter: string;
  readonly line: number;
}

/** The headings of a page. An id of one's own is written as a comment: `## Heading {/* #id *\/}`. */
export function anchors(tree: Root): Anchor[] {
  const slugger = new GithubSlugger();
  const found: Anchor[] = [];
  visit(tree, 'heading', (node) => {
    const text = textOf(node.children.filter((child) => child.type !== 'mdxTextExpression')).trim();
    const own = ownId(node);
    const slug = own ?? slugger.slug(text);
    found.push({ slug, jupyter: text.replaceAll(' ', '-'), line: node.position?.start.line ?? 1 });
  });
  return found;
}

function ownId(node: Heading): string | undefined {
  const comment = node.children.find((child) => child.type === 'mdxTextExpression');
  return comment && /#(\S+)/.exec(comment.value)?.[1];
}

/** Where a link of a page leads in its notebook: to other notebooks, to their headings, to pages that are none. */
export function notebookLink(url: string, { file, lang, tree, name }: Chapter, line: number): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return url;
  const [, target = '', anchor] = /^([^#]*)(?:#(.*))?$/.exec(url)!;
  if (target.startsWith('/')) return address.book + (lang === 'en' ? '' : `/${lang}`) + url;
  const page = target ? pageName(join(dirname(file), target)) : name;
  // a homework is handed out without the chapters
  if (isHomework(name) && target) return pageUrl(lang, page, anchor);
  if (page === 'index') return pageUrl(lang, page, anchor);
  if (!anchor) return target ? `${page}.ipynb` : '#';
  const there = target ? join(dirname(file), target) : file;
  const headings = anchors(there === file ? tree : parsePage(readFileSync(there, 'utf8'), there).tree);
  const heading = headings.find((one) => one.slug === decodeURIComponent(anchor));
  if (!heading) throw new BookError(file, [{ line, message: `no heading #${anchor} in ${basename(there)}` }]);
  return `${target ? `${page}.ipynb` : ''}#${heading.jupyter}`;
}
