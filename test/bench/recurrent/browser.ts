import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from '../../../site/tools/server';
import { launch } from '../../site/chromium';
import type { Row } from './limits';
import { type CellName, passes, type Shape, shown } from './shapes';

const page = fileURLToPath(new URL('./page.ts', import.meta.url));
const wasm = dirname(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'),
);

/** The library and tf.layers on wasm in headless Chromium. */
export async function measureBrowser(
  cells: readonly CellName[],
  shapes: readonly Shape[],
  runs: number,
): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  await build({ entryPoints: [page], bundle: true, outfile: join(folder, 'page.js'), logLevel: 'error' });
  const html =
    '<!doctype html><title>bench</title><link rel="icon" href="data:,"><script src="page.js"></script>';
  writeFileSync(join(folder, 'index.html'), html);
  for (const file of readdirSync(wasm))
    if (file.endsWith('.wasm')) copyFileSync(join(wasm, file), join(folder, file));
  const { address, close } = await serve(folder, '/', 3901);
  const browser = await launch();
  const rows: Row[] = [];
  try {
    const tab = await browser.newPage();
    await tab.goto(address);
    for (const shape of shapes)
      for (const cell of cells)
        for (const pass of passes) {
          const times = await tab.evaluate((given) => globalThis.measure(...given), [
            cell,
            pass,
            shape,
            runs,
          ] as const);
          rows.push({ backend: 'wasm in Chromium', cell, shape: shape.name, pass, times });
          console.log(`  wasm in Chromium, ${cell}, ${shown(shape)}, ${pass}`);
        }
  } finally {
    await browser.close();
    close();
    rmSync(folder, { recursive: true });
  }
  return rows;
}
