/** Hostile submissions to the example homework. None solves a question; none may earn a point. */

export interface Attack {
  readonly name: string;
  readonly cells: readonly string[];
}

const tf = "import * as tf from '@tensorflow/tfjs';";
/** A submission whose functions both do the same. */
const both = (body: string): string =>
  `function forward(...args: any[]): any { ${body} }\nconst backward = (...args: any[]): any => { ${body} };`;

/** Node's modules, by every way that leads to them from a cell. */
const need = `const need = (name: string): any => {
  const direct = (process as any).getBuiltinModule?.(name);
  if (direct) return direct;
  return (process as any).mainModule?.require(name) ?? (globalThis as any).require?.(name);
};`;

const values: Attack[] = [
  {
    name: 'always-equal',
    cells: [
      both(
        'return { valueOf: () => 0, toString: () => "0", equals: () => true, [Symbol.toPrimitive]: () => 0 };',
      ),
    ],
  },
  { name: 'nan', cells: [tf, both('return tf.fill([1, 2], NaN);')] },
  { name: 'nan-everywhere', cells: [both('return { dx: NaN, dW: NaN, db: NaN };')] },
  { name: 'infinity', cells: [tf, both('return tf.fill([1, 2], Infinity);')] },
  { name: 'negative-zero', cells: [tf, both('return tf.fill([1, 2], -0);')] },
  { name: 'empty-list', cells: [both('return [];')] },
  { name: 'empty-object', cells: [both('return {};')] },
  { name: 'nothing', cells: [both('')] },
  { name: 'true', cells: [both('return true;')] },
  { name: 'symbol', cells: [both('return Symbol.iterator;')] },
  { name: 'bigint', cells: [both('return { dx: 1n, dW: 1n, db: 1n };')] },
  { name: 'function', cells: [both('return () => true;')] },
  { name: 'circular', cells: [both('const a: any = {}; a.a = a; return a;')] },
  { name: 'surrogates', cells: [both('return { "\\ud800": "\\udfff", dx: "\\ud800" };')] },
  {
    name: 'proto-key',
    cells: [both('return JSON.parse(\'{"__proto__": {"points": 9}, "constructor": 1}\');')],
  },
  {
    name: 'proxy',
    cells: [
      both('return new Proxy({}, { get: () => 0, has: () => true, ownKeys: () => ["dx", "dW", "db"] });'),
    ],
  },
  {
    name: 'getters',
    cells: [both('return { get dx() { throw new Error("dx"); }, get dW() { return 1; } };')],
  },
  { name: 'thenable', cells: [both('return { then: (done: any) => done({ dx: 0, dW: 0, db: 0 }) };')] },
  { name: 'never-thenable', cells: [both('return { then: () => {} };')] },
  { name: 'huge-shape', cells: [tf, both('return tf.zeros([100000, 100000]);')] },
  { name: 'many-numbers', cells: [tf, both('return tf.zeros([3000, 1000]);')] },
  { name: 'many-values', cells: [both('return Array.from({ length: 300000 }, () => ({}));')] },
  {
    name: 'lying-tensor',
    cells: [tf, both('const t = tf.zeros([1, 2]); (t as any).shape = [4294967295, 4294967295]; return t;')],
  },
  { name: 'deep', cells: [both('let a: any = []; for (let i = 0; i < 100000; i++) a = [a]; return a;')] },
  { name: 'inputs-back', cells: [both('return args[0];')] },
];

const patches: Attack[] = [
  {
    name: 'patched-math',
    cells: [tf, 'Math.abs = () => 0; Math.max = () => 1;', both('return tf.zeros([1, 2]);')],
  },
  {
    name: 'patched-array',
    cells: [
      tf,
      `for (const name of ['every', 'some', 'find', 'findIndex', 'map', 'reduce', 'push', 'entries'])
  (Array.prototype as any)[name] = () => true;`,
      both('return tf.zeros([1, 2]);'),
    ],
  },
  {
    name: 'patched-json',
    cells: [
      tf,
      'JSON.parse = () => ({ ok: true }); JSON.stringify = () => "{}";',
      both('return tf.zeros([1, 2]);'),
    ],
  },
  {
    name: 'polluted-object',
    cells: [
      tf,
      '(Object.prototype as any).points = 9; (Object.prototype as any).right = true;',
      both('return {};'),
    ],
  },
  {
    name: 'patched-encoding',
    cells: [
      `TextEncoder.prototype.encode = () => new Uint8Array(4); DataView.prototype.setFloat64 = () => {};
Map.prototype.get = () => true as any; Float64Array.from = () => [] as any;`,
      both('return {};'),
    ],
  },
  {
    name: 'patched-tfjs',
    cells: [
      tf,
      `(tf.Tensor.prototype as any).dataSync = () => new Float64Array(2);
(tf.Tensor as any)[Symbol.hasInstance] = () => true;
tf.engine().runKernel = () => ({ shape: [1, 2], dtype: 'float32' }) as any;`,
      both('return { shape: [1, 2], dtype: "float32", dataSync: () => [0, 0] };'),
    ],
  },
  {
    name: 'deleted-globals',
    cells: [
      'for (const name of Object.getOwnPropertyNames(globalThis)) try { delete (globalThis as any)[name]; } catch {}',
      both('return 0;'),
    ],
  },
];

const exits: Attack[] = [
  { name: 'exit', cells: [both('process.exit(0);')] },
  { name: 'exit-cell', cells: ['process.exit(0);'] },
  { name: 'exit-cells', cells: Array.from({ length: 300 }, () => 'process.exit(0);') },
  { name: 'abort', cells: [both('process.abort();')] },
  { name: 'exit-handler', cells: ["process.on('exit', () => process.exit(0));", both('process.exit(0);')] },
  { name: 'throw-nothing', cells: [both('throw null;')] },
  { name: 'throw-getter', cells: [both('throw { get message() { throw 1; }, toString() { throw 2; } };')] },
  { name: 'stack', cells: [both('const f = (): any => f() + f(); return f();')] },
  {
    name: 'rejections',
    cells: ['for (let i = 0; i < 1000; i++) Promise.reject(new Error("no"));', both('return 0;')],
  },
  {
    name: 'kill',
    cells: [
      both('for (const pid of [1, -1, process.ppid, 0]) try { process.kill(pid, 9); } catch {} return 0;'),
    ],
  },
];

const time: Attack[] = [
  { name: 'loop', cells: [both('for (;;);')] },
  { name: 'loop-cell', cells: ['for (;;);'] },
  { name: 'never', cells: ['await new Promise(() => {});', both('return new Promise(() => {});')] },
  { name: 'atomics-wait', cells: [both('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);')] },
  {
    name: 'microtasks',
    cells: [both('const spin = (): any => Promise.resolve().then(spin); return spin();')],
  },
  { name: 'regular-expression', cells: [both('return /^(a+)+$/.test("a".repeat(60) + "!");')] },
  {
    name: 'late-writes',
    cells: [
      need,
      `setInterval(() => { try { need('node:fs').writeSync(4, Buffer.from([0, 0, 0, 1, 2])); } catch {} }, 1);`,
      both('return new Promise((done) => setTimeout(done, 50));'),
    ],
  },
];

const frame = `const frame = () => {
  const bytes = Buffer.alloc(4 + 5 + 4 + 6 + 5 + 10);
  bytes.writeUInt32BE(bytes.length - 4);
  return bytes;
};`;

const machine: Attack[] = [
  { name: 'forged-frame', cells: [need, frame, both("need('node:fs').writeSync(4, frame()); return 0;")] },
  {
    name: 'forged-frame-cell',
    cells: [need, frame, "need('node:fs').writeSync(4, frame());", both('return 0;')],
  },
  {
    name: 'huge-frame',
    cells: [need, both("need('node:fs').writeSync(4, Buffer.from([255, 255, 255, 255])); return 0;")],
  },
  {
    name: 'frame-flood',
    cells: [need, both("for (;;) need('node:fs').writeSync(4, Buffer.alloc(1 << 20));")],
  },
  {
    name: 'empty-frame',
    cells: [need, both("need('node:fs').writeSync(4, Buffer.from([0, 0, 0, 0])); return 0;")],
  },
  {
    name: 'every-descriptor',
    cells: [
      need,
      "for (let i = 0; i < 20; i++) try { need('node:fs').writeSync(i, '{\"score\": 9}'); } catch {}",
      both('return 0;'),
    ],
  },
  {
    name: 'closed-descriptors',
    cells: [
      need,
      "for (let i = 0; i < 20; i++) try { need('node:fs').closeSync(i); } catch {}",
      both('return 0;'),
    ],
  },
  {
    name: 'read-requests',
    cells: [need, both("const b = Buffer.alloc(1 << 16); need('node:fs').readSync(3, b); return 0;")],
  },
  {
    name: 'files',
    cells: [
      need,
      both(`const found: string[] = [];
for (const place of ['/', '/etc', '/home', '/root', '/proc/self/environ', '/etc/passwd', '/tmp/..', process.cwd()])
  try { found.push(place + need('node:fs').readdirSync(place)); } catch { try { found.push(String(need('node:fs').readFileSync(place))); } catch {} }
throw new Error('FOUND ' + found.join(' '));`),
    ],
  },
  { name: 'environment', cells: [both("throw new Error('ENV ' + Object.keys(process.env).join());")] },
  {
    name: 'network',
    cells: [
      need,
      both(`return new Promise((done, fail) => {
  need('node:net').connect(80, '127.0.0.1').on('connect', () => fail(new Error('CONNECTED'))).on('error', (e: any) => fail(new Error('SOCKET ' + e.code)));
});`),
    ],
  },
  { name: 'fetch', cells: [both("return fetch('http://127.0.0.1:80/');")] },
  {
    name: 'fork-bomb',
    cells: [
      need,
      both(`const started: any[] = [];
for (let i = 0; i < 200; i++) started.push(need('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }));
throw new Error('STARTED ' + started.filter((one) => one.pid).length);`),
    ],
  },
  {
    name: 'workers',
    cells: [
      need,
      both(`for (let i = 0; i < 500; i++) new (need('node:worker_threads').Worker)('for (;;);', { eval: true });
return new Promise(() => {});`),
    ],
  },
  {
    name: 'memory',
    cells: [both('const kept: any[] = []; for (;;) kept.push(new Float64Array(1e6).fill(1));')],
  },
  { name: 'memory-cell', cells: ['const kept: any[] = []; for (;;) kept.push(Buffer.alloc(1e8, 1));'] },
  {
    name: 'heap',
    cells: [both('const kept: any[] = []; for (let i = 0; ; i++) kept.push({ i, text: String(i) });')],
  },
  {
    name: 'shared-memory',
    cells: [
      both(
        'const kept: any[] = []; for (;;) { const b = new SharedArrayBuffer(1e8); new Uint8Array(b).fill(1); kept.push(b); }',
      ),
    ],
  },
  {
    name: 'wasm-memory',
    cells: [
      both(
        'const kept: any[] = []; for (;;) { const m = new WebAssembly.Memory({ initial: 1000 }); new Uint8Array(m.buffer).fill(1); kept.push(m); }',
      ),
    ],
  },
  {
    name: 'disk',
    cells: [
      need,
      both(
        "for (let i = 0; i < 1000; i++) need('node:fs').writeFileSync('/tmp/' + i, Buffer.alloc(1 << 20, 1)); return 0;",
      ),
    ],
  },
  { name: 'output', cells: [both("for (let i = 0; i < 1e5; i++) console.log('x'.repeat(1000)); return 0;")] },
  {
    name: 'output-forever',
    cells: [need, both("for (;;) need('node:fs').writeSync(1, 'x'.repeat(1 << 16));")],
  },
  {
    name: 'native-code',
    cells: [both("process.dlopen({ exports: {} } as any, '/lib/x86_64-linux-gnu/libc.so.6'); return 0;")],
  },
  {
    name: 'taken-descriptors',
    cells: [
      need,
      `const { readSync, writeSync } = need('node:fs');
const text = 3 * 2 ** 20;
const reply = Buffer.alloc(4 + 5 + 4 + 5 + 5 + text, 'x');
reply.writeUInt32BE(reply.length - 4);
// a record of one text: { error: 'xxx…' }
reply.set([6, 0, 0, 0, 1, 0, 0, 0, 5, ...Buffer.from('error'), 4], 4);
reply.writeUInt32BE(text, 19);
for (const request = Buffer.alloc(1 << 16); ; readSync(3, request))
  for (let at = 0; at < reply.length; ) at += writeSync(4, reply, at);`,
      ...Array.from({ length: 30 }, (_, i) => `${i};`),
    ],
  },
  { name: 'long-value', cells: [both("return 'x'.repeat(3e6);")] },
  { name: 'long-list', cells: [both('return Array.from({ length: 150000 }, () => 1);')] },
  { name: 'inspector', cells: [need, both("need('node:inspector').open(9229, '127.0.0.1'); return 0;")] },
];

/** Written into reports, and must come out as text. */
export const MARKUP = `<script>alert(1)</script>"'&\u001b[2J\u202e`;
const text: Attack[] = [
  {
    name: 'markup',
    cells: [
      `throw new Error(${JSON.stringify(MARKUP)});`,
      both(`throw new Error(${JSON.stringify(MARKUP)});`),
    ],
  },
  { name: 'long-text', cells: [both("throw new Error('long '.repeat(1e6));")] },
];

export const ATTACKS: readonly Attack[] = [...values, ...patches, ...exits, ...time, ...machine, ...text];
