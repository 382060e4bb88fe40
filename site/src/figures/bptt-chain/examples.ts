type Rows = readonly (readonly number[])[];

/** A network with its sequence, in the library's layout: rows of numbers, `h Wh + x Wx + bh`. */
export interface Example {
  readonly Wh: Rows;
  readonly Wx: Rows;
  readonly bh: readonly number[];
  readonly Wy: Rows;
  readonly by: readonly number[];
  readonly h0: readonly number[];
  readonly xs: Rows;
  readonly targets: Rows;
}

const round = [0.4, 0.5, 0.8, 0.6]; // the states h_0 … h_3

export const examples = {
  /** The network of the chapter: its inputs are odd so that its states are round. */
  pencil: {
    Wh: [[0.5]],
    Wx: [[1]],
    bh: [0],
    Wy: [[2]],
    by: [0],
    h0: [round[0]],
    xs: [1, 2, 3].map((t) => [Math.atanh(round[t]) - 0.5 * round[t - 1]]),
    targets: [[0.5], [2], [1]],
  },
  /** Three units: every product now has an order, and every matrix a transpose. */
  vectors: {
    Wh: [
      [0.6, -0.9, 0.3],
      [0.8, 0.5, -0.4],
      [-0.2, 0.7, 0.9],
    ],
    Wx: [
      [0.7, -0.5, 0.4],
      [-0.6, 0.6, 0.3],
    ],
    bh: [0.1, -0.2, 0],
    Wy: [
      [1, -0.5],
      [0.5, 0.8],
      [-0.7, 0.3],
    ],
    by: [0, 0.1],
    h0: [0.2, -0.1, 0.3],
    xs: [
      [1, 0],
      [0, 1],
      [-1, 0.5],
      [0.5, -0.5],
    ],
    targets: [
      [0.5, 0],
      [-0.5, 0.5],
      [0, 1],
      [1, 0.5],
    ],
  },
} satisfies Record<string, Example>;
