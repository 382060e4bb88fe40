import type { BlockContent, Code, Heading, PhrasingContent, RootContent } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { type Chapter, fenceId, isComponent, isElement, type JsxElement } from '../../site/book';
import { COMPONENTS } from './components';
import type { ShownEquation } from './equations';
import type { GradedCell } from './homework';
import { anchors, notebookLink } from './links';
import { beginning, html, quote, strong } from './markdown';
import { picture, readImage } from './pictures';
import { blocksOf, folded, type Piece, prose } from './pieces';
import { WORDS } from './words';

/** What a chapter shows that does not stand in its text. */
export interface Resources {
  readonly equations: ReadonlyMap<string, ShownEquation>;
  /** The code of each equation as it is written. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the answer fences compute, by id. */
  readonly answers: Readonly<Record<string, number>>;
  /** The still picture of each figure, as SVG. */
  readonly stills: ReadonlyMap<string, string>;
  /** Of a homework: the cells of its hidden checks, by question. */
  readonly hidden?: ReadonlyMap<string, readonly GradedCell[]>;
}

type Directive = Extract<RootContent, { type: 'containerDirective' }>;

/** Turns the syntax tree of a page into the pieces of its notebook. */
export class Writer {
  /** The equations whose code the reader has seen. */
  readonly shown = new Set<string>();
  /** How many exercises were written. */
  exercises = 0;
  /** The page's heading that the current piece stands under. */
  section: string | undefined;
  private readonly slugs: ReadonlyMap<number, string>;

  constructor(
    readonly chapter: Chapter,
    readonly resources: Resources,
  ) {
    this.slugs = new Map(anchors(chapter.tree).map(({ line, slug }) => [line, slug]));
  }

  pieces(nodes: readonly RootContent[]): Piece[] {
    return nodes.flatMap((node) => this.piece(node));
  }

  private piece(node: RootContent): Piece[] {
    switch (node.type) {
      case 'yaml':
      case 'mdxFlowExpression':
        return [];
      case 'code':
        return this.code(node);
      case 'heading':
        this.section = this.slugs.get(node.position!.start.line);
        return prose({ ...node, children: withoutEnd(this.phrasing(node.children)) } as Heading);
      case 'containerDirective':
        return prose(this.admonition(node));
      case 'mdxJsxFlowElement':
        return isComponent(node) ? COMPONENTS[node.name!]!(node, this) : this.details(node);
      case 'blockquote':
      case 'list':
      case 'listItem':
      case 'table':
      case 'tableRow':
        return prose({ ...node, children: blocksOf(this.pieces(node.children)) } as RootContent);
      case 'definition':
        return prose({ ...node, url: notebookLink(node.url, this.chapter, node.position!.start.line) });
      case 'paragraph':
      case 'tableCell': {
        const children = this.phrasing(node.children);
        return children.length || node.type === 'tableCell' ? prose({ ...node, children }) : [];
      }
      default:
        return prose(node);
    }
  }

  private code(node: Code): Piece[] {
    const id = fenceId(node);
    const cell = id && this.chapter.cells.find((one) => one.id === id);
    if (!cell) return prose({ ...node, meta: null });
    return cell.kind === 'answer' ? [] : [{ cell }];
  }

  private admonition(node: Directive): BlockContent {
    const [first, ...rest] = node.children;
    const labelled = first?.type === 'paragraph' && first.data?.directiveLabel;
    const title = labelled ? textOf(first) : WORDS[this.chapter.lang].admonitions[node.name]!;
    const blocks = blocksOf(this.pieces(labelled ? rest : node.children));
    return quote(...beginning([strong(`${title}.`)], blocks));
  }

  private details(node: JsxElement): Piece[] {
    const children = node.children as RootContent[];
    const isSummary = (child: RootContent) =>
      (isElement(child) && child.name === 'summary') ||
      (child.type === 'paragraph' && child.children.some((one) => isElement(one) && one.name === 'summary'));
    const summary = children.find(isSummary);
    const rest = this.pieces(children.filter((child) => child !== summary));
    return folded(summary ? textOf(summary) : '…', WORDS[this.chapter.lang].continued, rest);
  }

  /** Links lead to notebooks, images move in; comments go, HTML stays. */
  phrasing(nodes: readonly PhrasingContent[]): PhrasingContent[] {
    return nodes.flatMap((node): PhrasingContent[] => {
      const line = node.position?.start.line ?? 1;
      if (node.type === 'mdxTextExpression') return [];
      if (node.type === 'image') {
        if (/^[a-z]+:/i.test(node.url)) return [node];
        return [picture(readImage(node.url, this.chapter, line), node.alt ?? '')];
      }
      if (isElement(node)) {
        if (!node.children.length) return [html(`<${node.name}/>`)];
        const inner = this.phrasing(node.children as PhrasingContent[]);
        return [html(`<${node.name}>`), ...inner, html(`</${node.name}>`)];
      }
      if (!('children' in node)) return [node];
      const children = this.phrasing(node.children);
      if (node.type === 'link')
        return [{ ...node, children, url: notebookLink(node.url, this.chapter, line) }] as never;
      return [{ ...node, children }] as never;
    });
  }
}

/** A heading without the space that stood before its id. */
function withoutEnd(children: readonly PhrasingContent[]): PhrasingContent[] {
  const last = children.at(-1);
  if (last?.type !== 'text') return [...children];
  return [...children.slice(0, -1), { ...last, value: last.value.trimEnd() }];
}
