import type { CompletionInfo, ConvertResult } from 'tslab/dist/converter.js';
import { CompileError } from './compile-error.js';
import { Slot } from './messages.js';
import type { Cell } from './running.js';
import { registerScript } from './traceback.js';
import { createConverter, createExecutor, lastMaps, printQuickInfo } from './typescript.js';
import { declarationsAfterFailure } from './variables.js';

/** The variables of all cells, and tslab's converter and executor which compile and run the next one. */
export class Session {
  private readonly converter = createConverter({ isJS: false, isBrowser: false });
  private readonly values: Record<string, unknown> = {};
  private declarations = '';
  /** What the executor prints is an error that it does not pass on. */
  private printed: unknown[] = [];
  private readonly executor = createExecutor(
    process.cwd(),
    { node: this.ownConverter(), browser: this.ownConverter(), close: () => this.converter.close() },
    { log: () => {}, error: (...values: unknown[]) => this.printed.push(values[0]) },
  );
  private cell: Cell | undefined;
  private compiled: ConvertResult | undefined;
  private valuesBefore: Record<string, unknown> = {};

  constructor(private readonly memory: Int32Array) {}

  /** Compiles and runs a cell; its value is that of the last expression. Call `end` afterwards in any case. */
  async run(cell: Cell, code: string): Promise<unknown> {
    [this.cell, this.compiled, this.printed, this.valuesBefore] = [cell, undefined, [], { ...this.values }];
    const shared = (globalThis as unknown as { __tslab__: { exports: object } }).__tslab__;
    shared.exports = this.variablesFor(cell);
    const succeeded = await this.executor.execute(code);
    if (!succeeded) throw this.printed[0];
    const { lastExpressionVar: last } = (this.compiled ?? {}) as ConvertResult;
    return last ? this.values[last] : undefined;
  }

  /** Takes over what the cell declared; of a cell that failed, as far as it got. */
  end(succeeded: boolean): void {
    if (!this.compiled) return;
    const { declOutput = '', output = '', lastExpressionVar } = this.compiled;
    if (lastExpressionVar) delete this.values[lastExpressionVar];
    const unset = hoistedNames(output).filter((name) => this.values[name] === this.valuesBefore[name]);
    this.declarations = succeeded
      ? declOutput
      : declarationsAfterFailure(this.declarations, declOutput, new Set(unset));
  }

  complete(code: string, position: number): CompletionInfo {
    return this.critically(() => this.converter.complete(this.declarations, code, position));
  }

  /** What there is to say about the name at a position, as text. */
  inspect(code: string, position: number): string | undefined {
    const info = this.critically(() => this.converter.inspect(this.declarations, code, position));
    return info && printQuickInfo(info);
  }

  private ownConverter() {
    const { converter } = this;
    return {
      ...converter,
      convert: (_: string, code: string) => this.convert(code),
      addModule: (name: string, code: string, meta?: object) => {
        const diagnostics = this.critically(() => converter.addModule(name, code, meta));
        if (diagnostics.length > 0) throw new CompileError(this.cell!.label, code, diagnostics);
        return [];
      },
    };
  }

  /** As tslab converts, with types that do not fit thrown, and a name for the script. */
  private convert(code: string): ConvertResult {
    const { label, id } = this.cell!;
    const converted = this.critically(() => this.converter.convert(this.declarations, code));
    if (converted.diagnostics.length > 0) throw new CompileError(label, code, converted.diagnostics);
    this.compiled = converted;
    const name = registerScript(id, {
      label,
      code,
      maps: [lastMaps.script, lastMaps.module],
      lines: lineCount(converted.output),
    });
    return {
      ...converted,
      // a name that the cell declares anew keeps its older value until it gets the new one
      output: `${converted.output?.replace(hoist, '')}\n//# sourceURL=${name}`,
      // tslab looks for awaits and misses some; as an async function every cell runs, and errors come one way
      hasToplevelAwait: true,
      lastExpressionVar: undefined,
    };
  }

  /** The variables as one cell sees them: one that was abandoned no longer writes them. */
  private variablesFor(cell: Cell): object {
    const write = (name: string | symbol, value: unknown) => {
      if (!cell.abandoned && name !== '__esModule') this.values[name as string] = value;
      return true;
    };
    return new Proxy(this.values, {
      set: (_, name, value) => write(name, value),
      // TypeScript defines imported names as getters, but cells may assign anew what they imported
      defineProperty: (_, name, { get, value }) => write(name, get ? get() : value),
    });
  }

  /** Work of the kernel itself: an interrupt waits for its end. */
  private critically<T>(work: () => T): T {
    Atomics.store(this.memory, Slot.critical, 1);
    try {
      return work();
    } finally {
      Atomics.store(this.memory, Slot.critical, 0);
    }
  }
}

/** TypeScript's first statement, which makes all exported names undefined. */
const hoist = /^(?:exports\.[\w$]+ = )+void 0;$/gm;
const hoistedNames = (output: string): string[] =>
  [...output.matchAll(hoist)].flatMap(([line]) =>
    [...line.matchAll(/exports\.([\w$]+)/g)].map(([, name]) => name!),
  );

const lineCount = (text = ''): number => text.split('\n').length;
