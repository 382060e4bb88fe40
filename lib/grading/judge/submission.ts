import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Text } from '../homework.js';

/** A submission that cannot be graded; what it says goes to the report. */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError';
  constructor(readonly says: Text) {
    super(says.en);
  }
}

/** Bytes that a notebook may have; a homework with its outputs has some tens of thousands. */
const LARGEST = 20 * 2 ** 20;
const MOST_CELLS = 1000;
const LONGEST_CODE = 2 ** 20;

export interface CodeCell {
  /** Where it stands among all cells of the notebook, from 1. */
  readonly number: number;
  readonly source: string;
  /** Of nbgrader: for the cell of a question its id. */
  readonly gradeId?: string;
}

export interface Submission {
  readonly cells: readonly CodeCell[];
  /** The number of the homework that the notebook says it is. */
  readonly homework?: number;
  /** The grade ids of nbgrader in it, with how often each comes. */
  readonly gradeIds: ReadonlyMap<string, number>;
}

/** Reads a notebook that nobody vouches for. Outputs, attachments and text are ignored. @throws SubmissionError */
export async function readSubmission(file: string): Promise<Submission> {
  return parseSubmission(await readText(file));
}

async function readText(file: string): Promise<string> {
  let handle: FileHandle;
  try {
    // a link could lead to any file of this machine, and a pipe never ends
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SubmissionError(
      code === 'ELOOP'
        ? { en: 'It is a link to another file.', ru: 'Это ссылка на другой файл.' }
        : { en: `It cannot be opened: ${code}.`, ru: `Файл не открывается: ${code}.` },
    );
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile())
      throw new SubmissionError({ en: 'It is no ordinary file.', ru: 'Это не обычный файл.' });
    if (stat.size > LARGEST) {
      const [size, most] = [Math.round(stat.size / 2 ** 20), LARGEST / 2 ** 20];
      throw new SubmissionError({
        en: `It has ${size} MB, more than ${most}: clear its outputs and hand it in again.`,
        ru: `В файле ${size} МБ, а можно не больше ${most}: очистите вывод ячеек и сдайте блокнот снова.`,
      });
    }
    const bytes = new Uint8Array(stat.size);
    const { bytesRead } = await handle.read(bytes, 0, stat.size, 0);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytesRead));
  } catch (error) {
    if (error instanceof SubmissionError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new SubmissionError(
      code.startsWith('ERR_ENCODING')
        ? { en: 'It is not written in UTF-8.', ru: 'Кодировка файла не UTF-8.' }
        : { en: `It cannot be read: ${code}.`, ru: `Файл не читается: ${code}.` },
    );
  } finally {
    await handle.close();
  }
}

export function parseSubmission(text: string): Submission {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw noNotebook((error as Error).message.slice(0, 200));
  }
  const all = field(notebook, 'cells');
  if (!Array.isArray(all)) throw noNotebook('it has no cells.', 'в нём нет ячеек.');
  if (all.length > MOST_CELLS)
    throw new SubmissionError({
      en: `It has ${all.length} cells, more than ${MOST_CELLS}.`,
      ru: `В блокноте ячеек: ${all.length}, а можно не больше ${MOST_CELLS}.`,
    });
  const cells: CodeCell[] = [];
  const gradeIds = new Map<string, number>();
  let length = 0;
  all.forEach((cell: unknown, i) => {
    const nbgrader = field(field(cell, 'metadata'), 'nbgrader');
    const id = field(nbgrader, 'grade_id');
    if (typeof id === 'string') gradeIds.set(id, (gradeIds.get(id) ?? 0) + 1);
    if (field(cell, 'cell_type') !== 'code') return;
    // nbgrader's own tests are the teacher's; the judge has them already
    if (field(nbgrader, 'grade') === true && field(nbgrader, 'solution') !== true) return;
    const source = joined(field(cell, 'source'));
    if (source === undefined)
      throw new SubmissionError({
        en: `The source of cell ${i + 1} is no text.`,
        ru: `Код ячейки ${i + 1} — не текст.`,
      });
    length += source.length;
    if (length > LONGEST_CODE)
      throw new SubmissionError({
        en: `It has more than ${LONGEST_CODE / 2 ** 20} MB of code.`,
        ru: `Кода в блокноте больше ${LONGEST_CODE / 2 ** 20} МБ.`,
      });
    if (source.trim())
      cells.push({ number: i + 1, source, ...(typeof id === 'string' ? { gradeId: id } : {}) });
  });
  const homework = field(field(field(notebook, 'metadata'), 'unrolled'), 'homework');
  return { cells, gradeIds, ...(typeof homework === 'number' ? { homework } : {}) };
}

/** JSON.parse explains itself in English only. */
const noNotebook = (en: string, ru = en) =>
  new SubmissionError({ en: `It is no notebook: ${en}`, ru: `Это не блокнот: ${ru}` });

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;

function joined(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  if (Array.isArray(source) && source.every((line) => typeof line === 'string')) return source.join('');
  return undefined;
}
