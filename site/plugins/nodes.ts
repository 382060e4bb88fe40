import { parse } from 'acorn';
import type { Root, RootContent } from 'mdast';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** A variable of the page's module. */
interface Variable {
  readonly name: string;
}
type Value = string | number | boolean | Variable | undefined;

const estree = (code: string) => parse(code, { ecmaVersion: 2022, sourceType: 'module' });

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
      .map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value: attributeValue(value) })),
    children: [...children],
  } as RootContent;
}

function attributeValue(value: Value): unknown {
  if (value === true) return null;
  if (typeof value !== 'object') return String(value);
  return { type: 'mdxJsxAttributeValueExpression', value: value.name, data: { estree: estree(value.name) } };
}

/** `import name from 'module'` at the top of a page. */
export function importOf(name: string, module: string): RootContent {
  const value = `import ${name} from ${JSON.stringify(module)}`;
  return { type: 'mdxjsEsm', value, data: { estree: estree(value) } } as RootContent;
}

const parser = unified().use(remarkParse).use(remarkMath);

/** A text of the library, in which $formulas$ and `code` may stand. */
export const markdown = (text: string): RootContent[] => (parser.parse(text) as Root).children;
