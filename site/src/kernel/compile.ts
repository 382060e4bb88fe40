import { type Node, type Program, parse } from 'acorn';
import MagicString from 'magic-string';
import { transform } from 'sucrase';

/** A cell that cannot be read, with the line at which it stops making sense. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError';
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

export interface ImportedNames {
  readonly module: string;
  /** Local name → exported name, '*' for the whole module. */
  readonly names: Readonly<Record<string, string>>;
  readonly line: number;
}

export interface CompiledCell {
  /** An async arrow function of one parameter, `__cell__`; its lines are the lines of the cell. */
  readonly code: string;
  /** The names that the cell leaves behind for the cells after it, apart from those it imports. */
  readonly declares: readonly string[];
  readonly imports: readonly ImportedNames[];
  /** Names that the cell reads or writes as values; an imported name that is not among them was only a type. */
  readonly uses: ReadonlySet<string>;
}

// biome-ignore lint/suspicious/noExplicitAny: the parser's own types know no node by its `type`
type AnyNode = Node & Record<string, any>;

/** The global names that the page's worker itself stands on. */
const reserved =
  /^(?:location|importScripts|postMessage|self|globalThis|undefined|NaN|Infinity|eval|arguments|webpackChunk\w*|__\w+__)$/;

/**
 * TypeScript of a notebook cell → JavaScript in which what the cell declares at its top level are properties of
 * `globalThis`, so that the next cell sees them and a cell can be run again. Nothing moves to another line.
 */
export function compileCell(source: string): CompiledCell {
  const javascript = stripTypes(source);
  const program = parseModule(javascript);
  const text = new MagicString(javascript);
  const declares: string[] = [];
  const imports: ImportedNames[] = [];
  let hoisted = '';

  const allowed = (name: string, node: AnyNode): string => {
    if (!reserved.test(name)) return name;
    throw new CellSyntaxError(
      `'${name}' belongs to the page itself; choose another name`,
      node.loc!.start.line,
    );
  };
  const declare = (name: string, node: AnyNode) => declares.push(allowed(name, node));

  const declaration = (node: AnyNode) => {
    if (node.type === 'VariableDeclaration') {
      text.overwrite(node.start, node.start + node.kind.length, ';');
      for (const declarator of node.declarations as AnyNode[]) {
        for (const name of boundNames(declarator.id)) declare(name, declarator);
        if (!declarator.init) text.appendLeft(declarator.end, ' = void 0');
        else if (declarator.id.type !== 'Identifier') {
          text.appendRight(declarator.start, '(');
          text.appendLeft(declarator.end, ')');
        }
      }
      text.appendLeft(node.end, ';');
    } else if (node.type === 'FunctionDeclaration') {
      // the declaration keeps its place under another name; the real one is given before the first line runs
      const name = node.id.name as string;
      declare(name, node);
      text.appendLeft(node.id.end, '$');
      hoisted += `${name} = __cell__.named(${name}$, '${name}');`;
    } else if (node.type === 'ClassDeclaration') {
      declare(node.id.name, node);
      text.appendRight(node.start, `;${node.id.name} = `);
      text.appendLeft(node.end, ';');
    }
  };

  for (const node of program.body as AnyNode[]) {
    if (node.type === 'ImportDeclaration') {
      const names: Record<string, string> = {};
      for (const specifier of node.specifiers as AnyNode[]) {
        names[allowed(specifier.local.name, specifier)] = importedName(specifier);
      }
      imports.push({ module: node.source.value, names, line: node.loc!.start.line });
      text.overwrite(node.start, node.end, blank(javascript, node.start, node.end));
    } else if (node.type === 'ExportNamedDeclaration' && node.declaration) {
      text.overwrite(
        node.start,
        node.declaration.start,
        blank(javascript, node.start, node.declaration.start),
      );
      declaration(node.declaration);
    } else if (/^Export/.test(node.type)) {
      throw new CellSyntaxError(
        'a cell has nobody to export to; its names are seen by every later cell',
        node.loc!.start.line,
      );
    } else declaration(node);
  }

  const last = program.body.at(-1) as AnyNode | undefined;
  if (last?.type === 'ExpressionStatement' && !last.directive) {
    text.appendRight(last.expression.start, ';__cell__.result((');
    text.appendLeft(last.expression.end, '))');
  }

  const uses = new Set<string>();
  walk(program as AnyNode, (node, parent) => {
    if (node.type === 'ImportExpression')
      text.overwrite(node.start, node.start + 'import'.length, '__cell__.load');
    else if (node.type === 'MetaProperty' && node.meta.name === 'import')
      throw new CellSyntaxError("'import.meta' has no meaning in a cell", node.loc!.start.line);
    else if (node.type === 'Identifier' && !/^Import/.test(parent.type)) uses.add(node.name);
  });

  return {
    code: `async (__cell__) => {'use strict';${hoisted}${text.toString()}\n}`,
    declares,
    imports,
    uses,
  };
}

function stripTypes(source: string): string {
  try {
    return transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      // a name imported here may first be needed in a later cell
      keepUnusedImports: true,
    }).code;
  } catch (error) {
    const { pos } = error as { pos?: number };
    // an arrow whose body cannot be read sends the parser back to `=>`; the body alone says where
    if (pos !== undefined && source.startsWith('=>', pos)) {
      const body = source.slice(pos + 2);
      const head = /^\s*\{/.test(body) ? 'async function _() ' : '_ = ';
      stripTypes(blank(source, 0, pos) + head + body);
    }
    throw positioned(error);
  }
}

function parseModule(javascript: string): Program {
  try {
    return parse(javascript, { ecmaVersion: 2022, sourceType: 'module', locations: true });
  } catch (error) {
    throw positioned(error);
  }
}

/** Both parsers write the position into the message and keep it in `loc`. */
function positioned(error: unknown): CellSyntaxError {
  const { message, loc } = error as { message: string; loc?: { line: number } };
  const clean = message.replace(/^Error transforming [^:]*: /, '').replace(/\s*\(\d+:\d+\)$/, '');
  return new CellSyntaxError(clean, loc?.line ?? 1);
}

const blank = (code: string, from: number, to: number) => code.slice(from, to).replace(/[^\n]/g, ' ');

const importedName = (specifier: AnyNode): string => {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.imported.name ?? specifier.imported.value;
};

/** Every name that a pattern binds: `{a, b: [c], ...d}` → a, c, d. */
function boundNames(pattern: AnyNode | null): string[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((p: AnyNode) =>
        boundNames(p.type === 'Property' ? p.value : p.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

function walk(node: AnyNode, visit: (node: AnyNode, parent: AnyNode) => void, parent: AnyNode = node): void {
  visit(node, parent);
  for (const key of Object.keys(node)) {
    const value = node[key];
    if (Array.isArray(value)) for (const child of value) child?.type && walk(child, visit, node);
    else if (value && typeof value.type === 'string' && key !== 'loc') walk(value, visit, node);
  }
}
