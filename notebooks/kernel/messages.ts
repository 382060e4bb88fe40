import type { Content } from './wire.js';

/** What the thread of the sockets asks of the thread of the cells. Ids count the requests that came in. */
export interface Request {
  readonly id: number;
  readonly type: 'execute' | 'complete' | 'inspect' | 'is_complete' | 'interrupt' | 'leave';
  readonly content: Content;
}

export type StreamName = 'stdout' | 'stderr';

/** What comes back: text, messages for everybody who watches (iopub), then one reply; contents as JSON text. */
export type Response =
  | { readonly id: number; readonly stream: StreamName; readonly text: string }
  | { readonly id: number; readonly publish: string; readonly content: string }
  | { readonly id: number; readonly reply: 'ok' | 'error'; readonly content: string };

/** Slots of the memory that both threads see, also while a cell never returns. */
export const Slot = {
  /** Id of the execute request that the reader interrupted last. */
  interrupted: 0,
  /** 1 while the kernel itself works (the compiler above all), which must not be torn off. */
  critical: 1,
} as const;
