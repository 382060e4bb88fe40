import type { Statement } from '@tslab/typescript-for-tslab';
import { ts } from './typescript.js';

/**
 * tslab remembers the variables of all cells as one text of declarations. After a cell that failed half-way, later
 * cells see its declarations as far as they got their values, and the older ones of the names that did not.
 */
export function declarationsAfterFailure(before: string, after: string, unset: ReadonlySet<string>): string {
  return select(after, (name) => !unset.has(name)) + select(before, (name) => unset.has(name));
}

/** The declarations whose name is wanted. Types have no values: they count as wanted once their cell was compiled. */
function select(text: string, wanted: (name: string) => boolean): string {
  const source = ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.ES2022, true);
  const kept = source.statements.map((statement) => {
    if (!ts.isVariableStatement(statement)) return names(statement).some(wanted) ? statement.getText() : '';
    const keyword = statement
      .getText()
      .slice(0, statement.declarationList.declarations[0]!.getStart() - statement.getStart());
    const list = statement.declarationList.declarations.filter(({ name }) => wanted(name.getText()));
    return list.length > 0 ? `${keyword}${list.map((one) => one.getText()).join(', ')};` : '';
  });
  return kept
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

function names(statement: Statement): string[] {
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const bindings =
      namedBindings && (ts.isNamedImports(namedBindings) ? [...namedBindings.elements] : [namedBindings]);
    return [name, ...(bindings ?? []).map((binding) => binding.name)].flatMap((one) =>
      one ? [one.text] : [],
    );
  }
  const { name } = statement as { name?: { text?: string } };
  return name?.text === undefined ? [] : [name.text];
}
