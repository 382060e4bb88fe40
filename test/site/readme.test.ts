import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { readme } from '../../site/api/readme';
import { ROOT } from '../../site/book';

describe('lib/README.md', () => {
  const text = readFileSync(join(ROOT, 'lib', 'README.md'), 'utf8');

  it('is what npm run docs writes', () => {
    expect(text).toBe(readme());
  });

  it('has a row for every equation', () => {
    const rows = [...text.matchAll(/^\| ([a-z0-9.-]+) \| \[`/gm)].map(([, id]) => id);
    expect(rows).toEqual(equations.allEquations().map(({ id }) => id));
  });

  it('names files that exist', () => {
    const files = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(equations.allEquations().length);
    for (const file of files) readFileSync(join(ROOT, 'lib', file));
  });
});
