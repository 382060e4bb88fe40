import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Text } from '../../lib/equations/equation';
import { type Lang, ROOT } from '../book';
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

export interface FigureData {
  readonly input: unknown;
  readonly output: unknown;
  /** A still picture: an <svg> element. */
  readonly pictures: Readonly<Record<Lang, string>>;
}

/** What the library says about the book, made by `generate` before pages are: see site/generate.ts. */
export interface Generated {
  readonly equations: readonly EquationData[];
  /** Page → id of the answer fence → the number. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly figures: Readonly<Record<string, FigureData>>;
  /** What the cells of pages that have no notebook print: page → cell → output. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, readonly Shown[]>>>>;
  /** The namespaces of the library with the names in them, for completion in the editor. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const fileOf = (part: keyof Generated): string => join(ROOT, 'site', '.generated', `${part}.json`);

export function writeGenerated<K extends keyof Generated>(part: K, value: Generated[K]): void {
  const file = fileOf(part);
  mkdirSync(dirname(file), { recursive: true });
  const text = `${JSON.stringify(value, null, 1)}\n`;
  // an unchanged file keeps its time, so that what watches it stays quiet
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
