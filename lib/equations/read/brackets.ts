import type { Span } from '../errors.js';
import type { Expression, NormNode } from '../expression.js';
import { type Item, items, textOf } from '../tree.js';
import { withExponent, withScripts } from './factor.js';
import type { Line } from './line.js';
import { readFactors, readLine, readSum } from './operators.js';

const brackets: Record<string, string> = { '(': ')', '[': ']', '\\{': '\\}' };
const bars: Record<string, { close: string; norm: NormNode['norm'] }> = {
  '|': { close: '|', norm: 'absolute' },
  '\\vert': { close: '\\vert', norm: 'absolute' },
  '\\lvert': { close: '\\rvert', norm: 'absolute' },
  '\\|': { close: '\\|', norm: 'plain' },
  '\\Vert': { close: '\\Vert', norm: 'plain' },
  '\\lVert': { close: '\\rVert', norm: 'plain' },
};

/** What an item opens. */
export const opens = (item: Item): 'bracket' | 'norm' | undefined =>
  textOf(item) in brackets ? 'bracket' : textOf(item) in bars ? 'norm' : undefined;

interface Content {
  readonly items: Expression[];
  /** Whether a semicolon separates them: `[a; b]`. */
  readonly semicolon: boolean;
  /** The bar of a condition, which separates the arguments of a function alone: `p(y \mid x)`. */
  readonly bar?: Item;
}

function readContent(line: Line): Content {
  const all: Expression[] = [readSum(line)];
  let semicolon = false;
  let bar: Item | undefined;
  for (;;) {
    if (line.skip(';')) semicolon = true;
    else if (!bar && line.sees('\\mid')) bar = line.take();
    else if (!line.skip(',')) return { items: all, semicolon, bar };
    all.push(readSum(line));
  }
}

/** Up to the closing delimiter, which is read too. */
function readUntil(line: Line, open: Item, close: string): Content {
  line.bars.push(' '); // a bar in here opens
  const content = readContent(line);
  line.bars.pop();
  if (line.sees(close)) {
    line.take();
    return content;
  }
  if (line.here) throw line.unreadable(line.here);
  throw line.wrong(open, `${textOf(open)} is never closed`, close);
}

/** (…), […], {…} whose opening has been read. */
export function readBrackets(line: Line, open: Item): Expression {
  const text = textOf(open);
  const content = readUntil(line, open, brackets[text]);
  const at = { start: open.start, end: line.last.node.at!.end };
  return withScripts(line, line.last, bracketed(line, text, content, at));
}

/** `\left( … \right)`, which KaTeX hands over as one. */
export function readLeftRight(line: Line, item: Item): Expression {
  const { left = '', right = '', body, at } = item.node;
  if (bars[left]?.close === right)
    return withFoot(line, item, {
      kind: 'norm',
      of: readLine(line.inside(body, item)),
      norm: bars[left].norm,
      ...at!,
    });
  if (brackets[left] !== right || items(body)[0]?.node.type === 'array') throw line.unreadable(item);
  return withScripts(line, item, bracketed(line, left, readAll(line.inside(body, item)), at!));
}

function readAll(line: Line): Content {
  const content = readContent(line);
  line.end();
  return content;
}

function bracketed(line: Line, open: string, content: Content, at: Span): Expression {
  const { items: all, semicolon, bar } = content;
  if (bar) throw line.wrong(bar, 'a condition outside of a function', 'p(y \\mid x)');
  if (open === '[') return { kind: 'list', items: all, semicolon, sideBySide: false, ...at };
  if (all.length > 1)
    throw line.wrong(at, 'a list in parentheses that follow no function', 'a function or brackets [a, b]');
  return { ...all[0], ...at };
}

/** What a function is applied to, and the parenthesis that closes it: that one carries the scripts of the result. */
export function readArguments(line: Line, f: Span): { to: Expression[]; close?: Item } {
  const item = line.here;
  if (item && textOf(item) in brackets) {
    line.take();
    return { to: readUntil(line, item, brackets[textOf(item)]).items, close: line.last };
  }
  if (item?.node.type === 'leftright' && brackets[item.node.left ?? ''] === item.node.right) {
    line.take();
    return { to: readAll(line.inside(item.node.body, item)).items, close: item };
  }
  if (!item) throw line.wrong(f, 'a function without its argument', 'an argument in parentheses');
  const { of, factors } = readFactors(line);
  if (factors > 1)
    throw line.wrong(of, 'a function before several factors', 'parentheses around its argument');
  return { to: [of] };
}

/** |x|, ‖x‖ whose opening has been read. */
export function readNorm(line: Line, open: Item): Expression {
  const { close, norm } = bars[textOf(open)];
  line.bars.push(close);
  const of = readSum(line);
  line.bars.pop();
  if (!line.sees(close))
    throw line.here ? line.unreadable(line.here) : line.wrong(open, 'a norm never closed', close);
  const end = line.take();
  return withFoot(line, end, { kind: 'norm', of, norm, start: open.start, end: end.node.at!.end });
}

/** ‖x‖₂ */
function withFoot(line: Line, item: Item, norm: NormNode): Expression {
  if (!item.sub) return withExponent(line, item, norm);
  const foot = feet.find((known) => known === items(item.sub).map(textOf).join(''));
  if (!foot || norm.norm === 'absolute')
    throw line.wrong(item.sub.at!, 'an unknown norm', `\\|x\\| with one of ${feet.join(', ')} at its foot`);
  return withExponent(line, item, { ...norm, norm: foot, end: item.sub.at!.end });
}

const feet = ['1', '2', 'F', '\\infty'] as const;
