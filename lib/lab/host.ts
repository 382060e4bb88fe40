import { Stopped } from '../errors.js';

/** What a cell can show, by media type, as in Jupyter's display_data. */
export interface MimeBundle {
  readonly 'text/plain'?: string;
  readonly 'text/html'?: string;
  readonly 'image/svg+xml'?: string;
  readonly 'application/vnd.plotly.v1+json'?: { data: object[]; layout: object; config?: object };
}

/**
 * The place where cells run. Jupyter's launcher and the page's worker each put one on `globalThis.__unrolled__`;
 * in plain Node there is none, and everything that displays is silent.
 */
export interface Host {
  /** Show a bundle; a later bundle with the same id replaces it in place. */
  display(bundle: MimeBundle, id?: string): void;
  /** True from the moment the reader asks to stop until the next cell begins. */
  readonly stopped: boolean;
}

declare global {
  var __unrolled__: Host | undefined;
}

export const host = (): Host | undefined => globalThis.__unrolled__;

/** Milliseconds without a breath; nobody sees that repaints and interrupts wait for so long. */
const BREATH = 10;
let lastBreath = Number.NEGATIVE_INFINITY;

/** Long loops call this once a step: lets the host breathe, and throws `Stopped` when the reader asked to stop. */
export async function breathe(): Promise<void> {
  if (performance.now() - lastBreath > BREATH) {
    await nextTask();
    lastBreath = performance.now();
  }
  if (host()?.stopped) throw new Stopped('stopped by the reader');
}

/** A macrotask, so that interrupts and repaints get their turn; MessageChannel is not throttled as timers are. */
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
