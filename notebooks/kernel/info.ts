import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { version } = require('@tslab/typescript-for-tslab/package.json') as { version: string };

/** What Jupyter learns about us; `language_info` is written into every notebook. */
export const kernelInfo = {
  status: 'ok',
  protocol_version: '5.3',
  implementation: 'unrolled',
  implementation_version: '0.1.0',
  banner: `Unrolled: TypeScript ${version} on Node.js ${process.versions.node}`,
  language_info: {
    name: 'typescript',
    version,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    // editors choose their highlighter by these
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    pygments_lexer: 'typescript',
  },
};
