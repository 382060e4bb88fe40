import type { Span } from '../errors.js';
import type { Expression, SymbolNode } from '../expression.js';
import { isBig, nameOf, symbolOf, unfoldAccent } from '../name.js';
import { readIndices, superscript } from '../scripts.js';
import { makeSymbol, partialSymbol, type WrittenSymbol, word } from '../symbol.js';
import { type Item, items, type TexNode, textOf } from '../tree.js';
import { readBig, takesRange } from './big.js';
import { opens, readArguments, readBrackets, readLeftRight, readNorm } from './brackets.js';
import type { Line } from './line.js';
import { isHadamard, readLine } from './operators.js';

/** One factor with all its scripts: a number, a symbol, f(x), (…), […], ‖…‖, a fraction, a root, a sum. */
export function readFactor(line: Line): Expression {
  if (/^[\d.]$/.test(textOf(line.here))) return readNumber(line);
  const italic = wordHere(line);
  const item = line.take();
  if (italic) {
    for (let i = 1; i < italic.length; i++) line.take();
    return readSymbol(line, word(italic), item, line.last);
  }
  const unfolded = unfoldAccent(item);
  const name = nameOf(line.tex, unfolded.node);
  if (name !== undefined && takesRange(name, item)) return readBig(line, item, name);
  if (name !== undefined) return readSymbol(line, name, item, unfolded);
  const bracket = opens(item);
  if (bracket === 'bracket') return readBrackets(line, item);
  if (bracket === 'norm') return readNorm(line, item);
  const { node } = item;
  if (node.type === 'leftright') return readLeftRight(line, item);
  if (isBig(node)) return readBig(line, item);
  if (node.type === 'genfrac' && node.hasBarLine) return readFraction(line, item);
  if (node.type === 'sqrt' && !node.index)
    return withScripts(line, item, { kind: 'root', of: readLine(line.inside(node.body, item)), ...node.at! });
  throw line.unreadable(item);
}

/** 12.5: a letter of KaTeX for every digit; only the last one carries an exponent. */
function readNumber(line: Line): Expression {
  const { start } = line.here!;
  let digits = '';
  do digits += textOf(line.take());
  while (!line.last.sub && !line.last.sup && /^[\d.]$/.test(textOf(line.here)));
  const at = { start, end: line.last.node.at!.end };
  if (!/^\d+(\.\d+)?$/.test(digits)) throw line.wrong(at, `${digits} is no number`, 'digits');
  return withScripts(line, line.last, { kind: 'number', value: Number(digits), ...at });
}

/** The longest word of the vocabulary that the next letters make. */
function wordHere(line: Line): string | undefined {
  const fits = (candidate: string) =>
    [...candidate].every((letter, i) => {
      const item = line.ahead(i);
      return textOf(item) === letter && (i === candidate.length - 1 || !(item?.sub || item?.sup));
    });
  return line.vocabulary.words.filter(fits).sort((a, b) => b.length - a.length)[0];
}

/** A symbol whose scripts are those of `last`; if it is a function, with its arguments. */
function readSymbol(line: Line, name: string, first: Span, last: Item): Expression {
  const sup = superscript(last.sup);
  const symbol = makeSymbol(name, readIndices(items(last.sub)), sup.primes, sup.label);
  const raised = sup.transposed || sup.exponent.length > 0;
  const end = raised && !sup.primes && !sup.label ? withoutSuperscript(last) : last.end;
  const node: SymbolNode = { kind: 'symbol', symbol, start: first.start, end };
  if (!line.vocabulary.isFunction(symbol)) return raise(line, last, node, last.end);
  const { to, close } = readArguments(line, node);
  const applied: Expression = {
    kind: 'application',
    of: node,
    to,
    start: node.start,
    end: close ? close.node.at!.end : to[0].end,
  };
  const result = close ? withScripts(line, close, applied) : applied;
  // \tanh^2(x): each element of \tanh(x) to the power of 2
  const powered = raise(line, last, result, result.end);
  return powered.kind === 'power' && powered !== result ? { ...powered, elementwise: true } : powered;
}

/** Where `W_h` of `W_h^T` ends; in `W^T_h` it does not stand in one piece. */
function withoutSuperscript({ node, sub, sup, end }: Item): number {
  const before = Math.max(node.at!.end, sub?.at?.end ?? 0);
  return (sup?.at?.start ?? 0) >= before ? before : end;
}

function readFraction(line: Line, item: Item): Expression {
  const { numer, denom } = item.node;
  const [of, by] = [partialOf(line.tex, numer), partialOf(line.tex, denom)];
  if (of && by)
    return withScripts(line, item, { kind: 'symbol', symbol: partialSymbol(of, by), ...item.node.at! });
  if (textOf(items(numer)[0]) === '\\partial')
    throw line.wrong(item, 'a derivative that is no single symbol', '\\frac{\\partial a}{\\partial b}');
  const over = readLine(line.inside(numer, item));
  const under = readLine(line.inside(denom, item));
  return withScripts(line, item, { kind: 'fraction', over, under, ...item.node.at! });
}

/** a of ∂a */
function partialOf(tex: string, body: TexNode | undefined): WrittenSymbol | undefined {
  const [sign, name, ...more] = items(body);
  if (textOf(sign) !== '\\partial' || sign.sub || sign.sup || !name || more.length > 0) return undefined;
  return symbolOf(tex, name);
}

/** Transpose and exponent of what is no symbol: it has neither index nor marks. */
export function withScripts(line: Line, item: Item, of: Expression): Expression {
  if (item.sub) throw line.wrong(item.sub.at!, 'an index on something that is no symbol', 'a symbol');
  return withExponent(line, item, of);
}

export function withExponent(line: Line, item: Item, of: Expression): Expression {
  const { primes, label } = superscript(item.sup);
  if (primes > 0 || label)
    throw line.wrong(item.sup!.at!, 'a mark on something that is no symbol', 'a symbol');
  return raise(line, item, of, item.end);
}

/** Transpose and exponent, as written on `item`; what belongs to a name is left out. */
function raise(line: Line, item: Item, of: Expression, end: number): Expression {
  const { transposed, exponent } = superscript(item.sup);
  const at = { start: of.start, end };
  if (transposed) return { kind: 'transpose', of, ...at };
  if (exponent.length === 0) return of;
  const elementwise = isHadamard(textOf(exponent[0]));
  const power = readLine(line.of(elementwise ? exponent.slice(1) : exponent, item));
  return { kind: 'power', of, exponent: power, elementwise, ...at };
}
