import type { Code, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Problems } from './problems';

export type CellKind = 'live' | 'answer' | 'solution' | 'check';

/**
 * A code fence with an id: `live` cells run on the page and in the notebook, `answer` cells compute a quiz's answer,
 * `solution` cells are what a student of a homework writes. A `check` is no fence: `<Checks>` stands for it.
 */
export interface Cell {
  readonly id: string;
  readonly kind: CellKind;
  /** `slow`: runs for more than about two seconds. */
  readonly flags: readonly string[];
  readonly code: string;
  readonly line: number;
}

const FLAGS = { live: ['slow'], answer: [], solution: [] } as const;
type FenceKind = keyof typeof FLAGS;
const words = (node: Code): string[] => (node.meta ?? '').split(/\s+/).filter(Boolean);
const isKind = (word: string | undefined): word is FenceKind => word !== undefined && word in FLAGS;

/** The id that a fence carries, well formed or not. */
export const fenceId = (node: Code): string | undefined =>
  words(node)
    .find((word) => word.startsWith('id='))
    ?.slice(3);

/** A fence of the book as a cell; undefined for plain code, with or without highlighting. */
export function readFence(node: Code, problems: Problems): Cell | undefined {
  const [kind, ...rest] = words(node);
  const id = fenceId(node);
  if (!isKind(kind)) {
    if (id !== undefined)
      problems.add(node, `the fence ${id} has an id, but is neither ${Object.keys(FLAGS).join(' nor ')}`);
    return undefined;
  }
  if (node.lang !== 'ts') problems.add(node, `a ${kind} fence is written in ts, not in ${node.lang}`);
  if (id === undefined) {
    problems.add(node, `a ${kind} fence needs an id: \`\`\`ts ${kind} id=…`);
    return undefined;
  }
  if (!/^[a-z0-9-]{1,64}$/.test(id))
    problems.add(node, `malformed fence id "${id}": lower-case letters, digits and hyphens`);
  const flags = rest.filter((word) => word !== `id=${id}`);
  for (const flag of flags)
    if (!(FLAGS[kind] as readonly string[]).includes(flag))
      problems.add(node, `unknown flag "${flag}" of the ${kind} fence ${id}`);
  return { id, kind, flags, code: node.value, line: node.position?.start.line ?? 1 };
}

/** All cells of a page in order; ids are unique in it. */
export function readCells(tree: Root, problems: Problems): Cell[] {
  const cells: Cell[] = [];
  visit(tree, 'code', (node) => {
    const cell = readFence(node, problems);
    if (!cell) return;
    const twin = cells.find((other) => other.id === cell.id);
    if (twin) problems.add(node, `duplicate fence id "${cell.id}", first used in line ${twin.line}`);
    cells.push(cell);
  });
  return cells;
}
