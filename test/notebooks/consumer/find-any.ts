import { relative } from 'node:path';
import type { Node, Symbol as TypeScriptSymbol } from '@tslab/typescript-for-tslab';
import { type Compiled, declarations, ts } from './compiler.js';

/** A place in a declaration whose type is `any`: written so, or not understood by the compiler. */
export interface Any {
  /** The export through which it is reached. */
  readonly of: string;
  readonly at: string;
  readonly text: string;
}

/** All values and types that a module exports, those of its namespaces too, by their dotted names. */
export function exportsOf({ checker }: Compiled, module: TypeScriptSymbol): Map<string, TypeScriptSymbol> {
  const found = new Map<string, TypeScriptSymbol>();
  for (const symbol of checker.getExportsOfModule(module)) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    found.set(symbol.name, target);
    if (!(target.flags & ts.SymbolFlags.ValueModule)) continue;
    for (const [name, inner] of exportsOf({ checker } as Compiled, target))
      found.set(`${symbol.name}.${name}`, inner);
  }
  return found;
}

/** Walks the declarations of an export and of everything below `folder` that they name. */
export function findAny(
  compiled: Compiled,
  name: string,
  symbol: TypeScriptSymbol,
  folder = declarations,
): Any[] {
  const { checker } = compiled;
  const found: Any[] = [];
  const seen = new Set<Node>();

  function declarationsOf(one: TypeScriptSymbol | undefined): Node[] {
    const target = one && one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
    return (target?.declarations ?? []).filter(
      (node) => !ts.isSourceFile(node) && node.getSourceFile().fileName.startsWith(folder),
    );
  }
  function visit(node: Node): void {
    if (seen.has(node)) return;
    seen.add(node);
    if (ts.isTypeNode(node) && checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) {
      const file = node.getSourceFile();
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({ of: name, at: `${relative(folder, file.fileName)}:${line + 1}`, text: node.getText() });
      return;
    }
    if (ts.isIdentifier(node)) declarationsOf(checker.getSymbolAtLocation(node)).forEach(visit);
    ts.forEachChild(node, visit);
  }
  declarationsOf(symbol).forEach(visit);
  return found;
}
