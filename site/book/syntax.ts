import type { Root, RootContentMap } from 'mdast';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { parse as parseYaml } from 'yaml';
import { liftComponents } from './lift';
import { BookError } from './problems';

export type JsxElement = RootContentMap['mdxJsxFlowElement'] | RootContentMap['mdxJsxTextElement'];

export interface Page {
  readonly frontMatter: Readonly<Record<string, unknown>>;
  readonly tree: Root;
}

const parser = unified()
  .use(remarkParse)
  .use(remarkFrontmatter)
  .use(remarkMdx)
  .use(remarkMath)
  .use(remarkGfm)
  .use(remarkDirective);

/** Reads the syntax of a page: what Docusaurus reads, with components standing as blocks. */
export function parsePage(text: string, file: string): Page {
  const tree = parseTree(text, file);
  restoreColons(tree, text);
  liftComponents(tree);
  return { frontMatter: readFrontMatter(text, file), tree };
}

function parseTree(text: string, file: string): Root {
  try {
    return parser.parse(text);
  } catch (error) {
    const { line, reason = String(error) } = error as { line?: number; reason?: string };
    // an element that is never closed is reported at the end of the page, and its start in the words only
    const [, start] = /\((\d+):\d+-/.exec(reason) ?? [];
    const hint = reason.includes('acorn') ? ': { begins an expression; formulas stand between $ and $' : '';
    throw new BookError(file, [{ line: line ?? Number(start ?? 1), message: reason + hint }]);
  }
}

/** `a:b` in a sentence is no directive: only `:::note` blocks are. */
function restoreColons(tree: Root, text: string): void {
  visit(tree, ['textDirective', 'leafDirective'], (node, index, parent) => {
    const { start, end } = node.position!;
    const value = text.slice(start.offset, end.offset);
    const words = { type: 'text' as const, value, position: node.position };
    const block = node.type === 'leafDirective' ? { type: 'paragraph' as const, children: [words] } : words;
    (parent as Root).children[index!] = block as Root['children'][number];
    return SKIP;
  });
}

/** The front matter alone, also of a page whose text cannot be read. */
export function readFrontMatter(text: string, file: string): Record<string, unknown> {
  const [, yaml = ''] = /^---\r?\n([\s\S]*?)^---\s*$/m.exec(text) ?? [];
  if (!text.startsWith('---')) return {};
  try {
    const value: unknown = parseYaml(yaml);
    return value && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch (error) {
    const { linePos, message } = error as { linePos?: [{ line: number }]; message: string };
    const [reason] = message.split(/ at line \d/);
    // the front matter's first line is the second of the file
    throw new BookError(file, [{ line: 1 + (linePos?.[0].line ?? 1), message: `front matter: ${reason}` }]);
  }
}
