import { defineConfig } from 'vitest/config';
import base from '../../vitest.config';

/** The tests of the library alone: no browser and no Jupyter can see a mutant. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/**/*.test.ts'],
    exclude: ['bench', 'book', 'figures', 'mutation', 'native', 'notebooks', 'site'].map(
      (name) => `test/${name}/**`,
    ),
  },
});
