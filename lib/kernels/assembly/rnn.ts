import { activate, slope } from './activations';
import { lives, read, write } from './memory';
import { multiply } from './product';

/**
 * A plain cell over all steps. `sums` [T, B, H] holds x_t Wx + b and gets what f is applied to; `Wh` is a packed factor.
 * States lie `row` bytes apart for the sequences and `step` bytes for the steps, which is negative backwards.
 */
export function rnnForward(
  kind: i32,
  T: i32,
  B: i32,
  H: i32,
  sums: usize,
  Wh: usize,
  h0: usize,
  states: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  let before = h0;
  let beforeRow = H << 2;
  for (let t = 0; t < T; t++) {
    // a_t = x_t Wx + b + h_{t−1} Wh
    multiply(before, beforeRow, Wh, sums, H << 2, B, H, H, scratch);
    for (let b = 0; b < B; b++) {
      const h = states + <usize>(b * row);
      // h_t = f(a_t), behind the end of a sequence h_{t−1}
      if (!lives(mask, maskRow, b)) memory.copy(h, before + <usize>(b * beforeRow), H << 2);
      else
        for (let j = 0; j < H; j += 4) {
          const at = (<usize>j) << 2;
          write(h + at, activate(kind, read(sums + <usize>(b * H * 4) + at, H - j)), H - j);
        }
    }
    before = states;
    beforeRow = row;
    states += step;
    sums += B * H * 4;
    if (mask) mask += maskStep;
  }
}

/**
 * Steps `to` − 1 down to `from`, backwards. `errors` [to − from, B, H] gets δ_t = ∂L/∂a_t; `dh` [B, H] comes as what the
 * later steps send back and leaves as what these do. `own` = ∂L_t/∂h_t lies as the states; `back` is Whᵀ packed.
 */
export function rnnBackward(
  kind: i32,
  from: i32,
  to: i32,
  B: i32,
  H: i32,
  errors: usize,
  back: usize,
  dh: usize,
  states: usize,
  own: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  for (let t = to - 1; t >= from; t--) {
    const delta = errors + <usize>((t - from) * B * H * 4);
    for (let b = 0; b < B; b++) {
      const alive = lives(mask ? mask + t * maskStep : 0, maskRow, b);
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const unit = <usize>((b * H + j) << 2);
        const state = <usize>(b * row + t * step + (j << 2));
        // ∂L/∂h_t, δ_t = ∂L/∂h_t f′(a_t); behind the end the gradient passes as it is
        const g = f32x4.add(read(dh + unit, count), read(own + state, count));
        const zero = f32x4.splat(0);
        write(delta + unit, alive ? f32x4.mul(g, slope(kind, read(states + state, count))) : zero, count);
        write(dh + unit, alive ? zero : g, count);
      }
    }
    // ∂L/∂h_{t−1} = δ_t Whᵀ
    multiply(delta, H << 2, back, dh, H << 2, B, H, H, scratch);
  }
}
