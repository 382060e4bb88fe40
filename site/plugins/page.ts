import type { Code, Nodes, Parents, Root, RootContent } from 'mdast';
import {
  type Attributes,
  type Chapter,
  checkId,
  isElement,
  numberIn,
  Problems,
  readAttributes,
  readFence,
  savedOutputs,
} from '../book';
import type { Shown } from '../src/kernel/messages';
import { type EquationData, readGenerated } from '../tools/generated';
import { highlight } from '../tools/highlight';
import { renderMath } from '../tools/math';
import { fromNotebook, outputsHtml } from '../tools/saved';
import { component, markdown } from './nodes';

/** One page on its way from what its author wrote to what the site's components need. */
export class PageBuilder {
  private readonly stills: string[] = [];
  private readonly counts = { cell: 0, equation: 0, figure: 0, exercise: 0, quiz: 0, question: 0 };
  private readonly saved: Readonly<Record<string, readonly Shown[]>>;
  private readonly code: ReadonlyMap<string, string>;
  private readonly answers: Readonly<Record<string, number>>;

  constructor(
    private readonly chapter: Chapter,
    private readonly equations: readonly EquationData[],
  ) {
    const { lang, name, cells } = chapter;
    const executed = Object.entries(savedOutputs(lang, name));
    const own = readGenerated('outputs')[name];
    this.saved = own ?? Object.fromEntries(executed.map(([id, outputs]) => [id, fromNotebook(outputs)]));
    this.code = new Map(cells.map((cell) => [cell.id, cell.code]));
    this.answers = readGenerated('answers')[name] ?? {};
  }

  /** Rewrites the tree; returns the page's stills: HTML that is sent once, with the page, and not again as script. */
  build(tree: Root): readonly string[] {
    this.children(tree);
    const live = this.chapter.cells.filter(({ kind }) => kind !== 'answer').length;
    if (live > 0 && this.chapter.name !== 'index') {
      const { name, homework } = this.chapter;
      const notebook = homework || Object.keys(this.saved).length > 0 ? name : undefined;
      tree.children.unshift(component('ChapterBar', { cells: live, notebook }));
    }
    return this.stills;
  }

  private still(html: string): number {
    return this.stills.push(html) - 1;
  }

  private children(node: Parents): void {
    node.children = (node.children as RootContent[]).flatMap((child) =>
      this.node(child),
    ) as typeof node.children;
  }

  private node(node: RootContent): RootContent[] {
    if (node.type === 'code') return this.fence(node);
    if (node.type === 'math' || node.type === 'inlineMath')
      return [this.formula(node.value, node.type === 'math')];
    if (isElement(node)) return [this.component(node)];
    if ('children' in node) this.children(node);
    return [node];
  }

  private formula(tex: string, display: boolean): RootContent {
    return component('Formula', { still: this.still(renderMath(tex, display)), display }, [], !display);
  }

  private fence(node: Code): RootContent[] {
    const cell = readFence(node, new Problems(this.chapter.file));
    if (!cell) return [this.listing(node.value, node.lang ?? '')];
    if (cell.kind === 'answer') return [];
    return [this.cell(cell.id, { slow: cell.flags.includes('slow') })];
  }

  private cell(id: string, more: { slow?: boolean; question?: number } = {}): RootContent {
    const source = this.code.get(id) ?? '';
    const saved = this.saved[id] ?? [];
    return component('LiveCell', {
      id,
      page: this.chapter.name,
      n: ++this.counts.cell,
      source,
      still: this.still(highlight(source)),
      saved: saved.length ? this.still(outputsHtml(saved)) : undefined,
      ...more,
    });
  }

  private checks(question: string): RootContent {
    const at = this.chapter.homework!.questions.findIndex(({ id }) => id === question);
    return this.cell(checkId(question), { question: at + 1 });
  }

  private listing(source: string, language: string): RootContent {
    return component('Listing', { still: this.still(highlight(source, language)) });
  }

  private component(node: Parents & Nodes & { name: string | null }): RootContent {
    const attributes = readAttributes(node as never);
    const made = this.named(node, attributes);
    if (made) return made;
    this.children(node);
    return node as RootContent;
  }

  private named(node: Parents & { name: string | null }, given: Attributes): RootContent | undefined {
    switch (node.name) {
      case 'Equation':
        return this.equation(String(given.id), Number(given.form ?? 0));
      case 'Erratum':
        return this.erratum(String(given.id));
      case 'Figure':
        return this.figure(node, String(given.name));
      case 'Checks':
        return this.checks(String(given.question));
      case 'Exercise':
        this.children(node);
        return component('Exercise', { number: this.number('exercise'), title: given.title }, node.children);
      case 'Quiz':
        this.counts.question = 0;
        this.counts.quiz++;
        this.children(node);
        return component('Quiz', { title: given.title }, node.children);
      case 'Question':
        return this.question(node, given);
      default:
        return undefined;
    }
  }

  private equation(id: string, form: number): RootContent {
    const { lang } = this.chapter;
    const { title, forms, code } = this.equations.find((one) => one.id === id)!;
    const number = this.number('equation');
    const { source, tex } = forms[form];
    const others = forms
      .filter((_, i) => i !== form)
      .map((other) => component('Written', { source: other.source }, [this.formula(other.tex, true)]));
    return component('Equation', { id, number, title: title[lang], source }, [
      component('EquationRow', { number }, [this.formula(tex, true)]),
      // in a homework this is what the student writes
      ...(this.chapter.homework ? [] : [component('EquationCode', {}, [this.listing(code, 'ts')])]),
      ...(others.length ? [component('EquationForms', {}, others)] : []),
    ]);
  }

  private erratum(id: string): RootContent {
    const { lang } = this.chapter;
    const { title, forms, errata } = this.equations.find((one) => one.id === id)!;
    const printed = errata.map(({ source, tex, why }) => {
      const reasons = { type: 'root', children: markdown(why[lang]) } as Root;
      this.children(reasons);
      return component('Misprint', { source }, [
        component('Printed', {}, [this.formula(tex, true)]),
        component('Because', {}, reasons.children),
      ]);
    });
    const right = component('Holds', { source: forms[0].source }, [this.formula(forms[0].tex, true)]);
    return component('Erratum', { id, title: title[lang] }, [...printed, right]);
  }

  private figure(node: Parents, name: string): RootContent {
    const picture = readGenerated('pictures')[name]![this.chapter.lang];
    this.children(node);
    return component(
      'Figure',
      { name, number: this.number('figure'), still: this.still(picture) },
      node.children,
    );
  }

  private question(node: Parents, given: Attributes): RootContent {
    const n = ++this.counts.question;
    const name = `${this.chapter.name}/quiz-${this.counts.quiz}-${n}`;
    this.children(node);
    const [parts, text] = split(node, 'Option', 'Why');
    const asked = component('QuestionText', {}, text);
    if (given.answer !== undefined) {
      const id = String(given.answer);
      if (this.answers[id] === undefined)
        throw new Error(`${this.chapter.file}: the answer ${id} is not computed yet`);
      const source = component('AnswerCode', {}, [this.listing(this.code.get(id) ?? '', 'ts')]);
      return component('Question', { name, n, value: this.answers[id], tolerance: given.tolerance }, [
        asked,
        ...parts,
        source,
      ]);
    }
    const correct = parts.map((option) => Boolean(readAttributes(option as never).correct));
    const options = parts.map((option, index) => {
      const [explained, label] = split(option as Parents, 'Why');
      const [only] = label;
      const phrasing = label.length === 1 && only.type === 'paragraph' ? only.children : label;
      return component('Option', { index, correct: correct[index] }, [
        component('OptionText', {}, phrasing as RootContent[]),
        ...explained,
      ]);
    });
    return component('Question', { name, n, many: correct.filter(Boolean).length > 1 }, [asked, ...options]);
  }

  private number(kind: 'equation' | 'figure' | 'exercise'): string {
    return numberIn(this.chapter.name, ++this.counts[kind]);
  }
}

/** The children that are components of these names, and the rest. */
function split(node: Parents, ...names: string[]): [RootContent[], RootContent[]] {
  const children = node.children as RootContent[];
  const named = (child: RootContent) => isElement(child) && names.includes(child.name ?? '');
  return [children.filter(named), children.filter((child) => !named(child))];
}
