/**
 * The system calls that a runner has no use for, on x64 and arm64. The namespaces are the sandbox; without these the
 * kernel's surface is smaller and new processes are impossible, so that none can stay behind.
 */
const DENIED = {
  fork: [57, undefined],
  vfork: [58, undefined],
  execveat: [322, 281],
  kill: [62, 129],
  tkill: [200, 130],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  socket: [41, 198],
  socketpair: [53, 199],
  connect: [42, 203],
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  mount_setattr: [442, 442],
  open_by_handle_at: [304, 265],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  memfd_create: [319, 279],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  init_module: [175, 105],
  finit_module: [313, 273],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
} as const;

/** By Node's name of the architecture: its column above, its audit number, and the calls whose arguments matter. */
const SYSTEMS: Readonly<Record<string, { column: 0 | 1; audit: number; clone: number; clone3: number }>> = {
  x64: { column: 0, audit: 0xc000003e, clone: 56, clone3: 435 },
  arm64: { column: 1, audit: 0xc00000b7, clone: 220, clone3: 435 },
};

const [LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x06];
const [ALLOW, KILL, ERRNO] = [0x7fff0000, 0x80000000, 0x00050000];
const [EPERM, ENOSYS] = [1, 38];
/** Where struct seccomp_data holds the number, the architecture and the low half of the first argument. */
const [NUMBER, ARCHITECTURE, FLAGS] = [0, 4, 16];
const CLONE_THREAD = 0x10000;
/** Numbers from here on belong to another ABI of x64. */
const X32 = 0x40000000;

/** A classic BPF program for bubblewrap's --seccomp; undefined for an architecture that it is not written for. */
export function seccompFilter(architecture: string = process.arch): Buffer | undefined {
  const system = SYSTEMS[architecture];
  if (!system) return undefined;
  const denied = Object.values(DENIED).flatMap((numbers) => numbers[system.column] ?? []);
  const program: [code: number, yes: number, no: number, k: number][] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [EQUAL, 1, 0, system.audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    [AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, ERRNO | EPERM],
    // glibc falls back to clone, whose flags can be read
    [EQUAL, 0, 1, system.clone3],
    [RETURN, 0, 0, ERRNO | ENOSYS],
    ...denied.flatMap((number): [number, number, number, number][] => [
      [EQUAL, 0, 1, number],
      [RETURN, 0, 0, ERRNO | EPERM],
    ]),
    // threads are V8's own; a process would be somebody else's
    [EQUAL, 0, 3, system.clone],
    [LOAD, 0, 0, FLAGS],
    [ANY_BIT, 1, 0, CLONE_THREAD],
    [RETURN, 0, 0, ERRNO | EPERM],
    [RETURN, 0, 0, ALLOW],
  ];
  const bytes = Buffer.alloc(8 * program.length);
  program.forEach(([code, yes, no, k], i) => {
    bytes.writeUInt16LE(code, 8 * i);
    bytes.writeUInt8(yes, 8 * i + 2);
    bytes.writeUInt8(no, 8 * i + 3);
    bytes.writeUInt32LE(k >>> 0, 8 * i + 4);
  });
  return bytes;
}
