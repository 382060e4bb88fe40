import type { RootContent } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { checkId, type JsxElement, numberIn, readAttributes } from '../../site/book';
import { equationBlocks, erratumBlocks } from './equations';
import { pageUrl } from './links';
import { heading, link, paragraph } from './markdown';
import { picture, svgImage } from './pictures';
import { folded, type Piece, prose } from './pieces';
import { questionPieces } from './quiz';
import { WORDS } from './words';
import type { Writer } from './writer';

type Component = (node: JsxElement, writer: Writer) => Piece[];

const inside: Component = (node, writer) => writer.pieces(node.children as RootContent[]);

const titled = (label: string, node: JsxElement): Piece[] =>
  prose(heading(3, `${label}. ${readAttributes(node).title}`));

const fold =
  (word: 'hint' | 'solution'): Component =>
  (node, writer) => {
    const words = WORDS[writer.chapter.lang];
    return folded(words[word], words.continued, inside(node, writer));
  };

const questions: Component = (node, writer) => {
  let number = 0;
  return (node.children as RootContent[]).flatMap((child) =>
    child.type === 'mdxJsxFlowElement' && child.name === 'Question'
      ? questionPieces(child, ++number, writer)
      : writer.pieces([child]),
  );
};

/** What each component of a page becomes in a notebook. The parts of a quiz are written by its questions. */
export const COMPONENTS: Readonly<Record<string, Component>> = {
  Equation: (node, writer) => {
    const { id, form } = readAttributes(node);
    const equation = writer.resources.equations.get(String(id))!;
    // another form of it is the same code; in a homework the code is the student's
    const known = writer.shown.has(equation.id) || writer.chapter.homework;
    const source = known ? undefined : writer.resources.sources.get(equation.id)!;
    writer.shown.add(equation.id);
    return prose(...equationBlocks(equation, Number(form ?? 0), source, writer.chapter.lang));
  },
  Erratum: (node, { chapter, resources }) =>
    prose(...erratumBlocks(resources.equations.get(String(readAttributes(node).id))!, chapter.lang)),
  Figure: (node, writer) => {
    const { chapter, resources, section } = writer;
    const name = String(readAttributes(node).name);
    const alt = textOf(node).replace(/\s+/g, ' ').trim() || name;
    const live = link(WORDS[chapter.lang].figure, pageUrl(chapter.lang, chapter.name, section));
    return [
      ...prose(paragraph(picture(svgImage(resources.stills.get(name)!), alt))),
      ...inside(node, writer),
      ...prose(paragraph({ type: 'emphasis', children: [live] })),
    ];
  },
  Checks: (node, { chapter, resources }) => {
    const id = String(readAttributes(node).question);
    const { points } = chapter.homework!.questions.find((one) => one.id === id)!;
    const cell = chapter.cells.find((one) => one.id === checkId(id))!;
    return [{ cell, points }, ...resources.hidden!.get(id)!];
  },
  Quiz: (node, writer) => [...titled(WORDS[writer.chapter.lang].quiz, node), ...questions(node, writer)],
  Exercise: (node, writer) => {
    const { lang, name } = writer.chapter;
    const number = numberIn(name, ++writer.exercises);
    return [...titled(`${WORDS[lang].exercise} ${number}`, node), ...inside(node, writer)];
  },
  Hint: fold('hint'),
  Solution: fold('solution'),
};
