import { join } from 'node:path';
import type { Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { type Chapter, figureNames, langOf, liftComponents, Problems, readChapter } from '../book';
import { readGenerated, stillsFolder, writeText } from '../tools/generated';
import { renderMath } from '../tools/math';
import { stillsModule } from './bundling';
import { component, importOf } from './nodes';
import { PageBuilder } from './page';

/**
 * Turns a page as its author wrote it into what the site's components need: cells with their code, highlighting and
 * saved outputs, equations from the registry, formulas as HTML, numbers of everything that is numbered.
 */
export default function remarkBook() {
  return (tree: Root, { path }: { path: string }): void => {
    const lang = langOf(path);
    const equations = readGenerated('equations');
    const homework = readGenerated('homework');
    const chapter = readChapter(path, lang, { equations, figures: figureNames(), homework });
    if (chapter.stale) console.warn(chapter.stale.message);
    checkMath(chapter);
    liftComponents(tree);
    const stills = new PageBuilder(chapter, equations).build(tree);
    withStills(tree, `${lang}/${chapter.name}`, stills);
  };
}

/**
 * Writes the stills beside the other generated files and gives them to the page through an import, which the bundler
 * answers with nothing in the browser's script: see bundling.ts and src/still/Still.tsx.
 */
function withStills(tree: Root, page: string, stills: readonly string[]): void {
  writeText(join(stillsFolder, `${page}.json`), JSON.stringify(stills));
  const isCode = (node: RootContent) => node.type === 'mdxjsEsm' || node.type === 'yaml';
  const content = tree.children.filter((node) => !isCode(node));
  tree.children = [
    ...tree.children.filter(isCode),
    importOf('stills', `${stillsModule}/${page}.json`),
    component('Stills', { of: { name: 'stills' } }, content),
  ];
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
