import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { ROOT } from '../../site/book';
import { buildIfChanged, type Target } from '../../site/build';
import { type Serving, serve } from '../../site/tools/server';
import { sourcesHash } from '../../site/tools/sources';
import { launch } from './chromium';
import { withLock } from './lock';
import { Visit } from './visit';

const folder = '.docusaurus-test';
const baseUrl = '/book/';

/** The site of the sources as they are now; an older one may still be served to another test file. */
async function builtSite(): Promise<string> {
  const outDir = `${folder}/${sourcesHash(baseUrl).slice(0, 12)}`;
  const target: Target = { baseUrl, outDir, workDir: `${folder}/work` };
  await withLock(join(ROOT, folder, 'lock'), async () => {
    const hourAgo = Date.now() - 3_600_000;
    for (const name of readdirSync(join(ROOT, folder))) {
      const old = join(ROOT, folder, name);
      if (statSync(old).isDirectory() && statSync(old).mtimeMs < hourAgo) rmSync(old, { recursive: true });
    }
    await buildIfChanged(target);
  });
  return join(ROOT, outDir);
}

export interface VisitOptions extends BrowserContextOptions {
  /** Let the service worker of the site do its work; otherwise every request reaches the server. */
  readonly offline?: boolean;
  /** Gets the page before it opens anything. */
  readonly watch?: (page: Page) => void;
}

export interface OpenBook {
  /** The address of the book's home, with a slash at its end. */
  readonly address: string;
  /** Where its files lie. */
  readonly folder: string;
  /** Opens a page, such as `ru/recurrent-networks/`, as a new reader with an empty browser. */
  visit(path: string, options?: VisitOptions): Promise<Visit>;
}

/**
 * The whole site under a base URL, built once for all test files, served, and a browser. After each test all pages
 * are closed, and none may have complained: no errors or warnings in the console, no request to another host.
 */
export function openBook(): OpenBook {
  let folder: string;
  let serving: Serving;
  let browser: Browser;
  let visits: Visit[] = [];

  beforeAll(async () => {
    folder = await builtSite();
    serving = await serve(folder, baseUrl, 0);
    browser = await launch();
  }, 600_000);

  afterEach(async () => {
    const left = visits;
    visits = [];
    for (const visit of left) await visit.context.close();
    for (const visit of left) expect(visit.complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    serving?.close();
  });

  return {
    get address() {
      return serving.address;
    },
    get folder() {
      return folder;
    },
    async visit(path, { offline = false, watch, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      if (!offline)
        await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
      const visit = new Visit(context, await context.newPage(), serving.address);
      visits.push(visit);
      watch?.(visit.page);
      await visit.open(path);
      return visit;
    },
  };
}
