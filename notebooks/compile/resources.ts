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
import { compile } from './notebook';
import { still } from './still';
import type { Resources } from './writer';

/** What the pages of the book may refer to. */
export const known = (root = ROOT): Known => ({
  equations: equations.allEquations(),
  figures: figureNames(root),
});

/** What one chapter shows: equations with their code, computed answers, still pictures. */
export async function resourcesOf(chapter: Chapter): Promise<Resources> {
  const stills = new Map<string, string>();
  for (const name of figuresOf(chapter)) stills.set(name, await still(name, chapter.lang));
  return {
    equations: new Map(equations.allEquations().map((equation) => [equation.id, equation])),
    sources: equationSources(join(ROOT, 'lib')),
    answers: await computeAnswers(chapter),
    stills,
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
