import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type TypeScript from '@tslab/typescript-for-tslab';

/** The compiler of the notebooks' cells, much older than the one that made the library's declarations. */
export const ts: typeof TypeScript = createRequire(import.meta.url)('@tslab/typescript-for-tslab');

const repository = resolve(import.meta.dirname, '../../..');
/** Where a notebook could lie. */
export const place = join(repository, 'notebooks');
const root = join(place, 'consumer.ts');
export const declarations = join(repository, 'lib', 'dist');

/** A program of one file, compiled as cells are but strictly; `files` exist for it beside those on disk. */
export function compile(code: string, files: Record<string, string> = {}) {
  const options: TypeScript.CompilerOptions = {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.NodeJs,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
    strict: true,
    esModuleInterop: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const virtual = new Map(Object.entries({ ...files, [root]: code }));
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => virtual.get(name) ?? readFile(name);
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
  host.getSourceFile = (name, version, ...rest) =>
    virtual.has(name)
      ? ts.createSourceFile(name, virtual.get(name)!, version)
      : getSourceFile(name, version, ...rest);
  // so that folders which only exist here are looked into
  host.directoryExists = undefined;
  const program = ts.createProgram([root], options, host);
  const source = program.getSourceFile(root)!;
  return { program, source, checker: program.getTypeChecker() };
}

export type Compiled = ReturnType<typeof compile>;

/** What is wrong in the code and in the declarations below a folder; packages answer for themselves. */
export function complaints({ program, source }: Compiled, folder = declarations): string[] {
  const own = program.getSourceFiles().filter((file) => file.fileName.startsWith(folder));
  const found = [source, ...own].flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return found.map(({ file, start, messageText }) => {
    const { line } = file!.getLineAndCharacterOfPosition(start!);
    return `${file!.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
