import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PluginOptions } from '@docusaurus/plugin-pwa';
import { chapters, GUIDE, homeworkPages, LANGS, notebookFile, pageFile, pages } from '../book';
import { simdWasm } from './bundling';

const searchIndex = 'search-index.json';

const require = createRequire(import.meta.url);

const revision = (files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
};

/** Files that the service worker keeps beside pages, scripts, styles and pictures, which it takes by itself. */
function extraFiles() {
  const wasm = {
    url: simdWasm,
    revision: revision([require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm')]),
  };
  const notebooks = [...chapters(), ...homeworkPages()]
    .map((name) => ({ name, files: LANGS.map((lang) => notebookFile(lang, name)) }))
    .filter(({ files }) => files.every(existsSync))
    .map(({ name, files }) => ({ url: `notebooks/${name}.ipynb`, revision: revision(files) }));
  // written while the service worker looks for files, so it may or may not be seen
  const texts = LANGS.flatMap((lang) =>
    [...pages(), ...homeworkPages(), GUIDE].map((name) => pageFile(lang, name)),
  );
  const search = { url: searchIndex, revision: revision(texts.filter(existsSync)) };
  return [wasm, search, ...notebooks];
}

/** After one visit the whole book is on the reader's device, in the language of that visit. */
export const offline: Partial<PluginOptions> = {
  offlineModeActivationStrategies: ['always'],
  // the plugin fills in where the files are
  injectManifestConfig: {
    maximumFileSizeToCacheInBytes: 8 * 2 ** 20,
    additionalManifestEntries: extraFiles(),
    globIgnores: [searchIndex],
  } as PluginOptions['injectManifestConfig'],
  pwaHead: [
    { tagName: 'link', rel: 'manifest', href: 'manifest.json' },
    { tagName: 'link', rel: 'apple-touch-icon', href: 'img/icon-192.png' },
    { tagName: 'meta', name: 'theme-color', content: '#fdfdfb' },
  ],
};
