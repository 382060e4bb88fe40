import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { type Chapter, figureNames, langOf, liftComponents, Problems, readChapter } from '../book';
import { readGenerated } from '../tools/generated';
import { renderMath } from '../tools/math';
import { PageBuilder } from './page';

/**
 * Turns a page as its author wrote it into what the site's components need: cells with their code, highlighting and
 * saved outputs, equations from the registry, formulas as HTML, numbers of everything that is numbered.
 */
export default function remarkBook() {
  return (tree: Root, { path }: { path: string }): void => {
    const lang = langOf(path);
    const equations = readGenerated('equations');
    const chapter = readChapter(path, lang, { equations, figures: figureNames() });
    if (chapter.stale) console.warn(chapter.stale.message);
    checkMath(chapter);
    liftComponents(tree);
    new PageBuilder(chapter, equations).build(tree);
  };
}

/** The chapter's own tree knows the lines of the file. */
function checkMath({ tree, file }: Chapter): void {
  const problems = new Problems(file);
  visit(tree, ['math', 'inlineMath'], (node) => {
    try {
      renderMath((node as { value: string }).value, node.type === 'math');
    } catch (error) {
      problems.add(node, (error as Error).message);
    }
  });
  problems.throwIfAny();
}
