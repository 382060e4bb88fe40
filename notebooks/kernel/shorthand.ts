import type TypeScript from '@tslab/typescript-for-tslab';

type Program = TypeScript.EmitAndSemanticDiagnosticsBuilderProgram;
type Host = TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<Program>;

/** The file in which tslab declares the variables of earlier cells. */
const isEarlier = (declaration: TypeScript.Declaration): boolean =>
  declaration.getSourceFile().fileName.endsWith('/__prev__.d.ts');

/**
 * tslab writes `exports.x` for the variable x of an earlier cell, but leaves the x of `{ x }` alone, where it is then
 * not defined. This spells it out as `{ x: exports.x }` first. The host's program passes through here whenever it is
 * made anew, so that is where the transformation gets in.
 */
export function spellOutShorthands(ts: typeof TypeScript, host: Host): Host {
  const { afterProgramCreate } = host;
  host.afterProgramCreate = (program) => {
    const emit: Program['emit'] = (file, write, token, onlyDts, transformers) =>
      program.emit(file, write, token, onlyDts, {
        ...transformers,
        before: [
          (context) => (source) => spellOut(ts, program.getProgram().getTypeChecker(), context, source),
        ],
      });
    afterProgramCreate?.({ ...program, emit });
  };
  return host;
}

function spellOut(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  context: TypeScript.TransformationContext,
  source: TypeScript.SourceFile,
): TypeScript.SourceFile {
  const { factory } = ts;
  const visit = (node: TypeScript.Node): TypeScript.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!ts.isShorthandPropertyAssignment(node) || !ts.isShorthandPropertyAssignment(visited)) return visited;
    if (!checker.getShorthandAssignmentValueSymbol(node)?.declarations?.some(isEarlier)) return visited;
    const variable = factory.createPropertyAccessExpression(
      factory.createIdentifier('exports'),
      node.name.text,
    );
    // `({ x = 1 } = value)` assigns, with a default
    const { objectAssignmentInitializer: initial } = visited;
    const value = initial ? factory.createAssignment(variable, initial) : variable;
    return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
  };
  return ts.visitEachChild(source, visit, context);
}
