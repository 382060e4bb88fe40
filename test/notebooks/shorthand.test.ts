import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { execute } from '../../notebooks/execute';
import { printed } from '../../notebooks/outputs';
import { ensurePython } from '../../notebooks/python';
import { notebookOf, outputsOf } from '../support/notebook';

it('variables of earlier cells can stand in { x }, to be read and to be assigned', async () => {
  const folder = dirname(fileURLToPath(import.meta.url));
  const ran = await execute(
    notebookOf(
      'import { lab } from "unrolled";\nconst p = 1;\nlet a = 0;\nlet b = 0;',
      'const net = { p, a, size: 3 };\nnet',
      '({ a, b = p } = { a: 6 });\n[a, b]',
      'Object.keys({ lab, Math })',
      '((p: number) => ({ p, a }))(8)',
      'for (const { a } of [{ a: 9 }]) console.log({ a })',
    ),
    { python: ensurePython(), folder },
  );
  expect(['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => printed(outputsOf(ran, id)))).toEqual([
    ['{ p: 1, a: 0, size: 3 }'],
    ['[ 6, 1 ]'],
    ["[ 'lab', 'Math' ]"],
    ['{ p: 8, a: 6 }'],
    ['{ a: 9 }\n'],
  ]);
});
