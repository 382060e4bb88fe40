import { Session } from 'node:inspector';
import { Slot } from './messages.js';

/** How long an interrupted cell may take to end by itself before its JavaScript is torn off. */
const patience = 600;

/**
 * Stops the main thread from the thread of the sockets. First it only says so in the shared memory, which loops of
 * the library look at; a cell that still runs after a while is torn off by the debugger's `terminateExecution`,
 * the one means that also ends a synchronous loop after an await.
 */
export class Interrupter {
  constructor(
    private readonly memory: Int32Array,
    private readonly runs: (id: number) => boolean,
    /** Tells the main thread, which hears it as soon as it does nothing else. */
    private readonly tell: (id: number, since: number) => void,
  ) {}

  interrupt(id: number): void {
    const since = Date.now();
    Atomics.store(this.memory, Slot.interrupted, id);
    this.tell(id, since);
    setTimeout(() => this.tearOff(id, since), patience);
  }

  private tearOff(id: number, since: number): void {
    if (!this.runs(id)) return;
    if (Atomics.load(this.memory, Slot.critical) === 1) {
      setTimeout(() => this.tearOff(id, since), 50);
      return;
    }
    const session = new Session();
    session.connectToMainThread();
    session.post('Runtime.terminateExecution', () => session.disconnect());
    // what it heard before may have been torn off as well
    this.tell(id, since);
    setTimeout(() => this.tearOff(id, since), patience);
  }
}
