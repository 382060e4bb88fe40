import { SourceMap } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { repository } from './typescript.js';

/** What a cell compiled to, and the way back from a place in it to the place in the cell. */
interface Script {
  readonly label: string;
  readonly code: string;
  readonly maps: readonly [script: string, module: string];
  /** How many lines of the script are the cell's; behind them tslab calls it. */
  readonly lines: number;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const scripts = new Map<string, Script>();
const parsed = new WeakMap<Script, SourceMap[]>();
const library = join(repository, 'lib', 'dist') + sep;

/** Names a script for V8, so that stack traces can be read back. */
export function registerScript(id: number, script: Script): string {
  const name = `unrolled-cell-${id}`;
  scripts.set(name, script);
  return name;
}

/** From a place in the script (counted from 1) to that in the cell; undefined for code that tslab added. */
function original(script: Script, line: number, column: number): Place | undefined {
  if (line > script.lines) return undefined;
  let place = { line: line - 1, column: column - 1 };
  if (!parsed.has(script))
    parsed.set(
      script,
      script.maps.map((map) => new SourceMap(JSON.parse(map))),
    );
  for (const map of parsed.get(script)!) {
    const entry = map.findEntry(place.line, place.column);
    if (!('originalLine' in entry)) return undefined;
    place = { line: entry.originalLine, column: entry.originalColumn };
  }
  // tslab puts one line, `export {};`, in front of a cell
  return place.line < 1 ? undefined : { line: place.line, column: place.column + 1 };
}

/** A stack frame for people: of a cell or of the book's library. Those of the kernel, of Node and of packages are not. */
function frame(site: NodeJS.CallSite): string | undefined {
  const source = site.getScriptNameOrSourceURL() ?? '';
  const file = source.startsWith('file:') ? fileURLToPath(source) : source;
  const [line, column] = [site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1];
  const script = scripts.get(file);
  let where: string;
  if (script) {
    const place = original(script, line, column);
    if (!place) return undefined;
    where = `${script.label}:${place.line}:${place.column}`;
  } else if (file.startsWith(library)) {
    where = `unrolled/${relative(library, file).replaceAll(sep, '/')}:${line}:${column}`;
  } else return undefined;
  const name = functionName(site);
  return `    at ${site.isAsync() ? 'async ' : ''}${name ? `${name} (${where})` : where}`;
}

/** What functions are called on when they are no methods: modules, and the object that holds all variables of cells. */
const holders = new Set(['Object', 'Module', 'Proxy']);

function functionName(site: NodeJS.CallSite): string | undefined {
  const name = site.getFunctionName() ?? undefined;
  if (!name || name.includes('.')) return name;
  if (site.isConstructor()) return `new ${name}`;
  const type = site.isToplevel() ? undefined : site.getTypeName();
  return type && !holders.has(type) ? `${type}.${name}` : name;
}

/** From now on `error.stack` speaks of cells wherever cells are involved. */
export function installStackTraces(): void {
  // a call in a cell may be deep below the frames of packages that are left out
  Error.stackTraceLimit = 60;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map(frame).filter((line) => line !== undefined);
    const lines =
      frames.length > 0 ? frames.slice(0, 20) : sites.slice(0, 10).map((site) => `    at ${site}`);
    return [Error.prototype.toString.call(error), ...lines].join('\n');
  };
}

/** The line of the cell that the first frame names, with a mark under the place. */
function excerpt(stack: string): string[] {
  const match = /^ {4}at .*?(Cell \[\d+\]):(\d+):(\d+)\)?$/m.exec(stack);
  if (!match) return [];
  const [, label, line, column] = match as unknown as [string, string, string, string];
  const script = [...scripts.values()].reverse().find((candidate) => candidate.label === label);
  return script ? ['', ...codeFrame(label, script.code, { line: Number(line), column: Number(column) })] : [];
}

/** `Cell [2], line 3:`, the line, and a caret below the column. */
export function codeFrame(label: string, code: string, { line, column }: Place): string[] {
  const text = code.split('\n')[line - 1] ?? '';
  // tabs stay tabs, so that the caret stands right
  const margin = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return [`${label}, line ${line}:`, `    ${text}`, `    ${margin}^`];
}

/** An error as Jupyter's messages carry it. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** Errors that know best how they are shown. */
export interface SelfDescribing {
  describe(): ErrorContent;
}

export function describe(error: unknown): ErrorContent {
  try {
    if (!isError(error)) {
      const evalue = inspect(error, { depth: 4 });
      return { ename: 'Error', evalue, traceback: [`Uncaught ${evalue}`] };
    }
    if ('describe' in error) return (error as unknown as SelfDescribing).describe();
    return {
      ename: String(error.name),
      evalue: String(error.message),
      traceback: [...stackLines(error), ...excerpt(String(error.stack))],
    };
  } catch {
    return { ename: 'Error', evalue: 'an error that cannot be printed', traceback: [] };
  }
}

const isError = (value: unknown): value is Error => value instanceof Error;

function stackLines(error: Error, depth = 0): string[] {
  const lines = String(error.stack ?? error).split('\n');
  // a message that was changed after the error was made is not in its stack
  const cause = isError(error.cause) && depth < 5 ? stackLines(error.cause, depth + 1) : [];
  if (cause.length > 0) cause[0] = `Caused by ${cause[0]}`;
  const inner = error instanceof AggregateError && depth < 5 ? error.errors.filter(isError) : [];
  return [...lines, ...cause, ...inner.flatMap((one) => stackLines(one, depth + 1))];
}
