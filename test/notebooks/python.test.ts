import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensurePython, PythonMissing } from '../../notebooks/python.js';

const PATH = process.env.PATH;
let place: string;
let folder: string;
const lines: string[] = [];
const log = (line: string) => lines.push(line);

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'a machine '));
  folder = join(place, '.venv');
  lines.length = 0;
});
afterEach(() => {
  process.env.PATH = PATH;
  vi.restoreAllMocks();
  rmSync(place, { recursive: true });
});

/** A machine that has these programs only; each is a script that also notes how it was called. */
function machine(programs: Record<string, string>): { calls(): string[] } {
  const notes = join(place, 'calls');
  writeFileSync(notes, '');
  for (const [name, body] of Object.entries(programs)) {
    const file = join(place, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${notes}'\n${body}\n`);
    chmodSync(file, 0o755);
  }
  process.env.PATH = place;
  return { calls: () => readFileSync(notes, 'utf8').split('\n').filter(Boolean) };
}

/** A Python whose `-m venv <folder>` makes an environment in which pip works. */
const good = `
if [ "$2" = venv ]; then
  for last in "$@"; do :; done
  /bin/mkdir -p "$last/bin"
  printf '#!/bin/sh\\necho "venv $*" >> "%s"\\n' "${'$'}{0%/*}/calls" > "$last/bin/python"
  /bin/chmod +x "$last/bin/python"
fi`;

describe('the Python of the notebooks', () => {
  it('is made once, from the pinned requirements, in a folder with spaces', () => {
    const { calls } = machine({ python3: good });
    const python = ensurePython({ folder, log });
    expect(python).toBe(join(folder, 'bin', 'python'));
    const [install] = calls().filter((call) => call.includes('pip install'));
    expect(install).toMatch(/-r \S*notebooks\/requirements\.txt -c \S*notebooks\/constraints\.txt$/);
    expect(lines).toHaveLength(1);

    const before = calls().length;
    expect(ensurePython({ folder, log })).toBe(python);
    expect(calls().slice(before)).toEqual(['venv --version']);
    expect(lines).toHaveLength(1);
  });

  it('is made again when the requirements have changed or it does not run any more', () => {
    const { calls } = machine({ python3: good });
    ensurePython({ folder, log });
    writeFileSync(join(folder, 'requirements.sha256'), 'of other requirements');
    ensurePython({ folder, log });
    rmSync(join(folder, 'bin', 'python'));
    ensurePython({ folder, log });
    expect(calls().filter((call) => call.includes('pip install'))).toHaveLength(3);
  });

  it('has the kernel, by absolute paths', () => {
    machine({ python3: good });
    ensurePython({ folder, log });
    const spec = JSON.parse(readFileSync(join(folder, 'share/jupyter/kernels/unrolled/kernel.json'), 'utf8'));
    expect(spec).toMatchObject({
      display_name: 'Unrolled (TypeScript)',
      language: 'typescript',
      interrupt_mode: 'message',
    });
    expect(spec.argv[0]).toBe(process.execPath);
    expect(spec.argv.at(-1)).toBe('{connection_file}');
    expect(existsSync(spec.argv.at(-2))).toBe(true);
  });

  it('is not half made: what failed is tried again', () => {
    machine({ python3: good.replace('echo "venv', 'exit 1; echo "venv') });
    expect(() => ensurePython({ folder, log })).toThrow(/pip install .* failed/);
    machine({ python3: good });
    expect(ensurePython({ folder, log })).toBe(join(folder, 'bin', 'python'));
  });

  it.each([
    ['there is none', {} as Record<string, string>],
    ['it is too old or has no venv', { python3: 'exit 1', python: 'exit 1' }],
  ])('is asked for with one command where %s', (_, programs) => {
    machine(programs);
    expect(() => ensurePython({ folder, log })).toThrow(PythonMissing);
    expect(() => ensurePython({ folder, log })).toThrow(
      /need Python 3\.10 or newer with its module venv\. Install it and try again:\n {2}\S/,
    );
    expect(existsSync(folder)).toBe(false);
  });

  it('is taken from another name where python3 does not do', () => {
    const { calls } = machine({ python3: 'exit 1', 'python3.12': good });
    ensurePython({ folder, log });
    expect(calls().some((call) => call.startsWith('python3.12 -m venv'))).toBe(true);
  });

  it('is installed by the system where nobody needs to be asked', () => {
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    const { calls } = machine({
      'apt-get': '[ "$1" != install ] || /bin/mv "$0.package" "$(/usr/bin/dirname "$0")/python3"',
      'apt-get.package': good,
    });
    ensurePython({ folder, log });
    expect(calls().filter((call) => call.startsWith('apt-get '))).toEqual([
      'apt-get --version',
      'apt-get update -qq',
      'apt-get install -y -qq --no-install-recommends python3 python3-venv',
    ]);
  });

  it('waits for another process that is making it', () => {
    machine({ python3: good });
    const lock = `${folder}.lock`;
    mkdirSync(lock);
    const other = spawn('/bin/sh', ['-c', '/bin/sleep 1; /bin/rm -r "$0"', lock]);
    writeFileSync(join(lock, 'pid'), String(other.pid));
    const begun = performance.now();
    ensurePython({ folder, log });
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  it('does not wait for one that was killed', async () => {
    machine({ python3: good });
    const lock = `${folder}.lock`;
    mkdirSync(lock);
    const other = spawn('/bin/sleep', ['60']);
    writeFileSync(join(lock, 'pid'), String(other.pid));
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    ensurePython({ folder, log });
    expect(existsSync(lock)).toBe(false);
  });
});
