import { fileURLToPath } from 'node:url';
import type { Plugin } from '@docusaurus/types';

/** The book's own components over those of the classic theme; they lie where `swizzle` does not look. */
export default function bookTheme(): Plugin {
  const path = fileURLToPath(new URL('../src/theme', import.meta.url));
  return {
    name: 'unrolled-theme',
    getThemePath: () => path,
    getTypeScriptThemePath: () => path,
    getPathsToWatch: () => [`${path}/**/*.{ts,tsx}`],
  };
}
