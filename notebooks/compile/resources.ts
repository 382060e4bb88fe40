import { join } from 'node:path';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { visit } from 'unist-util-visit';
import { equations } from 'unrolled';
import {
  type Chapter,
  figureNames,
  type Known,
  type Lang,
  pageFile,
  ROOT,
  readAttributes,
  readChapter,
} from '../../site/book';
import { computeAnswers } from '../../site/book/answers';
import { equationSources } from '../../site/tools/equation-source';
import { hiddenCells, outlines } from './homework';
import { compile } from './notebook';
import { still } from './still';
import type { Resources } from './writer';

/** What the pages of the book may refer to. */
export const known = (root = ROOT): Known => ({
  equations: equations.allEquations(),
  figures: figureNames(root),
  homework: outlines(),
});

/**
 * What one chapter shows: equations with their code, computed answers, still pictures. Given a seed, a homework shows
 * its hidden checks, too.
 */
export async function resourcesOf(chapter: Chapter, seed?: number): Promise<Resources> {
  const stills = new Map<string, string>();
  for (const name of figuresOf(chapter)) stills.set(name, await still(name, chapter.lang));
  return {
    equations: new Map(equations.allEquations().map((equation) => [equation.id, equation])),
    sources: equationSources(join(ROOT, 'lib')),
    answers: await computeAnswers(chapter),
    stills,
    ...(chapter.homework && { hidden: hiddenCells(chapter.homework.name, chapter.lang, seed) }),
  };
}

function figuresOf({ tree }: Chapter): string[] {
  const names: string[] = [];
  visit(tree, 'mdxJsxFlowElement', (node) => {
    if (node.name === 'Figure') names.push(String(readAttributes(node).name));
  });
  return names;
}

export interface CompiledChapter {
  readonly chapter: Chapter;
  readonly notebook: INotebookContent;
}

/** A chapter of the book, read, checked and compiled. */
export async function compileChapter(name: string, lang: Lang, root = ROOT): Promise<CompiledChapter> {
  const chapter = readChapter(pageFile(lang, name, root), lang, known(root));
  return { chapter, notebook: compile(chapter, await resourcesOf(chapter)) };
}

/** The notebook that a homework is graded with: solutions and hidden checks, whose inputs are drawn from the seed. */
export async function compileInstructor(name: string, lang: Lang, seed: number): Promise<INotebookContent> {
  const chapter = readChapter(pageFile(lang, name), lang, known(), { solutions: true });
  return compile(chapter, await resourcesOf(chapter, seed));
}
