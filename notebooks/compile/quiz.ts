import type { BlockContent, RootContent } from 'mdast';
import { type JsxElement, readAttributes } from '../../site/book';
import { beginning, list, paragraph, strong, text, typescript } from './markdown';
import { blocksOf, folded, type Piece, prose } from './pieces';
import { WORDS } from './words';
import type { Writer } from './writer';

const isNamed = (node: RootContent, name: string): node is RootContent & JsxElement =>
  node.type === 'mdxJsxFlowElement' && node.name === name;

/** A question, what there is to choose from, and below it, folded, the answer with its explanation. */
export function questionPieces(node: JsxElement, number: number, writer: Writer): Piece[] {
  const children = node.children as RootContent[];
  const words = WORDS[writer.chapter.lang];
  const asked = writer.pieces(
    children.filter((child) => !isNamed(child, 'Option') && !isNamed(child, 'Why')),
  );
  const [first, ...rest] = asked;
  const opens = first && 'block' in first;
  const [begin, ...more] = beginning([strong(`${number}.`)], opens ? [first.block as BlockContent] : []);
  const options = children.filter((child) => isNamed(child, 'Option'));
  const answer = options.length ? choices(options, writer) : numeric(node, children, writer);
  return [
    { block: begin!, cut: number > 1 },
    ...prose(...more),
    ...(opens ? rest : asked),
    ...(options.length ? prose(list(options.map((option, i) => lettered(i, told(option, writer))))) : []),
    ...folded(words.answer, words.continued, prose(...answer)),
  ];
}

const letter = (i: number): string => String.fromCharCode('A'.charCodeAt(0) + i);
const lettered = (i: number, blocks: readonly BlockContent[]) => beginning([strong(`${letter(i)}.`)], blocks);

/** An option without its explanation. */
const told = (option: JsxElement, writer: Writer): BlockContent[] =>
  blocksOf(writer.pieces((option.children as RootContent[]).filter((child) => !isNamed(child, 'Why'))));

const explained = (nodes: readonly RootContent[], writer: Writer): BlockContent[] => {
  const why = nodes.find((child) => isNamed(child, 'Why')) as JsxElement;
  return blocksOf(writer.pieces(why.children as RootContent[]));
};

function choices(options: readonly JsxElement[], writer: Writer): BlockContent[] {
  const { right, wrong } = WORDS[writer.chapter.lang];
  return [
    list(
      options.map((option, i) => {
        const verdict = readAttributes(option).correct ? right : wrong;
        const why = explained(option.children as RootContent[], writer);
        return beginning([strong(`${letter(i)}, ${verdict}.`)], why);
      }),
    ),
  ];
}

function numeric(node: JsxElement, children: readonly RootContent[], writer: Writer): BlockContent[] {
  const id = String(readAttributes(node).answer);
  const { computedBy } = WORDS[writer.chapter.lang];
  const cell = writer.chapter.cells.find((one) => one.id === id)!;
  const value = String(Number(writer.resources.answers[id]!.toPrecision(6)));
  return [
    ...beginning([strong(`${value}.`)], explained(children, writer)),
    paragraph(text(computedBy)),
    typescript(cell.code),
  ];
}
