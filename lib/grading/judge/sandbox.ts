import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seccompFilter } from './seccomp.js';
import { statusBytes } from './watch.js';

/** There is no sandbox that works here; the message says what to install and what else can be done. */
export class SandboxMissing extends Error {
  override readonly name = 'SandboxMissing';
  constructor(reason: string) {
    super(
      `No submission is run without a sandbox, and it does not work here: ${reason}\n` +
        'It needs Linux, bubblewrap 0.8 or newer, and user namespaces:\n' +
        '  sudo apt-get install bubblewrap\n' +
        'Ubuntu 24.04 and newer keep user namespaces from users other than root:\n' +
        '  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n' +
        'In Docker: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined …\n' +
        'Your own code, and nobody else’s, can be graded without: --trust-submissions',
    );
  }
}

/** Bytes of memory that a runner may use besides what Node has set apart for itself when it starts. */
export const MEMORY = 350 * 2 ** 20;
/** Bytes that a submission may leave in /tmp, which is memory, too. */
const DISK = 8 * 2 ** 20;

/** A process that runs submissions. It reads from descriptor 3 and writes to 4; 0 to 2 lead nowhere. */
export interface Launched {
  readonly process: ChildProcess;
  /** The process that runs the student's code, seen from outside, once it is known. */
  readonly pid: Promise<number | undefined>;
}

/** Starts a runner from its snapshot. */
export type Launch = (snapshot: string) => Launched;

const node = (snapshot: string): string[] => ['--snapshot-blob', snapshot, 'runner'];

/** No sandbox: for one's own code. */
export const launchTrusted: Launch = (snapshot) => {
  const child = spawn(process.execPath, node(snapshot), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: {},
    detached: true,
  });
  return { process: child, pid: Promise.resolve(child.pid) };
};

/**
 * The sandbox of this machine, proven to work: one that cannot be started, or that does not keep a file of this machine
 * and its network out, is refused. `folder` keeps the system call filter.
 * @throws SandboxMissing
 */
export async function openSandbox(folder: string): Promise<Launch> {
  if (process.platform !== 'linux') throw new SandboxMissing(`this is ${process.platform}.`);
  const filter = seccompFilter();
  if (!filter) throw new SandboxMissing(`no system call filter is known for ${process.arch}.`);
  const filterFile = join(folder, 'filter.bpf');
  writeFileSync(filterFile, filter);
  const machine = { filterFile, libraries: await sharedLibraries(), data: MEMORY + (await reserved()) };
  await probe(machine);
  return (snapshot) => {
    const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'];
    const child = start(machine, ['--ro-bind', snapshot, '/runner'], node('/runner'), stdio);
    return { process: child, pid: childPid(child) };
  };
}

interface Machine {
  readonly filterFile: string;
  readonly libraries: readonly string[];
  /** Bytes of RLIMIT_DATA. */
  readonly data: number;
}

/** Runs Node in the sandbox with descriptors of its own; 5 is the filter and 6 tells the process id. */
function start(
  { filterFile, libraries, data }: Machine,
  mounts: readonly string[],
  args: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  const filter = openSync(filterFile, 'r');
  try {
    const limits = [`--data=${data}`, `--fsize=${DISK}`, '--core=0', '--nofile=64', '--memlock=0'];
    const child = spawn('prlimit', [...limits, 'bwrap', ...bubblewrap(libraries, mounts), '/node', ...args], {
      stdio: [...(stdio as string[]), filter, 'pipe'] as StdioOptions,
      env: { PATH: process.env.PATH },
      // a group of its own: the whole of it is killed
      detached: true,
    });
    return child;
  } finally {
    closeSync(filter);
  }
}

/** Nothing but Node, its libraries and what is mounted: no home, no /proc, no /dev, no network, no other process. */
const bubblewrap = (libraries: readonly string[], mounts: readonly string[]): string[] => [
  ...['--unshare-all', '--unshare-user', '--die-with-parent', '--new-session', '--as-pid-1', '--clearenv'],
  ...['--uid', '65534', '--gid', '65534', '--hostname', 'runner', '--cap-drop', 'ALL'],
  ...['--ro-bind', process.execPath, '/node'],
  ...libraries.flatMap((path) => ['--ro-bind', path, path]),
  ...mounts,
  ...['--size', String(DISK), '--tmpfs', '/tmp', '--remount-ro', '/', '--chdir', '/tmp'],
  ...['--seccomp', '5', '--info-fd', '6', '--'],
];

/** The files that the dynamic linker loads for Node. */
async function sharedLibraries(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ldd', [process.execPath]).catch((error: Error) => {
    throw new SandboxMissing(error.message);
  });
  return [...new Set(stdout.match(/\/\S+/g) ?? [])].filter((path) => existsSync(path));
}

/** Bytes of writable memory that Node sets apart when it starts: 50 MB in Node 20, with room for code 570 in Node 24. */
async function reserved(): Promise<number> {
  const script = "require('node:fs').readFileSync('/proc/self/status', 'utf8')";
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', script], { env: {} });
  return statusBytes(stdout, 'VmData');
}

/** Tries to break out in the ways that a sandbox must stop; throws unless each of them is stopped. */
async function probe(machine: Machine): Promise<void> {
  const script = `
    const { existsSync, writeFileSync } = require('node:fs');
    const { spawnSync } = require('node:child_process');
    const open = [];
    if (existsSync(${JSON.stringify(machine.filterFile)}) || existsSync('/proc/1') || existsSync('/etc')) open.push('files');
    try { writeFileSync('/written', ''); open.push('writing'); } catch {}
    if (!spawnSync(process.execPath, ['-v']).error) open.push('processes');
    if (Object.keys(process.env).length > 1) open.push('environment');
    if (process.getuid() !== 65534) open.push('user');
    const socket = require('node:net').connect(9, '127.0.0.1');
    socket.on('error', (error) => {
      if (error.code !== 'EPERM' && error.code !== 'EACCES') open.push('network');
      require('node:fs').writeSync(1, JSON.stringify(open));
    });`;
  const child = start(machine, [], ['-e', script], ['ignore', 'pipe', 'pipe', 'ignore', 'ignore']);
  const said = { out: '', error: '' };
  child.stdout?.on('data', (data) => (said.out += data));
  child.stderr?.on('data', (data) => (said.error += data));
  const timer = setTimeout(() => killGroup(child), 20_000);
  await new Promise((done) => {
    child.on('error', (error) => {
      said.error += error.message;
      done(undefined);
    });
    child.on('close', done);
  });
  clearTimeout(timer);
  if (said.out === '[]') return;
  throw new SandboxMissing(
    said.out
      ? `it leaves open ${said.out}.`
      : said.error.trim().split('\n').slice(0, 3).join('\n') || 'it did not start.',
  );
}

/** bubblewrap's report of the process that it started. */
const childPid = (child: ChildProcess): Promise<number | undefined> =>
  new Promise((resolve) => {
    let text = '';
    const info = (child.stdio as unknown as NodeJS.ReadableStream[])[6]!;
    info.on('data', (data) => (text += data));
    info.on('error', () => resolve(undefined));
    info.on('close', () => resolve(Number(/"child-pid": (\d+)/.exec(text)?.[1]) || undefined));
    child.on('error', () => resolve(undefined));
  });

/** Kills a process and all that belong to it. */
export function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
