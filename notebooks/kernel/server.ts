/**
 * The thread that talks to Jupyter. Cells run in the main thread, so the sockets answer whatever a cell does:
 * a loop without end is seen to be busy, its output arrives, and it can be interrupted.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Publisher, Reply, Router } from 'zeromq';
import { kernelInfo } from './info.js';
import { Interrupter } from './interrupter.js';
import type { Request, Response } from './messages.js';
import { watchParent } from './parent.js';
import { StreamBuffer } from './streams.js';
import { type Connection, decode, encode, type Message } from './wire.js';

interface Job {
  readonly id: number;
  readonly message: Message;
  readonly socket: Outgoing;
}

const port = parentPort!;
const { connectionFile, memory } = workerData as { connectionFile: string; memory: Int32Array };
const connection: Connection = JSON.parse(readFileSync(connectionFile, 'utf8'));

/** A socket whose messages leave one after another: ZeroMQ's own `send` may not be called twice at once. */
class Outgoing {
  private last: Promise<unknown> = Promise.resolve();
  constructor(readonly socket: Router | Publisher) {}
  send(frames: (string | Buffer)[]): void {
    this.last = this.last.then(() => this.socket.send(frames)).catch(() => {});
  }
  drained = (): Promise<unknown> => this.last;
}

// a slow reader of iopub must not lose outputs, so its queue has no limit
const iopub = new Outgoing(new Publisher({ sendHighWaterMark: 0, linger: 1000 }));
const shell = new Outgoing(new Router({ linger: 1000 }));
const control = new Outgoing(new Router({ linger: 1000 }));
const stdin = new Router({ linger: 0 });
const heartbeat = new Reply({ linger: 0 });

/** Every request that came, by id: late output of a cell still belongs to it. */
const jobs: Job[] = [];
const queue: Job[] = [];
let running: Job | undefined;

const publish = (job: Job, type: string, content: string) =>
  iopub.send(encode(connection.key, [type], type, job.message.header, content));
const streams = new StreamBuffer((id, name, text) =>
  publish(jobs[id]!, 'stream', JSON.stringify({ name, text })),
);

function announce(job: Job, state: 'busy' | 'idle'): void {
  streams.flush();
  publish(job, 'status', JSON.stringify({ execution_state: state }));
}

function reply(job: Job, content: string): void {
  const { identities, header } = job.message;
  job.socket.send(
    encode(connection.key, identities, header.msg_type.replace(/request$/, 'reply'), header, content),
  );
}

const ask = (job: Job, type: Request['type'], content = job.message.content) =>
  port.postMessage({ id: job.id, type, content } satisfies Request);

const interrupter = new Interrupter(
  memory,
  (id) => running?.id === id,
  (id, since) => ask(jobs[id]!, 'interrupt', { since }),
);

/** What is answered here, without the thread of the cells. */
const answers: Record<string, (job: Job) => object> = {
  kernel_info_request: () => kernelInfo,
  comm_info_request: () => ({ status: 'ok', comms: {} }),
  history_request: () => ({ status: 'ok', history: [] }),
  interrupt_request: () => {
    if (running) interrupter.interrupt(running.id);
    return { status: 'ok' };
  },
  shutdown_request: ({ message }) => {
    void leave();
    return { status: 'ok', restart: message.content.restart === true };
  },
};

function receive(socket: Outgoing, frames: readonly Buffer[]): void {
  const message = decode(connection.key, frames);
  if (!message) return;
  const job: Job = { id: jobs.length, message, socket };
  jobs.push(job);
  const type = message.header.msg_type;
  if (type === 'execute_request') {
    queue.push(job);
    next();
  } else if (type in answers) {
    announce(job, 'busy');
    reply(job, JSON.stringify(answers[type]!(job)));
    settled(job);
  } else if (type === 'complete_request' || type === 'inspect_request' || type === 'is_complete_request') {
    announce(job, 'busy');
    ask(job, type.slice(0, -'_request'.length) as Request['type']);
  }
}

function next(): void {
  if (running) return;
  running = queue.shift();
  if (!running) return;
  announce(running, 'busy');
  ask(running, 'execute');
}

/** The end of a request. A cell that goes on meanwhile (completions are answered) is said to be busy again. */
function settled(job: Job): void {
  announce(job, 'idle');
  if (running && running !== job) announce(running, 'busy');
}

/** A failing cell stops what was queued behind it, but only when its sender wants that, and never silently. */
function abortQueue(): void {
  for (const job of queue.splice(0)) {
    announce(job, 'busy');
    reply(job, JSON.stringify({ status: 'aborted' }));
    announce(job, 'idle');
  }
}

port.on('message', (response: Response) => {
  const job = jobs[response.id]!;
  if ('stream' in response) return streams.add(response.id, response.stream, response.text);
  streams.flush();
  if ('publish' in response) return publish(job, response.publish, response.content);
  reply(job, response.content);
  if (job !== running) return settled(job);
  running = undefined;
  announce(job, 'idle');
  if (response.reply === 'error' && job.message.content.stop_on_error !== false) abortQueue();
  next();
});

/** Ends the process, by force when a cell never lets the main thread go. */
async function leave(): Promise<void> {
  await new Promise(setImmediate);
  await Promise.all([iopub, shell, control].map((socket) => socket.drained()));
  for (const socket of [iopub.socket, shell.socket, control.socket, stdin, heartbeat]) socket.close();
  port.postMessage({ id: -1, type: 'leave', content: {} } satisfies Request);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 500);
}

async function listen(socket: Outgoing): Promise<void> {
  for await (const frames of socket.socket as AsyncIterable<Buffer[]>) receive(socket, frames);
}

const address = (number: number) => `${connection.transport}://${connection.ip}:${number}`;
await Promise.all([
  iopub.socket.bind(address(connection.iopub_port)),
  shell.socket.bind(address(connection.shell_port)),
  control.socket.bind(address(connection.control_port)),
  stdin.bind(address(connection.stdin_port)),
  heartbeat.bind(address(connection.hb_port)),
]);
watchParent(() => process.kill(process.pid, 'SIGKILL'));
void listen(shell);
void listen(control);
for await (const frames of heartbeat) await heartbeat.send(frames);
