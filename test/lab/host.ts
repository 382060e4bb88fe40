import type { Host, MimeBundle } from '../../lib/lab/host.js';

/** A host that remembers what was displayed. */
export class Recorder implements Host {
  readonly shown: { bundle: MimeBundle; id?: string }[] = [];
  stopped = false;

  display(bundle: MimeBundle, id?: string): void {
    this.shown.push({ bundle, id });
  }

  get last(): MimeBundle {
    return this.shown[this.shown.length - 1].bundle;
  }
}

/** Runs with a recording host, which is gone afterwards, and gives it back. */
export function recorded(run: () => void): Recorder {
  const host = new Recorder();
  globalThis.__unrolled__ = host;
  try {
    run();
  } finally {
    globalThis.__unrolled__ = undefined;
  }
  return host;
}
