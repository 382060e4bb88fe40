import { readFileSync } from 'node:fs';

const EVERY = 100;

/** Looks at how much memory a process holds, and calls `exceeded` once it is more than the limit. */
export class MemoryWatch {
  peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number, limit: number, exceeded: () => void) {
    this.timer = setInterval(() => {
      const now = resident(pid);
      this.peak = Math.max(this.peak, now);
      if (now > limit) exceeded();
    }, EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Bytes of memory that a process holds now; 0 where that is not known. */
export function resident(pid: number): number {
  try {
    return statusBytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS');
  } catch {
    return 0;
  }
}

/** The bytes in a line of /proc/<pid>/status; 0 without that line, as of a process that has ended. */
export const statusBytes = (status: string, name: string): number =>
  1024 * Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
