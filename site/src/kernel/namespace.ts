import { CellSyntaxError, type CompiledCell, compileCell } from './compile';

/** The modules that a cell may import, each loaded when a cell first asks for it. */
export type Modules = Readonly<Record<string, () => Promise<object>>>;

export interface CellValue {
  /** True when the cell ends in an expression. */
  readonly given: boolean;
  readonly value?: unknown;
}

export const cellFile = (name: string): string => `cell-${name}.ts`;

/** Cells that share their variables, as in a notebook: the names are properties of `globalThis`. */
export class Namespace {
  constructor(private readonly modules: Modules) {}

  /** Runs a cell to its end; throws what the cell throws, and `CellSyntaxError` before anything runs. */
  async run(source: string, name: string): Promise<CellValue> {
    const cell = compileCell(source);
    const imported = await this.import(cell);
    for (const name of [...cell.declares, ...Object.keys(imported)]) define(name);
    Object.assign(globalThis, imported);

    let result: CellValue = { given: false };
    const helpers = {
      result: (value: unknown) => {
        result = { given: true, value };
      },
      named: (f: object, name: string) => Object.defineProperty(f, 'name', { value: name }),
      load: (module: string) => this.load(module),
    };
    // biome-ignore lint/security/noGlobalEval: running the reader's own code is what a cell is for
    const body = globalThis.eval(`${cell.code}\n//# sourceURL=${cellFile(name)}`) as (
      cell: typeof helpers,
    ) => Promise<void>;
    await body(helpers);
    return result;
  }

  private async import(cell: CompiledCell): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    for (const { module, names, line } of cell.imports) {
      const exports = await this.load(module, line);
      for (const [local, name] of Object.entries(names)) {
        if (name === '*') values[local] = exports;
        else if (name in exports) values[local] = exports[name];
        else if (cell.uses.has(local)) {
          throw new CellSyntaxError(
            `'${module}' has no export '${name}'; it has ${Object.keys(exports).join(', ')}`,
            line,
          );
        }
      }
    }
    return values;
  }

  private async load(module: string, line?: number): Promise<Record<string, unknown>> {
    const loader = Object.hasOwn(this.modules, module) ? this.modules[module] : undefined;
    if (loader) return (await loader()) as Record<string, unknown>;
    const known = Object.keys(this.modules).map((name) => `'${name}'`);
    const message = `there is no module '${module}' here; a cell can import ${known.join(' and ')}`;
    throw line === undefined ? new TypeError(message) : new CellSyntaxError(message, line);
  }
}

/** Makes the name assignable from strict code, also where the global object has an accessor of that name. */
function define(name: string): void {
  const present = Object.getOwnPropertyDescriptor(globalThis, name);
  if (present && 'value' in present && present.writable) return;
  Object.defineProperty(globalThis, name, {
    value: undefined,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}
