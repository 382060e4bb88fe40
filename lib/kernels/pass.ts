import type { TensorInfo } from '@tensorflow/tfjs';
import { ValueError } from '../errors.js';
import type { Heap, Written } from './heap.js';
import type { Exports } from './instance.js';
import type { Attrs } from './sequence.js';

/** A number takes four bytes. */
export const bytes = (numbers: number): number => 4 * numbers;

/** Tensors by name. */
export type Inputs = Readonly<Record<string, TensorInfo>>;

/** A matrix in memory; its rows lie `row` bytes apart. */
export interface Matrix {
  readonly at: number;
  readonly row: number;
}

/** Steps that are differentiated together: the rows of their errors are one product for the weights. */
const ROWS_AT_ONCE = 512;

/**
 * One walk of a kernel over a batch of sequences: its sizes, where tensors lie, room to work in, and what every kind of
 * cell does alike. Work space is in the order of the walk, [T, B, …]: what belongs to one step lies together. `run` frees
 * it, also when it throws.
 */
export class Pass {
  readonly wasm: Exports;
  readonly B: number;
  readonly T: number;
  readonly I: number;
  readonly H: number;
  /** Between the states of one step and the next, and between the sequences; negative backwards. */
  readonly step: number;
  readonly row: number;
  /** Work space of the products. */
  readonly scratch: number;

  private readonly taken: number[] = [];
  private readonly written: Written[] = [];
  private readonly pointers = new Map<string, number>();

  private constructor(
    private readonly heap: Heap,
    private readonly inputs: Inputs,
    private readonly attrs: Attrs,
  ) {
    this.wasm = heap.wasm;
    [this.B, this.T, this.I] = inputs.xs.shape;
    [, this.H] = inputs.h.shape;
    this.row = bytes(this.T * this.H);
    this.step = attrs.backwards ? -bytes(this.H) : bytes(this.H);
    this.scratch = this.take(this.wasm.scratchBytes());
  }

  static run(
    heap: Heap,
    inputs: Inputs,
    attrs: Attrs,
    compute: (pass: Pass, attrs: Attrs) => void,
  ): TensorInfo[] {
    const pass = new Pass(heap, inputs, attrs);
    try {
      compute(pass, attrs);
    } catch (error) {
      for (const tensor of pass.results()) tensor.drop();
      throw error;
    } finally {
      for (const pointer of pass.taken) pass.heap.free(pointer);
    }
    return pass.results().map((tensor) => tensor.done());
  }

  /** In the order in which they were begun; the gradients by the inputs, where there are any, come last. */
  private results(): Written[] {
    return this.forInputs ? [...this.written, this.forInputs.dxs] : this.written;
  }

  /** Where an input lies. */
  at(name: string): number {
    let pointer = this.pointers.get(name);
    if (pointer === undefined) {
      pointer = this.heap.input(this.inputs[name]);
      this.pointers.set(name, pointer);
    }
    return pointer;
  }

  /**
   * Where lies what `forward` kept, so many numbers for each step and sequence. Throws `ValueError` if another backend has
   * taken over since, to which tfjs has moved the one number that it knew of.
   */
  steps(numbers: number): number {
    const [wanted, there] = [this.T * this.B * numbers, this.heap.size(this.inputs.steps)];
    if (there !== wanted)
      throw new ValueError('gradient', 'the backend of the forward pass', 'one that was set since');
    return this.at('steps');
  }

  /** The mask [B, T] of bytes at the first step of the walk, and the steps between its sequences and elements. */
  mask(): [at: number, row: number, step: number] {
    if (!this.inputs.mask) return [0, 0, 0];
    const first = this.attrs.backwards ? this.T - 1 : 0;
    return [this.at('mask') + first, this.T, this.attrs.backwards ? -1 : 1];
  }

  /** Where, in a tensor [B, T, H], the first step of the walk lies. */
  first(states: number): number {
    return this.attrs.backwards ? states + this.row - bytes(this.H) : states;
  }

  /** Room for so many numbers, which holds anything. */
  room(numbers: number): number {
    return this.take(bytes(numbers));
  }

  /** The same, zeros. */
  zeros(numbers: number): number {
    const at = this.room(numbers);
    this.wasm.clear(at, bytes(numbers));
    return at;
  }

  /** The next of the results. */
  output(...shape: number[]): number {
    const tensor = this.heap.output(shape);
    this.written.push(tensor);
    return tensor.at;
  }

  /**
   * A result for the way back alone. To tfjs it is one number, whatever there is behind it: tfjs would make zeros of the
   * whole for the gradient that nobody asked for.
   */
  kept(...shape: number[]): number {
    const { at, done, drop } = this.heap.output(shape);
    this.written.push({ at, drop, done: () => ({ ...done(), shape: [1] }) });
    return at;
  }

  copy(from: Matrix, to: Matrix, rows: number, columns: number): void {
    this.wasm.copyRows(from.at, from.row, to.at, to.row, rows, columns);
  }

  /** Inputs [rows, H] side by side: the weights of all gates, [rows, n H]. */
  together(names: readonly string[], rows: number): Matrix {
    const { H } = this;
    const row = bytes(names.length * H);
    const at = this.room(rows * names.length * H);
    names.forEach((name, n) => {
      this.copy({ at: this.at(name), row: bytes(H) }, { at: at + bytes(n * H), row }, rows, H);
    });
    return { at, row };
  }

  /** The way back: results [rows, H], one for each H columns. */
  apart({ at, row }: Matrix, rows: number, shape: readonly number[], count: number): void {
    const { H } = this;
    for (let n = 0; n < count; n++) {
      const to = { at: this.output(...shape), row: bytes(H) };
      this.copy({ at: at + bytes(n * H), row }, to, rows, H);
    }
  }

  /** A second factor B [K, N] of products; with `transposed` it is given as [N, K]. */
  factor({ at, row }: Matrix, K: number, N: number, transposed: boolean = false): number {
    const packed = this.take(this.wasm.factorBytes(K, N));
    this.wasm.packFactor(at, row, transposed ? 1 : 0, K, N, packed);
    return packed;
  }

  /** C += A B. A [M, K], B [K, N] from `factor`, C [M, N]. */
  multiply(a: Matrix, factor: number, c: Matrix, M: number, N: number, K: number): void {
    this.wasm.multiply(a.at, a.row, factor, c.at, c.row, M, N, K, this.scratch);
  }

  /** C += Aᵀ B, summed over K rows. A [K, M], B [K, N], C [M, N]. */
  outer(a: Matrix, b: Matrix, c: Matrix, M: number, N: number, K: number): void {
    this.packed ??= this.take(this.wasm.factorBytes(this.wasm.outerTerms(), 4 * this.H));
    this.wasm.outer(a.at, a.row, b.at, b.row, c.at, c.row, M, N, K, this.packed, this.scratch);
  }
  private packed: number | undefined;

  /** `bias` [columns] in every row of [T B, …], for products to be added to. */
  fill(bias: number, to: Matrix, columns: number): void {
    this.copy({ at: bias, row: 0 }, to, this.T * this.B, columns);
  }

  /** Adds x_t W to the rows of `to`, for all steps at once: `W` [I, N] from `factor`. */
  addInputs(W: number, to: Matrix, N: number): void {
    const { B, T, I } = this;
    const xs = { at: this.room(T * B * I), row: bytes(I) };
    this.inputsOf(0, T, xs);
    this.multiply(xs, W, to, T * B, N, I);
  }

  /** The inputs of steps `from` to `to`, [to − from, B, I], into rows that lie as those of `into`. */
  inputsOf(from: number, to: number, into: Matrix): void {
    const { B, T, I } = this;
    for (let t = from; t < to; t++) {
      const x = { at: this.at('xs') + bytes(this.element(t) * I), row: bytes(T * I) };
      this.copy(x, { at: into.at + (t - from) * B * into.row, row: into.row }, B, I);
    }
  }

  /** The states before steps `from` to `to`, likewise. */
  statesBefore(from: number, to: number, states: number, into: Matrix): void {
    const { B, H, row, step } = this;
    for (let t = from; t < to; t++) {
      const before = t > 0 ? { at: states + (t - 1) * step, row } : { at: this.at('h'), row: bytes(H) };
      this.copy(before, { at: into.at + (t - from) * B * into.row, row: into.row }, B, H);
    }
  }

  /** The gradients by the inputs of steps `from` to `to`, δ_t Wᵀ, if they are asked for. W [I, N], errors [·, N]. */
  inputGradients(from: number, to: number, errors: Matrix, W: Matrix, N: number): void {
    if (!this.attrs.inputGradients) return;
    const { B, T, I } = this;
    const rows = (to - from) * B;
    this.forInputs ??= {
      back: this.factor(W, N, I, true),
      room: this.room(this.stepsAtOnce * B * I),
      dxs: this.heap.output([B, T, I]),
    };
    const { back, room, dxs } = this.forInputs;
    this.wasm.clear(room, bytes(rows * I));
    this.multiply(errors, back, { at: room, row: bytes(I) }, rows, I, N);
    for (let t = from; t < to; t++) {
      const dx = { at: room + bytes((t - from) * B * I), row: bytes(I) };
      this.copy(dx, { at: dxs.at + bytes(this.element(t) * I), row: bytes(T * I) }, B, I);
    }
  }
  private forInputs: { readonly back: number; readonly room: number; readonly dxs: Written } | undefined;

  /** How many steps `eachBlock` gives at once, at most. */
  get stepsAtOnce(): number {
    return Math.min(this.T, Math.ceil(ROWS_AT_ONCE / this.B));
  }

  /** Goes back through the steps, some of them at once: from − 1 is what comes after a block. */
  eachBlock(visit: (from: number, to: number) => void): void {
    for (let to = this.T; to > 0; to -= this.stepsAtOnce) visit(Math.max(0, to - this.stepsAtOnce), to);
  }

  /** A copy of what the last step left, as a result: the state [B, H] that lies in rows of `from`. */
  last(from: Matrix): void {
    this.copy(from, { at: this.output(this.B, this.H), row: bytes(this.H) }, this.B, this.H);
  }

  /** A result [B, H] that begins as a copy of an input and is worked on. */
  continued(name: string): number {
    const { B, H } = this;
    const at = this.output(B, H);
    this.copy({ at: this.at(name), row: bytes(H) }, { at, row: bytes(H) }, B, H);
    return at;
  }

  /** The element that is read at step t of the walk. */
  private element(t: number): number {
    return this.attrs.backwards ? this.T - 1 - t : t;
  }

  private take(size: number): number {
    const pointer = this.heap.allocate(size);
    this.taken.push(pointer);
    return pointer;
  }
}
