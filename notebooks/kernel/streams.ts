import type { StreamName } from './messages.js';

/**
 * Joins what a cell prints within a moment into one message: Jupyter's server drops outputs of a kernel that sends
 * more than a thousand a second, and a loop with console.log does.
 */
export class StreamBuffer {
  private id = -1;
  private name: StreamName = 'stdout';
  private texts: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (id: number, name: StreamName, text: string) => void) {}

  add(id: number, name: StreamName, text: string): void {
    if (id !== this.id || name !== this.name) this.flush();
    [this.id, this.name] = [id, name];
    this.texts.push(text);
    this.timer ??= setTimeout(() => this.flush(), 30);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.texts.length > 0) this.send(this.id, this.name, this.texts.splice(0).join(''));
  }
}
