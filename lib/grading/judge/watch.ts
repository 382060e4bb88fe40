import { readFileSync } from 'node:fs';

/** Bytes of a page of memory on the machines that the sandbox is written for. */
const PAGE = 4096;
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
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE;
  } catch {
    return 0;
  }
}
