import type { Bundle, Shown } from './messages';

const interval = 40;
const longest = 200_000;
const most = 300;

/**
 * Collects what a cell shows and sends it on in few messages: a cell that prints or redraws without end must not
 * flood the page. Text beyond `longest` characters and displays beyond `most` are dropped, with a note.
 */
export class Spool {
  private items: Shown[] = [];
  private sent = performance.now();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private text = 0;
  private displays = 0;
  private readonly seen = new Set<string>();

  constructor(private readonly send: (items: Shown[]) => void) {}

  print(text: string): void {
    const room = longest - this.text;
    if (room <= 0) return;
    this.text += text.length;
    const kept =
      text.length < room ? text : `${text.slice(0, room)}\n… (what is printed after this is not shown)\n`;
    const last = this.items.at(-1);
    if (last?.kind === 'stream')
      this.items[this.items.length - 1] = { kind: 'stream', text: last.text + kept };
    else this.items.push({ kind: 'stream', text: kept });
    this.schedule();
  }

  display(data: Bundle, id?: string): void {
    const item: Shown = { kind: 'display', data, id };
    if (id === undefined || !this.seen.has(id)) {
      if (this.displays++ === most) this.print('… (what is displayed after this is not shown)\n');
      if (this.displays > most) return;
      if (id !== undefined) this.seen.add(id);
    }
    const waiting =
      id === undefined ? -1 : this.items.findIndex((other) => other.kind === 'display' && other.id === id);
    if (waiting >= 0) this.items[waiting] = item;
    else this.items.push(item);
    this.schedule();
  }

  add(item: Shown): void {
    this.items.push(item);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sent = performance.now();
    if (this.items.length === 0) return;
    const items = this.items;
    this.items = [];
    this.send(items);
  }

  /** A cell that never yields gets no timer, so the clock is asked as well. */
  private schedule(): void {
    if (performance.now() - this.sent > interval) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), interval);
  }
}
