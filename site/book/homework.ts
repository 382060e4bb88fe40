import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { readAttributes } from './components';
import { type Cell, fenceId } from './fences';
import { fileName, type Lang } from './layout';
import { lineOf, type Problems } from './problems';
import type { Known } from './references';

/** What a page has to know of a question: nothing of how it is graded. */
export interface QuestionOutline {
  readonly id: string;
  /** The student's functions that its public check calls. */
  readonly functions: readonly string[];
  readonly points: number;
}

export interface HomeworkOutline {
  readonly name: string;
  readonly number: number;
  readonly questions: readonly QuestionOutline[];
}

const BEGIN = '// BEGIN SOLUTION';
const END = '// END SOLUTION';
const MARK = /(BEGIN|END)\s+(SOLUTION|HIDDEN)/i;
/** What stands in the place of a solution; the same as nbgrader_config.py has it. */
const STUB = ['// YOUR CODE HERE', 'throw new Error("Not implemented");'];

/**
 * The student's version of a solution cell: what lies between the marks is gone. It throws inside of the function, as
 * the cell itself has to run. Throws where the marks do not pair, so that nothing is ever released by a typing error.
 */
export function released(code: string): string {
  const out: string[] = [];
  let hidden = false;
  let regions = 0;
  for (const line of code.split('\n')) {
    const [indent] = /^\s*/.exec(line)!;
    const mark = line.trim();
    if (mark === BEGIN) {
      if (hidden) throw new Error(`a second ${BEGIN} before ${END}`);
      hidden = true;
      regions++;
      out.push(...STUB.map((words) => indent + words));
    } else if (mark === END) {
      if (!hidden) throw new Error(`${END} without ${BEGIN}`);
      hidden = false;
    } else if (MARK.test(line)) {
      throw new Error(`a mark that is not written ${BEGIN} or ${END}: ${mark}`);
    } else if (!hidden) out.push(line);
  }
  if (hidden) throw new Error(`${BEGIN} without ${END}`);
  if (regions === 0) throw new Error(`no ${BEGIN} … ${END}: all of it would be released`);
  return out.join('\n');
}

/** The cell of a question's public check. */
export const checkId = (question: string): string => `${question}-public`;

function checkCode({ number }: HomeworkOutline, { id, functions }: QuestionOutline, lang: Lang): string {
  const own = `{ ${functions.join(', ')} }`;
  const call = [`'hw${number}.${id}'`, own, ...(lang === 'en' ? [] : [`'${lang}'`])].join(', ');
  return `import { homework } from 'unrolled';\nawait homework.check(${call});`;
}

/** The cells of a homework as a student gets them, with a cell for each `<Checks>`. */
export function readHomework(
  page: string,
  lang: Lang,
  tree: Root,
  cells: readonly Cell[],
  { homework: all }: Known,
  solutions: boolean,
  problems: Problems,
): { readonly cells: Cell[]; readonly homework?: HomeworkOutline } {
  const homework = all?.find(({ name }) => name === fileName(page));
  if (all && !homework)
    problems.add(
      1,
      `no homework of this name; there are ${all.map(({ name }) => name).join(', ') || 'none'}`,
    );
  const questions = new Map(homework?.questions.map((question) => [question.id, question]));
  const left = { solution: new Set(questions.keys()), check: new Set(questions.keys()) };
  const own = new Map(
    cells.map((cell) => [cell.id, solutions ? cell : { ...cell, code: release(cell, problems) }]),
  );
  const found: Cell[] = [];
  visit(tree, (node) => {
    if (node.type === 'code') {
      const cell = own.get(fenceId(node) ?? '');
      if (cell?.kind !== 'solution' && MARK.test(node.value))
        problems.add(node, 'the marks of a solution stand in ```ts solution fences only');
      if (!cell) return;
      node.value = cell.code;
      found.push(cell);
      if (homework && cell.kind === 'solution' && !left.solution.delete(cell.id))
        problems.add(
          node,
          `the homework has no question ${cell.id}; there are ${[...questions.keys()].join(', ')}`,
        );
    }
    if (node.type !== 'mdxJsxFlowElement' || node.name !== 'Checks' || !homework) return;
    const id = String(readAttributes(node).question);
    const question = questions.get(id);
    if (question && left.check.delete(id))
      found.push({
        id: checkId(id),
        kind: 'check',
        flags: [],
        code: checkCode(homework, question, lang),
        line: lineOf(node),
      });
    else
      problems.add(
        node,
        `<Checks question="${id}">: ${question ? 'it has its checks above' : 'no such question'}`,
      );
  });
  for (const id of left.solution) problems.add(1, `no \`\`\`ts solution id=${id}`);
  for (const id of left.check) problems.add(1, `no <Checks question="${id}" />`);
  return homework ? { cells: found, homework } : { cells: found };
}

function release({ kind, code, id, line }: Cell, problems: Problems): string {
  // an empty cell is reported where it stands
  if (kind !== 'solution' || !code.trim()) return code;
  try {
    return released(code);
  } catch (error) {
    problems.add(line, `the solution ${id}: ${(error as Error).message}`);
    return '';
  }
}

/** A chapter has no homework in it, which would be shown as it stands. */
export function refuseSolutions(tree: Root, cells: readonly Cell[], problems: Problems): void {
  for (const { id, kind, line } of cells)
    if (kind === 'solution') problems.add(line, `the solution ${id}: solutions stand in homework pages only`);
  visit(tree, 'mdxJsxFlowElement', (node) => {
    if (node.name === 'Checks') problems.add(node, '<Checks> stands in homework pages only');
  });
}
