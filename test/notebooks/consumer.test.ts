import { join } from 'node:path';
import { types } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compile, complaints, place, ts } from './consumer/compiler.js';
import { exportsOf, findAny } from './consumer/find-any.js';

const importAll = compile("import * as unrolled from 'unrolled'\nexport { unrolled }");
const module = importAll.checker.getSymbolAtLocation(
  importAll.source.statements.filter(ts.isImportDeclaration)[0]!.moduleSpecifier,
)!;
const all = exportsOf(importAll, module);

describe('the library, as cells of notebooks see it', () => {
  it('has the namespaces that it has when it runs', async () => {
    const running: Record<string, object> = await import('../../lib/dist/index.js' as string);
    for (const [name, value] of Object.entries(running)) {
      expect(all.has(name), name).toBe(true);
      if (!types.isModuleNamespaceObject(value)) continue;
      for (const inner of Object.keys(value))
        expect(all.has(`${name}.${inner}`), `${name}.${inner}`).toBe(true);
    }
    expect(Object.keys(running)).toContain('recurrent');
  });

  it('compiles with the old compiler, strictly, every export used', () => {
    const lines = [...all].map(([name, symbol], i) => {
      if (symbol.flags & ts.SymbolFlags.Value) return `export const value${i} = unrolled.${name};`;
      const generic = symbol.declarations!.some((node) => 'typeParameters' in node && node.typeParameters);
      return generic ? '' : `export type Type${i} = unrolled.${name};`;
    });
    expect(complaints(compile(["import * as unrolled from 'unrolled'", ...lines].join('\n')))).toEqual([]);
  });

  it('has no any in its types', () => {
    expect([...all].flatMap(([name, symbol]) => findAny(importAll, name, symbol))).toEqual([]);
  });
});

describe('what looks for any', () => {
  /** Whatever is found in a module with these declarations. */
  function search(text: string): string[] {
    const folder = join(place, 'virtual');
    const inner = 'export type Hidden = { inside: any }; export interface Clean { a: number }';
    const compiled = compile("import * as v from './virtual/index'\nexport { v }", {
      [join(folder, 'index.d.ts')]:
        `import type { Hidden, Clean } from './inner'\nimport type * as tf from '@tensorflow/tfjs'\n${text}`,
      [join(folder, 'inner.d.ts')]: inner,
    });
    const statement = compiled.source.statements.filter(ts.isImportDeclaration)[0]!;
    const exported = exportsOf(compiled, compiled.checker.getSymbolAtLocation(statement.moduleSpecifier)!);
    return [...exported].flatMap(([name, symbol]) =>
      findAny(compiled, name, symbol, folder).map((one) => one.text),
    );
  }

  it.each([
    ['export declare function f(x: any): void', 'any'],
    ['export declare const x: { deep: { er: any[] } }', 'any'],
    ['export declare function f(): Promise<any>', 'any'],
    ['export declare class A { m(): any }', 'any'],
    ['export interface I { [key: string]: any }', 'any'],
    ['export type T<U extends (x: any) => void> = U', 'any'],
    ['export declare const a: Float32Array<ArrayBuffer>', 'Float32Array<ArrayBuffer>'],
    ['export declare function f(h: Hidden): void', 'any'],
    ['export declare class B { h: Hidden }; export declare class A extends B {}', 'any'],
    ['export declare const c: NoSuchType', 'NoSuchType'],
    ["export declare const n: import('no-such-package').T", "import('no-such-package').T"],
  ])('finds it in %s', (text, found) => {
    expect(search(text)).toContain(found);
  });

  it.each([
    'export declare function f(x: Clean): unknown',
    'export declare function f<P extends object>(p: P, t: tf.Tensor2D): { [K in keyof P]: tf.Tensor }',
    'export declare const a: Float32Array, b: Promise<never>',
  ])('finds none in %s', (text) => {
    expect(search(text)).toEqual([]);
  });
});
