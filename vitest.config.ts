import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const unrolled = fileURLToPath(new URL('./lib/index.ts', import.meta.url));

export default defineConfig({
  // tests read the library's source, so that a failing line is a line somebody wrote
  resolve: { alias: { unrolled } },
  test: {
    globalSetup: ['test/support/tables.ts'],
    setupFiles: ['test/support/setup.ts'],
    // what nobody chooses is wasm, as on the page; tests of one backend set their own
    env: { UNROLLED_BACKEND: 'wasm' },
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 60_000,
    // a browser on a busy machine takes its time
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
