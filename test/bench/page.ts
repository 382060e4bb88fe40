import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext } from 'playwright-core';
import { ROOT } from '../../site/book';
import { buildIfChanged, published } from '../../site/build';
import { serve } from '../../site/tools/server';
import { launch } from '../site/chromium';
import { type Measured, median } from './report';

const chapter = 'recurrent-networks/';

/** What a reader waits for and pays for: bytes before a cell runs, time from Run to the first result. */
export async function measurePage(runs: number): Promise<Measured[]> {
  await buildIfChanged(published);
  const { address, close } = await serve(join(ROOT, published.outDir), published.baseUrl, 3900);
  const browser = await launch();
  try {
    const weight = await weigh(browser, address + chapter);
    const first: number[] = [];
    const again: number[] = [];
    for (let i = 0; i < runs; i++) {
      const times = await firstResult(browser, address + chapter);
      first.push(times.first);
      again.push(times.again);
    }
    return [
      {
        name: 'live page before a cell runs, gzipped',
        value: weight / 1024,
        unit: 'KB',
        must: { atMost: 550 },
      },
      { name: 'first cell: Run to result', value: median(first), unit: 'ms', must: { atMost: 1000 } },
      { name: 'the same cell again', value: median(again), unit: 'ms' },
    ];
  } finally {
    await browser.close();
    close();
  }
}

// a worker of the site's would answer from its cache, which is filled behind the reader's back
const visit = (browser: Browser): Promise<BrowserContext> => browser.newContext({ serviceWorkers: 'block' });

/** Gzipped size of all that the page loads, with scrolling to its end, before anything is pressed. */
async function weigh(browser: Browser, address: string): Promise<number> {
  const context = await visit(browser);
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    const size = response.body().then(
      (body) => (response.headers()['content-type']?.includes('font') ? body.length : gzipSync(body).length),
      () => 0, // a redirect has no body
    );
    sizes.push(size);
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  const height = await page.evaluate(() => document.body.scrollHeight);
  for (let y = 0; y < height; y += 600) await page.mouse.wheel(0, 600);
  await page.waitForLoadState('networkidle');
  const total = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
  await context.close();
  return total;
}

/** From the press of Run on the first cell of a page just opened to its result, kernel, tfjs and wasm included. */
async function firstResult(browser: Browser, address: string): Promise<{ first: number; again: number }> {
  const context = await visit(browser);
  const page = await context.newPage();
  await page.goto(address, { waitUntil: 'networkidle' });
  const cell = page.locator('[data-cell]').first();
  const run = async () => {
    const start = performance.now();
    await cell.getByRole('button', { name: 'Run', exact: true }).click();
    await cell.and(page.locator('[data-status="done"]')).waitFor();
    return performance.now() - start;
  };
  const times = { first: await run(), again: await run() };
  await context.close();
  return times;
}
