import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { ROOT } from '../../site/book';

it.each(['start', 'dev', 'build', 'api/build'])(
  'site/%s.ts loads nothing of the library before it is built',
  async (name) => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [`site/${name}.ts`],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
      // what is imported later, when it is needed, is not followed
      plugins: [
        {
          name: 'later',
          setup: ({ onResolve }) =>
            onResolve({ filter: /.*/ }, ({ kind, path }) =>
              kind === 'dynamic-import' ? { path, external: true } : undefined,
            ),
        },
      ],
    });
    const loaded = Object.keys(metafile.inputs);
    expect(loaded).toContain(`site/${name}.ts`);
    expect(loaded.filter((file) => file.startsWith('lib/'))).toEqual([]);
  },
);
