import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadContext, Plugin } from '@docusaurus/types';
import { chapters, homeworkPages, type Lang, notebookFile } from '../book';
import { stillsFolder } from '../tools/generated';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const wasmFolder = 'assets/wasm/';

/** What pages import their stills from: see remark-book.ts. */
export const stillsModule = '@unrolled/stills';

/** Where the site keeps the WebAssembly that nearly every browser takes, seen from the base URL. */
export const simdWasm = `${wasmFolder}tfjs-backend-wasm-simd.wasm`;

/** How the pages' JavaScript is put together, where Docusaurus's own way costs the reader too much. */
export default function bundling({ i18n, outDir, generatedFilesDir }: LoadContext): Plugin {
  // the repository's package is ESM; Docusaurus's generated files require() as well
  const generatedFiles = { test: /\.js$/, include: generatedFilesDir, type: 'javascript/auto' as const };
  return {
    name: 'unrolled-bundling',
    getClientModules: () => [here('../src/client/prefetch.ts')],
    configureWebpack(_config, isServer, { currentBundler }) {
      if (isServer) {
        // what only a browser can load; pages ask for it after they are shown
        const browserOnly = [
          '../src/kernel/spawn.ts',
          '../src/notebook/Editor.tsx',
          '../src/notebook/plotly.ts',
        ];
        return {
          resolve: {
            alias: {
              ...Object.fromEntries(browserOnly.map((path) => [here(path), false])),
              [stillsModule]: stillsFolder,
            },
          },
          module: { rules: [generatedFiles] },
          // Node would take chunks for ESM, as the package says; the one bundle it is handed as text
          plugins: [new currentBundler.instance.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
        };
      }
      // `docusaurus start` makes pages in the browser, so their stills have to go there
      const development = process.env.NODE_ENV === 'development';
      const noStills = new currentBundler.instance.NormalModuleReplacementPlugin(
        new RegExp(`^${stillsModule}/`),
        here('../src/still/none.json'),
      );
      return {
        resolve: {
          alias: {
            // tfjs without the parts that no page uses: layers, converters, WebGL
            '@tensorflow/tfjs$': here('../src/kernel/tensorflow.ts'),
            // code is highlighted when the site is built
            'prism-react-renderer$': false,
            ...(development && { [stillsModule]: stillsFolder }),
          },
        },
        module: {
          rules: [
            generatedFiles,
            { test: /\.wasm$/, type: 'asset/resource', generator: { filename: `${wasmFolder}[name][ext]` } },
          ],
        },
        // tfjs mentions Node's file names where it never comes in a browser
        node: { __filename: false, __dirname: false },
        plugins: development ? [] : [noStills],
        // Docusaurus's common chunk brings what a few pages share to all of them
        optimization: { splitChunks: { cacheGroups: { common: false } } },
      };
    },
    /** Every browser that runs the book reads woff2; KaTeX's style sheet names older formats as well. */
    configurePostCss(options) {
      options.plugins.push({
        postcssPlugin: 'woff2-only',
        Declaration: {
          src: (declaration: { value: string }) => {
            const kept = declaration.value.split(',').filter((source) => !/\.(woff|ttf)\)/.test(source));
            if (kept.join(',') !== declaration.value) declaration.value = kept.join(',');
          },
        },
      });
      return options;
    },
    /** Puts each chapter's notebook beside its page. */
    async postBuild() {
      const folder = join(outDir, 'notebooks');
      mkdirSync(join(folder, 'homework'), { recursive: true });
      for (const name of [...chapters(), ...homeworkPages()]) {
        const file = notebookFile(i18n.currentLocale as Lang, name);
        if (existsSync(file)) copyFileSync(file, join(folder, `${name}.ipynb`));
      }
    },
  };
}
