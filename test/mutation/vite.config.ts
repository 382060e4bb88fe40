import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tests and the library as they are, with the stand-in for Vitest. */
export default defineConfig({
  resolve: { alias: { unrolled: here('../../lib/index.ts'), vitest: here('vitest.ts') } },
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
  appType: 'custom',
  logLevel: 'warn',
});
