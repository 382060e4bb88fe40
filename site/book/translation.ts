import { createHash } from 'node:crypto';
import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { tag } from './components';
import { type Cell, fenceId } from './fences';
import { shown } from './layout';
import { isComponent } from './lift';
import { lineOf, type Problems } from './problems';
import { parsePage } from './syntax';

/**
 * Names the English text that a translation was made from. The bodies of fences with an id are left out:
 * the translation takes them from the English page, so they cannot go stale.
 */
export function englishHash(text: string, file = 'page.mdx'): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const shared = new Set<number>();
  visit(parsePage(text, file).tree, 'code', (node) => {
    if (fenceId(node) === undefined) return;
    const { start, end } = node.position!;
    for (let line = start.line + 1; line < end.line; line++) shared.add(line);
  });
  const own = lines.filter((_, i) => !shared.has(i + 1)).join('\n');
  return createHash('sha256').update(own).digest('hex').slice(0, 12);
}

/** What both languages must have in common: cells, components, their order. */
interface Part {
  readonly name: string;
  readonly line: number;
}

export function parts(tree: Root): Part[] {
  const found: Part[] = [];
  visit(tree, (node) => {
    if (isComponent(node as never)) found.push({ name: tag(node as never), line: lineOf(node) });
    else if (node.type === 'code' && fenceId(node) !== undefined)
      found.push({ name: `\`\`\`${node.lang} ${node.meta}`, line: lineOf(node) });
  });
  return found;
}

export interface Side {
  readonly file: string;
  readonly tree: Root;
  readonly cells: readonly Cell[];
}

/** Gives the translation's empty fences the English code; problems where the two pages do not match. */
export function takeCode(cells: readonly Cell[], tree: Root, english: Side, problems: Problems): Cell[] {
  const original = new Map(english.cells.map((cell) => [cell.id, cell]));
  const source = shown(english.file);
  for (const cell of english.cells)
    if (!cells.some((own) => own.id === cell.id))
      problems.add(1, `the cell "${cell.id}" of ${source}:${cell.line} is missing`);
  for (const cell of cells) {
    if (!original.has(cell.id))
      problems.add(cell.line, `unknown fence id "${cell.id}": ${source} has no such cell`);
    if (cell.code.trim())
      problems.add(cell.line, `the fence ${cell.id} must be empty: its code comes from ${source}`);
  }
  visit(tree, 'code', (node) => {
    node.value = original.get(fenceId(node) ?? '')?.code ?? node.value;
  });
  return cells.map((cell) => ({ ...cell, code: original.get(cell.id)?.code ?? '' }));
}

/** Equal content: the same components and cells in the same order. Reports the first difference. */
export function compareParts(tree: Root, english: Side, problems: Problems): void {
  const [own, theirs] = [parts(tree), parts(english.tree)];
  const at = theirs.findIndex((part, i) => part.name !== own[i]?.name);
  const where = (part: Part) => `${shown(english.file)}:${part.line}`;
  if (at >= 0) {
    const [expected, found] = [theirs[at]!, own[at]];
    const instead = found ? `, found ${found.name}` : ', found the end of the page';
    problems.add(
      found?.line ?? own.at(-1)?.line ?? 1,
      `expected ${expected.name} as in ${where(expected)}${instead}`,
    );
  } else if (own.length > theirs.length) {
    problems.add(own[theirs.length]!.line, `${own[theirs.length]!.name} is not in ${shown(english.file)}`);
  }
}
