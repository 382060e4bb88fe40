import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typescriptLanguage } from '@codemirror/lang-javascript';
import type { SyntaxNode } from '@lezer/common';

/** The code of every `equation({ id, …, code })` below a folder, as it is written there, by the equation's id. */
export function equationSources(folder: string): Map<string, string> {
  const sources = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /(^|[\\/])(dist|node_modules)[\\/]/.test(file)) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    typescriptLanguage.parser.parse(text).iterate({
      enter: ({ name, node }) => {
        if (name !== 'CallExpression' || text.slice(node.from, node.firstChild!.to) !== 'equation') return;
        const spec = node.getChild('ArgList')?.getChild('ObjectExpression');
        const id = spec && property(spec, 'id', text);
        const code = spec && property(spec, 'code', text);
        if (id && code) sources.set(text.slice(id.from + 1, id.to - 1), dedent(text, code));
      },
    });
  }
  return sources;
}

/** The value of a property of an object literal. */
function property(object: SyntaxNode, name: string, text: string): SyntaxNode | undefined {
  const found = object
    .getChildren('Property')
    .find((node) => text.slice(node.from, node.firstChild!.to) === name);
  // `code(p, x) { … }` is a method: the property is its own value
  return found && (found.getChild(':') ? found.lastChild! : found);
}

/** Without the indentation of the line on which it begins. */
function dedent(text: string, node: SyntaxNode): string {
  const line = text.slice(text.lastIndexOf('\n', node.from) + 1, node.from);
  const indent = /^[ \t]*/.exec(line)![0].length;
  return text.slice(node.from, node.to).replaceAll(`\n${' '.repeat(indent)}`, '\n');
}
