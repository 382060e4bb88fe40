import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Text } from '../../lib/equations/equation';
import { type HomeworkOutline, type Lang, ROOT } from '../book';
import type { Shown } from '../src/kernel/messages';

/** What pages show of an equation. */
export interface EquationData {
  readonly id: string;
  readonly title: Text;
  readonly forms: readonly { readonly source: string; readonly tex: string }[];
  readonly errata: readonly { readonly source: string; readonly tex: string; readonly why: Text }[];
  /** Its function, as the library's source has it. */
  readonly code: string;
}

/** What a figure begins with. */
export interface FigureData {
  readonly input: unknown;
  readonly output: unknown;
}

/** What the library says about the book, made by `generate` before pages are: see site/generate.ts. */
export interface Generated {
  readonly equations: readonly EquationData[];
  /** The homeworks with their questions. */
  readonly homework: readonly HomeworkOutline[];
  /** Page → id of the answer fence → the number. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Figure → its still picture, an <svg> element. */
  readonly pictures: Readonly<Record<string, Readonly<Record<Lang, string>>>>;
  /** What the cells of pages that have no notebook print: page → cell → output. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, readonly Shown[]>>>>;
  /** The namespaces of the library with the names in them, for completion in the editor. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const folder = join(ROOT, 'site', '.generated');
export const stillsFolder = join(folder, 'stills');

const fileOf = (part: keyof Generated): string => join(folder, `${part}.json`);

export function writeGenerated<K extends keyof Generated>(part: K, value: Generated[K]): void {
  writeText(fileOf(part), `${JSON.stringify(value, null, 1)}\n`);
}

/** Each in a file of its own, because the browser loads it with the figure. */
export const writeFigure = (name: string, data: FigureData): void =>
  writeText(join(folder, 'figures', `${name}.json`), JSON.stringify(data));

/** An unchanged file keeps its time, so that what watches it stays quiet. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

const cache = new Map<string, { time: number; value: unknown }>();

export function readGenerated<K extends keyof Generated>(part: K): Generated[K] {
  const file = fileOf(part);
  if (!existsSync(file))
    throw new Error(`site/.generated/${part}.json is missing: run npx tsx site/generate.ts`);
  const time = statSync(file).mtimeMs;
  const known = cache.get(file);
  if (known?.time === time) return known.value as Generated[K];
  const value = JSON.parse(readFileSync(file, 'utf8')) as Generated[K];
  cache.set(file, { time, value });
  return value;
}
