import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Lang, ROOT, shown } from '../../site/book';

/** What a figure shows where nothing can move: an `<svg>` with colours of its own. */
export type Picture = FunctionComponent<{ readonly lang: Lang }>;

/** A figure's still picture as the text of an SVG file. A figure is a folder; its picture is `Picture.tsx` in it. */
export async function still(name: string, lang: Lang): Promise<string> {
  const file = join(ROOT, 'site', 'src', 'figures', name, 'Picture.tsx');
  if (!existsSync(file)) throw new Error(`the figure ${name} has no still picture: ${shown(file)}`);
  const { Picture } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { Picture: Picture };
  return standalone(renderToStaticMarkup(createElement(Picture, { lang })), name);
}

/** An SVG file of its own: named as such, and on white, because nobody knows what page it will stand on. */
export function standalone(markup: string, name: string): string {
  const [root] = /^<svg\b[^>]*>/.exec(markup) ?? [];
  if (!root) throw new Error(`the picture of the figure ${name} is no <svg>: ${markup.slice(0, 60)}`);
  const namespace = root.includes('xmlns=') ? '' : ' xmlns="http://www.w3.org/2000/svg"';
  const ground = /\sstyle="/.test(root)
    ? root.replace(/\sstyle="/, ' style="background:#fff;')
    : root.replace('<svg', '<svg style="background:#fff"');
  return `${ground.replace('<svg', `<svg${namespace}`)}${markup.slice(root.length)}\n`;
}
