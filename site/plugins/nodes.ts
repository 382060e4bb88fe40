import type { Root, RootContent } from 'mdast';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

type Value = string | number | boolean | undefined;

/** `<Name …>` in a page's tree. Attributes arrive as text, or as true; false and undefined do not arrive. */
export function component(
  name: string,
  attributes: Readonly<Record<string, Value>>,
  children: readonly RootContent[] = [],
  inline = false,
): RootContent {
  return {
    type: inline ? 'mdxJsxTextElement' : 'mdxJsxFlowElement',
    name,
    attributes: Object.entries(attributes)
      .filter(([, value]) => value !== undefined && value !== false)
      .map(([key, value]) => ({
        type: 'mdxJsxAttribute',
        name: key,
        value: value === true ? null : String(value),
      })),
    children: [...children],
  } as RootContent;
}

const parser = unified().use(remarkParse).use(remarkMath);

/** A text of the library, in which $formulas$ and `code` may stand. */
export const markdown = (text: string): RootContent[] => (parser.parse(text) as Root).children;
