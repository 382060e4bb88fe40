/** Training that ran off: the loss or a gradient became NaN or infinite. Nothing can be learned from there on. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite';
  constructor(
    readonly what: 'loss' | 'gradient',
    readonly value: number,
    /** Counted from 1, as `step` is, which counts within the epoch. */
    readonly epoch: number,
    readonly step: number,
    /** The parameter whose gradient it is, by its path: `cell.Wh`. */
    readonly parameter?: string,
  ) {
    const where = `at epoch ${epoch}, step ${step}`;
    const subject = what === 'loss' ? 'the loss' : `the gradient of ${parameter}`;
    const advice =
      epoch === 1 && step === 1
        ? 'It is the first step: look at the batch and the loss (NaN in the data, log 0, division by 0).'
        : 'Try a smaller learning rate, or clip: 1 against gradients that explode.';
    super(`${subject} is ${value} ${where}. ${advice}`);
  }
}
