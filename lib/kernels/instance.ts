import { relaxed, simd } from './compiled/modules.js';

/** The functions of lib/kernels/assembly. Pointers and strides are in bytes. */
export interface Exports {
  activateAll(kind: number, at: number, count: number): void;
  addRows(from: number, fromRow: number, rows: number, columns: number, to: number): void;
  clear(at: number, bytes: number): void;
  copyRows(from: number, fromRow: number, to: number, toRow: number, rows: number, columns: number): void;
  factorBytes(K: number, N: number): number;
  outerTerms(): number;
  scratchBytes(): number;
  packFactor(from: number, row: number, transposed: number, K: number, N: number, to: number): void;
  multiply(...args: number[]): void;
  outer(...args: number[]): void;
  rnnForward(...args: number[]): void;
  rnnBackward(...args: number[]): void;
  lstmForward(...args: number[]): void;
  lstmBackward(...args: number[]): void;
  gruForward(...args: number[]): void;
  gruBackward(...args: number[]): void;
  resetAfterForward(...args: number[]): void;
  resetAfterBackward(...args: number[]): void;
}

const decoded = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

let compiled: WebAssembly.Module | null | undefined;

/** The module, compiled when it is first needed; null where the engine has no SIMD. */
function compiledModule(): WebAssembly.Module | null {
  if (compiled === undefined)
    compiled = [relaxed, simd].map(decoded).reduce<WebAssembly.Module | null>(moduleOf, null);
  return compiled;
}

function moduleOf(found: WebAssembly.Module | null, binary: Uint8Array<ArrayBuffer>) {
  if (found || !WebAssembly.validate(binary)) return found;
  try {
    return new WebAssembly.Module(binary);
  } catch {
    // a page's main thread may not compile
    return null;
  }
}

/** Whether the kernels can run here. */
export const canRun = (): boolean => compiledModule() !== null;

/**
 * C += A B in a kernels' memory, as `multiplyBlock` of lib/kernels/assembly/product.ts: A [M, K] packed in panels of 4
 * rows, B [K, N] in panels of 8 columns, rows of C `row` bytes apart.
 */
export type MultiplyBlock = (
  memory: ArrayBuffer,
  a: number,
  b: number,
  c: number,
  row: number,
  M: number,
  N: number,
  K: number,
) => void;

/** The kernels, working in this memory; where `multiply` is given, by its products. They keep nothing between calls. */
export function kernelsIn(memory: WebAssembly.Memory, multiply?: MultiplyBlock): Exports {
  const host = {
    multiplies: multiply ? 1 : 0,
    multiplyBlock: (a: number, b: number, c: number, row: number, M: number, N: number, K: number) =>
      multiply?.(memory.buffer, a, b, c, row, M, N, K),
  };
  const { exports } = new WebAssembly.Instance(compiledModule()!, { env: { memory }, host });
  return exports as unknown as Exports;
}
