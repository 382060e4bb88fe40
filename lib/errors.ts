/** What a public function says when it is given something it cannot work with. Thrown before any work. */
export interface Complaint {
  readonly argument: string;
  readonly expected: string;
  readonly received: string;
}

const sentence = (c: Complaint) => `${c.argument}: expected ${c.expected}, received ${c.received}`;

/** A tensor or array of the wrong rank or size; the message prints both shapes. */
export class ShapeError extends Error implements Complaint {
  override readonly name = 'ShapeError';
  constructor(
    readonly argument: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(sentence({ argument, expected, received }));
  }
}

/** A value outside of what the function is defined for: NaN, an empty sequence, a negative rate, an unknown id. */
export class ValueError extends RangeError implements Complaint {
  override readonly name = 'ValueError';
  constructor(
    readonly argument: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(sentence({ argument, expected, received }));
  }
}

/** Work that the reader interrupted: the stop button of the page, the interrupt button of Jupyter. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
