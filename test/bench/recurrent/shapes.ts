export interface Shape {
  readonly name: string;
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly hidden: number;
}

export const shapes: readonly Shape[] = [
  { name: 'small', batch: 16, steps: 32, inputs: 32, hidden: 32 },
  { name: 'middle', batch: 32, steps: 64, inputs: 64, hidden: 128 },
  { name: 'large', batch: 64, steps: 100, inputs: 128, hidden: 256 },
];

export const shown = ({ batch, steps, inputs, hidden }: Shape): string =>
  `${batch} × ${steps} × ${inputs} → ${hidden}`;

export const cells = ['rnn', 'lstm', 'peephole', 'gru'] as const;
export type CellName = (typeof cells)[number];

/** A pass to its outputs, or also back to the gradients of all parameters. */
export const passes = ['forward', 'step'] as const;
export type Pass = (typeof passes)[number];
