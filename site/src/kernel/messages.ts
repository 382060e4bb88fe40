import type { Failure } from './failure';

/** What a cell shows, by media type. */
export type Bundle = Readonly<Record<string, unknown>>;

/** One thing that a running cell shows, in the order in which it does. */
export type Shown =
  | { readonly kind: 'stream'; readonly text: string }
  /** With an id: replaces what was shown under it before. */
  | { readonly kind: 'display'; readonly data: Bundle; readonly id?: string }
  | { readonly kind: 'result'; readonly data: Bundle }
  | { readonly kind: 'error'; readonly failure: Failure };

export type Request =
  | { readonly type: 'run'; readonly job: number; readonly cell: string; readonly code: string }
  | { readonly type: 'stop' }
  | { readonly type: 'check'; readonly job: number; readonly equation: string; readonly seed: number }
  | { readonly type: 'compute'; readonly job: number; readonly figure: string; readonly input: unknown };

export type Reply =
  | { readonly type: 'shown'; readonly job: number; readonly items: readonly Shown[] }
  /** A cell's end: how, and the line to point at when it failed. */
  | { readonly type: 'ended'; readonly job: number; readonly how: Ending; readonly line?: number }
  | { readonly type: 'answer'; readonly job: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly job: number; readonly message: string };

export type Ending = 'done' | 'failed' | 'stopped';
