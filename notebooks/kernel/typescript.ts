import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type TypeScript from '@tslab/typescript-for-tslab';
import { spellOutShorthands } from './shorthand.js';
import { tellTimersApart } from './timers.js';

const require = createRequire(import.meta.url);
const original: typeof TypeScript = require('@tslab/typescript-for-tslab');

/** The repository this kernel belongs to. */
export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const modules = join(repository, 'node_modules');
const outside = relative(repository, process.cwd()).startsWith('..');

/** The maps of the last conversion: from the JavaScript that runs to the ES module, from there to the cell. */
export const lastMaps: { script: string; module: string } = { script: '', module: '' };

const mapOf = (text: string): string => {
  const encoded = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/.exec(text)?.[1];
  return encoded ? Buffer.from(encoded, 'base64').toString() : '';
};

/**
 * tslab gives its compiler fixed options and throws the source maps away. It reaches the compiler through this one
 * object, so a copy of it with three functions replaced is enough to add options and to keep the maps.
 */
export const ts: typeof TypeScript = {
  ...original,
  createWatchCompilerHost: ((roots: string[], options: TypeScript.CompilerOptions, ...rest: [never]) =>
    original.createWatchCompilerHost(
      roots,
      {
        ...options,
        inlineSourceMap: true,
        // only Node's own types are global in a cell, whatever else is installed
        types: ['node'],
        typeRoots: [...(options.typeRoots ?? []), join(modules, '@types')],
        // a notebook that lies elsewhere still finds the book's packages (at run time through NODE_PATH)
        ...(outside && { paths: { '*': [`${modules}/*`, `${modules}/@types/*`] } }),
      },
      ...rest,
    )) as typeof original.createWatchCompilerHost,
  createWatchProgram: ((host: Parameters<typeof spellOutShorthands>[1]) =>
    original.createWatchProgram(
      tellTimersApart(spellOutShorthands(original, host)),
    )) as typeof original.createWatchProgram,
  transpileModule: (input, options) => {
    const result = original.transpileModule(input, {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
    });
    Object.assign(lastMaps, { module: mapOf(input), script: result.sourceMapText ?? '' });
    return { ...result, outputText: result.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '') };
  },
};

require.cache[require.resolve('@tslab/typescript-for-tslab')]!.exports = ts;

/** tslab's modules, over that compiler. */
export const { createConverter, isCompleteCode } =
  require('tslab/dist/converter.js') as typeof import('tslab/dist/converter.js');
export const { createExecutor } =
  require('tslab/dist/executor.js') as typeof import('tslab/dist/executor.js');
export const { printQuickInfo } = require('tslab/dist/inspect.js') as typeof import('tslab/dist/inspect.js');
export const jupyter = require('tslab/dist/jupyter.js') as typeof import('tslab/dist/jupyter.js');
