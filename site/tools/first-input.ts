import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a figure begins with: made by its prepare.ts, if there is one, or else the constant of its compute.ts. */
export async function firstInput(folder: string): Promise<unknown> {
  const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href);
  if (existsSync(join(folder, 'prepare.ts'))) return (await load('prepare.ts')).initial();
  return (await load('compute.ts')).initial;
}
