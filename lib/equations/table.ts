import type { NumericArray } from './array.js';
import { isNumber } from './array.js';
import { EquationError } from './errors.js';
import type { SymbolNode } from './expression.js';
import { type KnownFunction, knownFunctions, knownWords } from './functions.js';
import { parse } from './parse.js';
import type { Vocabulary } from './read/line.js';
import type { Index, WrittenSymbol } from './symbol.js';
import type { Indexed, SymbolTable, SymbolValue, WrittenFunction } from './symbols.js';
import { toArray } from './tensors.js';

/** The numbers of the letters that run in a `\sum` or `\prod`. */
export type Running = ReadonlyMap<string, number>;

/** What a symbol stands for; a function together with the primes that ask for its derivative. */
export type Meaning =
  | { readonly kind: 'value'; readonly value: NumericArray }
  | { readonly kind: 'written'; readonly of: WrittenFunction; readonly primes: number }
  | { readonly kind: 'known'; readonly of: KnownFunction; readonly primes: number };

interface Entry {
  readonly symbol: WrittenSymbol;
  readonly value: SymbolValue;
}

const keys = new Map<string, WrittenSymbol>();

/** The symbol that a key of a table spells. Throws `EquationError` if it is none. */
function symbolOfKey(key: string): WrittenSymbol {
  let symbol = keys.get(key);
  if (!symbol) {
    const [read] = parse(key, {
      words: /^[A-Za-z]{2,}$/.test(key) ? [key] : [],
      isFunction: () => false,
    }).right;
    if (read.kind !== 'symbol')
      throw new EquationError(
        'syntax',
        key,
        { start: 0, end: key.length },
        'a key of the symbol table that is no symbol',
        'a letter with its indices, a word or \\frac{\\partial a}{\\partial b}',
      );
    symbol = read.symbol;
    keys.set(key, symbol);
  }
  return symbol;
}

const isFunction = (value: SymbolValue | undefined): value is WrittenFunction =>
  typeof value === 'object' && 'kind' in value && value.kind === 'function';
const isIndexed = (value: SymbolValue): value is Indexed =>
  typeof value === 'object' && 'kind' in value && value.kind === 'indexed';

/** A symbol table made ready for look-ups by meaning instead of spelling. */
export class Table {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #spelled: string;
  /** For `parse`: what this table calls a function or a word. */
  readonly vocabulary: Vocabulary;

  constructor(table: SymbolTable) {
    this.#entries = new Map(
      Object.entries(table).map(([key, value]) => {
        const symbol = symbolOfKey(key);
        return [symbol.key, { symbol, value }];
      }),
    );
    this.#spelled = Object.keys(table).join(', ');
    this.vocabulary = {
      words: [...Object.keys(table).filter((key) => /^[A-Za-z]{2,}$/.test(key)), ...knownWords],
      isFunction: (symbol) => this.#function(symbol) !== undefined,
    };
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The symbol's value or function. Throws `EquationError`. */
  meaning(tex: string, node: SymbolNode, running: Running): Meaning {
    const found = this.#function(node.symbol) ?? this.#value(tex, node, running);
    if (found) return found;
    const written = tex.slice(node.start, node.end);
    const wanting = this.#entriesLike(node.symbol).flatMap(({ symbol, value }) => {
      const fit = this.#solve(symbol, (value as Indexed).letters, node.symbol, running);
      return 'unknown' in fit ? [fit.unknown] : [];
    });
    throw new EquationError(
      'symbol',
      tex,
      node,
      `${written} stands for nothing`,
      wanting.length > 0
        ? `a number for the index ${wanting[0]}: from a \\sum or \\prod around it, or in the symbol table`
        : `one of the symbols of the table: ${this.#spelled || 'it is empty'}`,
    );
  }

  #function(symbol: WrittenSymbol): Meaning | undefined {
    for (const [key, primes] of [
      [symbol.key, 0],
      [symbol.unprimed, symbol.primes],
    ] as const) {
      const own = this.#entries.get(key);
      if (isFunction(own?.value)) return { kind: 'written', of: own.value, primes };
      if (own) return undefined; // the letter is taken for a value: σ as a deviation
      const known = knownFunctions.get(key);
      if (known) return { kind: 'known', of: known, primes };
    }
    return undefined;
  }

  #value(tex: string, node: SymbolNode, running: Running): Meaning | undefined {
    const { symbol } = node;
    const number = running.get(symbol.key);
    if (number !== undefined) return { kind: 'value', value: toArray(number) };
    const own = this.#entries.get(symbol.key);
    if (own && !isIndexed(own.value) && !isFunction(own.value)) {
      const runs = symbol.indices.flatMap(({ linear }) => [...(linear?.letters.keys() ?? [])]);
      const letter = runs.find((each) => running.has(each));
      if (letter === undefined) return { kind: 'value', value: toArray(own.value) };
      throw new EquationError(
        'symbol',
        tex,
        node,
        `${tex.slice(node.start, node.end)} is one fixed value in the table, but ${letter} runs`,
        `indexed('${letter}', …) under this key`,
      );
    }
    for (const { symbol: pattern, value } of this.#entriesLike(symbol)) {
      const { letters, at } = value as Indexed;
      const fit = this.#solve(pattern, letters, symbol, running);
      if ('indices' in fit) return { kind: 'value', value: this.#read(tex, node, fit.indices, at) };
    }
    return undefined;
  }

  #read(tex: string, node: SymbolNode, indices: readonly number[], at: Indexed['at']): NumericArray {
    try {
      return toArray(at(...indices));
    } catch (error) {
      const written = tex.slice(node.start, node.end);
      const problem = `${written} has no value at ${indices.join(', ')}: ${(error as Error).message}`;
      throw new EquationError('value', tex, node, problem, 'an index that exists', { cause: error });
    }
  }

  #entriesLike(symbol: WrittenSymbol): Entry[] {
    return [...this.#entries.values()].filter(
      (entry) => isIndexed(entry.value) && entry.symbol.skeleton === symbol.skeleton,
    );
  }

  /** Which numbers the index letters must have for the pattern to be the written symbol. */
  #solve(
    pattern: WrittenSymbol,
    letters: readonly string[],
    symbol: WrittenSymbol,
    running: Running,
  ): { indices: number[] } | { unknown: string } | { differs: true } {
    const solved = new Map<string, number>();
    for (const [i, index] of pattern.indices.entries()) {
      const here = symbol.indices[i];
      const own = letters.filter((letter) => index.linear?.letters.has(letter));
      if (own.length === 0 && index.text !== here.text) return { differs: true };
      if (own.length === 0) continue;
      if (own.length > 1 || !index.linear || !here.linear) return { differs: true };
      const factor = index.linear.letters.get(own[0])!;
      const others = new Map(index.linear.letters);
      others.delete(own[0]);
      const total = this.#number(here, running);
      const rest = this.#number({ ...index, linear: { ...index.linear, letters: others } }, running);
      if (typeof total === 'string') return { unknown: total };
      if (typeof rest === 'string') return { unknown: rest };
      const value = (total - rest) / factor;
      if (!Number.isInteger(value) || (solved.get(own[0]) ?? value) !== value) return { differs: true };
      solved.set(own[0], value);
    }
    if (solved.size < letters.length) return { differs: true };
    return { indices: letters.map((letter) => solved.get(letter)!) };
  }

  /** The number that an index comes to, or the letter that has none. */
  #number({ linear }: Index, running: Running): number | string {
    let sum = linear!.constant;
    for (const [letter, factor] of linear!.letters) {
      const entry = this.#entries.get(letter)?.value;
      const own = entry === undefined || isFunction(entry) || isIndexed(entry) ? undefined : toArray(entry);
      const value = running.get(letter) ?? (own && isNumber(own) ? own.data[0] : undefined);
      if (value === undefined) return letter;
      sum += factor * value;
    }
    return sum;
  }
}
