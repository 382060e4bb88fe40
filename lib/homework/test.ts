import { Numbers, type Value } from '../grading/value.js';

/** A value as JSON has it: an array of numbers with a shape is `{ shape, data }`. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | readonly Encoded[]
  | { readonly [key: string]: Encoded };

type Text = Readonly<Record<'en' | 'ru', string>>;

/** One check of a question with fixed inputs, and what is right for them: numbers only, no code that computes them. */
export interface HomeworkTest {
  /** 'hw3.q1' */
  readonly id: string;
  readonly question: Text;
  readonly title: Text;
  readonly points: number;
  /** The function of the student that it calls. */
  readonly calls: string;
  /** What to read again, and the page that shows it. */
  readonly equations: readonly string[];
  readonly page: string;
  readonly given: readonly Encoded[];
  readonly expected: Encoded;
  readonly tolerance?: number;
  /** What known mistakes give for the same inputs. */
  readonly mistakes?: readonly { readonly gives: Encoded; readonly says: Text }[];
  /** Of a hidden check, which shows no numbers: where to look. */
  readonly hint?: Text;
  /** A backward pass, and what it is held against besides: difference quotients of the student's own forward pass. */
  readonly differences?: {
    readonly forward: string;
    readonly given: readonly Encoded[];
    readonly upstream: Encoded;
    readonly by: Readonly<Record<string, string>>;
  };
}

export function decode(value: Encoded): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  const { shape, data, ...rest } = value as { readonly [key: string]: Encoded };
  if (Array.isArray(shape) && Array.isArray(data) && Object.keys(rest).length === 0)
    return new Numbers(shape as number[], Float64Array.from(data as number[]));
  return new Map(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}
