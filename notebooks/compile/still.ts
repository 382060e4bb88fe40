import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { figureNames, type Lang, ROOT } from '../../site/book';
import type { PictureProps } from '../../site/src/figures';
import { firstInput } from '../../site/tools/first-input';

/** The parts of a figure that make its still picture; see the README of the figures. */
interface Parts {
  readonly compute: (input: unknown) => unknown;
  readonly Picture: FunctionComponent<PictureProps<unknown>>;
}

/** A figure as it stands before anybody moves it: the text of an SVG file. */
export async function still(name: string, lang: Lang, root = ROOT): Promise<string> {
  const names = figureNames(root);
  if (!names.includes(name))
    throw new Error(`unknown figure "${name}"; there are ${names.join(', ') || 'none'}`);
  const load = async (file: string): Promise<Partial<Parts>> => {
    const path = join(root, 'site', 'src', 'figures', name, file);
    if (!existsSync(path)) throw new Error(`the figure ${name} has no ${file}`);
    return import(/* @vite-ignore */ pathToFileURL(path).href);
  };
  const { compute, Picture } = { ...(await load('compute.ts')), ...(await load('Picture.tsx')) };
  if (!compute || !Picture)
    throw new Error(`the figure ${name} exports no ${compute ? 'Picture' : 'compute'}`);
  // as on the page, whatever this machine could use instead
  await tf.setBackend('wasm');
  // as the page has it: through JSON
  const initial = await firstInput(join(root, 'site', 'src', 'figures', name));
  const output: unknown = JSON.parse(JSON.stringify(await compute(initial)));
  return standalone(renderToStaticMarkup(createElement(Picture, { output, lang })), name);
}

/** An SVG file of its own: named as such, and on white, because nobody knows what page it will stand on. */
export function standalone(markup: string, name: string): string {
  const [root] = /^<svg\b[^>]*>/.exec(markup) ?? [];
  if (!root) throw new Error(`the picture of the figure ${name} is no <svg>: ${markup.slice(0, 60)}`);
  const namespace = root.includes('xmlns=') ? '' : ' xmlns="http://www.w3.org/2000/svg"';
  const white = 'background:#fff';
  const styled = root.includes(' style="')
    ? root.replace(' style="', ` style="${white};`)
    : root.replace('<svg', `<svg style="${white}"`);
  return `${styled.replace('<svg', `<svg${namespace}`)}${markup.slice(root.length)}\n`;
}
