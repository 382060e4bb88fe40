import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import { readAttributes } from './components';
import type { Cell } from './fences';
import type { HomeworkOutline } from './homework';
import type { Problems } from './problems';
import type { JsxElement } from './syntax';

/** What pages may refer to; `allEquations()` and `figureNames()` fit. What is left out is not checked. */
export interface Known {
  readonly equations?: readonly {
    readonly id: string;
    readonly forms: readonly unknown[];
    readonly errata?: readonly unknown[] | undefined;
  }[];
  readonly figures?: readonly string[];
  readonly homework?: readonly HomeworkOutline[];
}

/** Whatever a page names must exist: equations, errata, figures, answers, other pages. */
export function checkReferences(tree: Root, cells: readonly Cell[], known: Known, problems: Problems): void {
  const unused = new Map(cells.filter((cell) => cell.kind === 'answer').map((cell) => [cell.id, cell]));
  visit(tree, 'mdxJsxFlowElement', (node) => {
    const { id, form, name, answer } = readAttributes(node);
    if (node.name === 'Equation' || node.name === 'Erratum')
      checkEquation(node, String(id), form ?? 0, known, problems);
    if (node.name === 'Figure' && known.figures && !known.figures.includes(String(name)))
      problems.add(node, `unknown figure "${name}"; there are ${known.figures.join(', ') || 'none'}`);
    if (node.name === 'Question') checkQuestion(node, problems);
    if (node.name !== 'Question' || answer === undefined) return;
    if (!unused.delete(String(answer)))
      problems.add(
        node,
        `answer="${answer}": no \`\`\`ts answer id=${answer} fence that no other question uses`,
      );
  });
  for (const cell of unused.values()) problems.add(cell.line, `no question has answer="${cell.id}"`);
  visit(tree, ['link', 'definition'], (node) => {
    const [, page] = /^([^#:]+\.mdx?)(?:#.*)?$/.exec((node as { url: string }).url) ?? [];
    if (page && !existsSync(join(dirname(problems.file), page))) problems.add(node, `no such page: ${page}`);
  });
}

function checkEquation(node: JsxElement, id: string, form: unknown, known: Known, problems: Problems): void {
  if (!known.equations) return;
  const equation = known.equations.find((one) => one.id === id);
  if (!equation) {
    problems.add(
      node,
      `unknown equation "${id}"; there are ${known.equations.map((one) => one.id).join(', ')}`,
    );
  } else if (node.name === 'Erratum' && !equation.errata?.length) {
    problems.add(node, `the equation ${id} has no errata`);
  } else if (node.name === 'Equation' && !(Number(form) in equation.forms)) {
    problems.add(node, `the equation ${id} has no form ${form}, only 0 to ${equation.forms.length - 1}`);
  }
}

const named = (nodes: readonly RootContent[], name: string): JsxElement[] =>
  nodes.filter((node): node is JsxElement => 'name' in node && node.name === name && 'attributes' in node);

/** Either a number to answer or options to choose from; every answer is explained. */
function checkQuestion(node: JsxElement, problems: Problems): void {
  const children = node.children as RootContent[];
  const options = named(children, 'Option');
  if ('answer' in readAttributes(node)) {
    if (options.length) problems.add(node, 'a <Question> with an answer has no <Option>');
    if (named(children, 'Why').length !== 1)
      problems.add(node, 'a <Question> with an answer explains it in one <Why>');
    return;
  }
  if ('tolerance' in readAttributes(node))
    problems.add(node, 'a tolerance belongs to a <Question> with an answer');
  if (options.length < 2) problems.add(node, 'a <Question> needs an answer or at least two <Option>s');
  else if (!options.some((option) => readAttributes(option).correct))
    problems.add(node, 'no <Option> is correct');
  for (const option of options)
    if (named(option.children as RootContent[], 'Why').length !== 1)
      problems.add(option, 'every <Option> explains itself in one <Why>');
}
