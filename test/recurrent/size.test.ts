import type { Tensor } from '@tensorflow/tfjs';
import { recurrent } from 'unrolled';
import { describe, expect, it } from 'vitest';

const { initRNN, initLSTM, initPeephole, initFullPeephole, initGRU, initResetAfterGRU } = recurrent;
const { rnnSize, lstmSize, peepholeSize, fullPeepholeSize, gruSize, rnnCost, lstmCost, gruCost } = recurrent;
const [I, H] = [5, 7];
const options = { inputs: I, hidden: H, seed: 1 };
const learned = (p: object) => Object.values(p).reduce((sum, t) => sum + (t as Tensor).size, 0);

describe('the size of a cell', () => {
  it('is that of its tensors', () => {
    expect(rnnSize(I, H)).toBe(learned(initRNN(options)));
    expect(lstmSize(I, H)).toBe(learned(initLSTM(options)));
    expect(peepholeSize(I, H)).toBe(learned(initPeephole(options)));
    expect(fullPeepholeSize(I, H)).toBe(learned(initFullPeephole(options)));
    expect(gruSize(I, H)).toBe(learned(initGRU(options)));
    expect(gruSize(I, H) + H).toBe(learned(initResetAfterGRU(options)));
  });

  it('the two peepholes of the lectures are not the same network', () => {
    expect(peepholeSize(I, H) - lstmSize(I, H)).toBe(3 * H);
    expect(fullPeepholeSize(I, H) - lstmSize(I, H)).toBe(3 * H * H);
  });
});

/** A number that counts how often numbers are multiplied. */
function counted() {
  let count = 0;
  const times = () => {
    count++;
    return 1;
  };
  const product = () => {
    for (let j = 0; j < H; j++) for (let i = 0; i < H + I; i++) times();
  };
  const unitByUnit = () => {
    for (let j = 0; j < H; j++) times();
  };
  return { product, unitByUnit, count: () => count };
}

describe('the multiplications of a step', () => {
  it('are those that a step makes', () => {
    const rnn = counted();
    rnn.product();
    expect(rnnCost(I, H)).toBe(rnn.count());
    const lstm = counted();
    for (let gate = 0; gate < 4; gate++) lstm.product();
    for (const _ of ['f ⊙ c', 'i ⊙ c̃', 'o ⊙ tanh c']) lstm.unitByUnit();
    expect(lstmCost(I, H)).toBe(lstm.count());
    const gru = counted();
    for (let gate = 0; gate < 3; gate++) gru.product();
    for (const _ of ['r ⊙ h', '(1 − z) ⊙ h', 'z ⊙ h̃']) gru.unitByUnit();
    expect(gruCost(I, H)).toBe(gru.count());
  });

  it('want whole positive numbers', () => {
    for (const count of [
      rnnSize,
      lstmSize,
      peepholeSize,
      fullPeepholeSize,
      gruSize,
      rnnCost,
      lstmCost,
      gruCost,
    ]) {
      expect(() => count(0, 1)).toThrow('I: expected an integer ≥ 1, received 0');
      expect(() => count(1, 1.5)).toThrow('H: expected an integer ≥ 1, received 1.5');
      expect(count(1, 1)).toBeGreaterThan(0);
    }
  });
});
