import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { BookError, type Chapter, ROOT } from '../../site/book';
import { html } from './markdown';

interface Image {
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

export const svgImage = (text: string): Image => ({ type: TYPES['.svg']!, bytes: Buffer.from(text) });

/** An image of a page, from the file beside it or in the site's static folder. */
export function readImage(url: string, { file }: Chapter, line: number): Image {
  const path = url.startsWith('/') ? join(ROOT, 'site', 'static', url) : join(dirname(file), url);
  const type = TYPES[extname(path).toLowerCase()];
  const fail = (message: string) => new BookError(file, [{ line, message }]);
  if (!type) throw fail(`${url} is no image that a notebook can show: ${Object.keys(TYPES).join(', ')}`);
  if (!existsSync(path)) throw fail(`no such image: ${url}`);
  return { type, bytes: readFileSync(path) };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * A picture within the notebook, so that it survives being copied. As an HTML element: of attachments and of markdown's
 * images, JupyterLab and VS Code show no SVG.
 */
export const picture = ({ type, bytes }: Image, alt: string) =>
  html(`<img alt="${escaped(alt)}" src="data:${type};base64,${bytes.toString('base64')}">`);
