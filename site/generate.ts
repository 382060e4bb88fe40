import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import * as unrolled from 'unrolled';
import { outlines } from '../notebooks/compile/homework';
import {
  BookError,
  type Cell,
  chapters,
  figureNames,
  type Lang,
  pageFile,
  pages,
  ROOT,
  readChapter,
} from './book';
import { failure } from './src/kernel/failure';
import type { Shown } from './src/kernel/messages';
import { Namespace } from './src/kernel/namespace';
import { Session } from './src/kernel/session';
import { equationSources } from './tools/equation-source';
import { firstInput } from './tools/first-input';
import { type EquationData, type Generated, writeFigure, writeGenerated } from './tools/generated';
import { fail } from './tools/run';
import { settled } from './tools/saved';

const modules = { unrolled: async () => unrolled, '@tensorflow/tfjs': async () => tf };

/** Runs what the pages need from the library and writes it to site/.generated. Throws `BookError` with file and line. */
export async function generate(): Promise<void> {
  // as on the page, whatever this machine could use instead
  await tf.setBackend('wasm');
  writeGenerated('equations', equations());
  writeGenerated('homework', outlines());
  writeGenerated('names', names());
  writeGenerated('pictures', await figures());
  writeGenerated('answers', await answers());
  writeGenerated('outputs', await outputs());
}

function equations(): EquationData[] {
  const sources = equationSources(join(ROOT, 'lib'));
  return unrolled.equations.allEquations().map(({ id, title, forms, errata = [] }) => {
    const code = sources.get(id);
    if (!code)
      throw new Error(`the equation ${id}: its code is not written in equation({ id: '${id}', code: … })`);
    return {
      id,
      title,
      forms: forms.map(({ source, tex }) => ({ source, tex })),
      errata: errata.map(({ source, tex, why }) => ({ source, tex, why })),
      code,
    };
  });
}

function names(): Generated['names'] {
  const namespaces = Object.entries(unrolled).filter(([, value]) => typeof value === 'object');
  return Object.fromEntries(namespaces.map(([name, value]) => [name, Object.keys(value)]));
}

async function figures(): Promise<Generated['pictures']> {
  const made: Record<string, Record<Lang, string>> = {};
  for (const name of figureNames()) {
    try {
      made[name] = await figure(name);
    } catch (error) {
      throw new Error(`site/src/figures/${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  return made;
}

/** Computes what a figure begins with; its still picture in both languages. */
async function figure(name: string): Promise<Record<Lang, string>> {
  const folder = join(ROOT, 'site', 'src', 'figures', name);
  for (const file of ['compute.ts', 'Picture.tsx', 'index.tsx'])
    if (!existsSync(join(folder, file))) throw new Error(`${file} is missing`);
  const module = (file: string) => import(pathToFileURL(join(folder, file)).href);
  const { compute } = await module('compute.ts');
  const initial = await firstInput(folder);
  const { Picture } = await module('Picture.tsx');
  // as the page will have it: through JSON
  const output = JSON.parse(JSON.stringify(await compute(initial)));
  writeFigure(name, { input: initial, output });
  const picture = (lang: Lang) => renderToStaticMarkup(createElement(Picture, { output, lang }));
  return { en: picture('en'), ru: picture('ru') };
}

/** The numbers that quizzes ask for. */
async function answers(): Promise<Generated['answers']> {
  const made: Record<string, Record<string, number>> = {};
  for (const page of pages()) {
    const file = pageFile('en', page);
    const cells = readChapter(file, 'en').cells.filter(({ kind }) => kind === 'answer');
    made[page] = {};
    for (const cell of cells) made[page][cell.id] = await compute(cell, file);
  }
  return made;
}

async function compute(cell: Cell, file: string): Promise<number> {
  const complain = (line: number, message: string) =>
    new BookError(file, [{ line, message: `the fence ${cell.id}: ${message}` }]);
  try {
    const { value } = await new Namespace(modules).run(cell.code, cell.id);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw complain(cell.line, `its last expression is ${unrolled.lab.inspect(value)}, not a finite number`);
  } catch (error) {
    if (error instanceof BookError) throw error;
    const { line = 0, ename, evalue } = failure(error, cell.id, new Map());
    throw complain(cell.line + line, `${ename}: ${evalue}`);
  }
}

/** Pages without a notebook show what their cells print here. */
async function outputs(): Promise<Generated['outputs']> {
  const made: Record<string, Record<string, readonly Shown[]>> = {};
  const withNotebook = new Set(chapters());
  for (const page of pages().filter((name) => !withNotebook.has(name))) {
    const file = pageFile('en', page);
    const session = new Session(modules);
    made[page] = {};
    try {
      for (const cell of readChapter(file, 'en').cells.filter(({ kind }) => kind === 'live')) {
        const shown: Shown[] = [];
        const { how, line = 0 } = await session.run(cell.id, cell.code, (items) => shown.push(...items));
        if (how === 'failed') {
          const message = shown
            .flatMap((item) => (item.kind === 'error' ? `${item.failure.ename}: ${item.failure.evalue}` : []))
            .join('\n');
          throw new BookError(file, [
            { line: cell.line + line, message: `the fence ${cell.id}: ${message}` },
          ]);
        }
        made[page][cell.id] = settled(shown);
      }
    } finally {
      session.close();
    }
  }
  return made;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generate().catch(fail);
