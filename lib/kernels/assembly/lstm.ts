import { sigmoid, sigmoidSlope, tanh, tanhSlope } from './activations';
import { lives, read, write } from './memory';
import { multiply } from './product';

/** a + b c */
function plus(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(a, f32x4.mul(b, c));
}

/**
 * An LSTM over all steps. A row of `steps` [T, B, 5 H] holds x_t W + b of the gates f, i, the candidate and o, and gets
 * their values, with the cell c_t behind them; `Wh` is a packed factor. `V` are the peepholes of f, i and o [3 H], or 0.
 * States lie as in `rnnForward`.
 */
export function lstmForward(
  T: i32,
  B: i32,
  H: i32,
  steps: usize,
  Wh: usize,
  V: usize,
  h0: usize,
  c0: usize,
  states: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  const width = H << 2;
  const stepRow = 5 * width;
  let h = h0;
  let hRow = width;
  let c = c0;
  let cRow = width;
  for (let t = 0; t < T; t++) {
    // the part of the state in all four: [h_{t−1}, x_t] W + b
    multiply(h, hRow, Wh, steps, stepRow, B, 4 * H, H, scratch);
    for (let b = 0; b < B; b++) {
      const next = states + <usize>(b * row);
      const gates = steps + <usize>(b * stepRow);
      const cell = c + <usize>(b * cRow);
      if (!lives(mask, maskRow, b)) {
        memory.copy(next, h + <usize>(b * hRow), width);
        memory.copy(gates + 4 * width, cell, width);
        continue;
      }
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const at = (<usize>j) << 2;
        const forget = gates + at;
        const input = forget + width;
        const candidate = input + width;
        const output = candidate + width;
        const before = read(cell + at, count);
        let af = read(forget, count);
        let ai = read(input, count);
        let ao = read(output, count);
        if (V) {
          af = plus(af, read(V + at, count), before);
          ai = plus(ai, read(V + width + at, count), before);
        }
        // f_t = σ(…), i_t = σ(…), c̃_t = tanh(…)
        const f = sigmoid(af);
        const i = sigmoid(ai);
        const tilde = tanh(read(candidate, count));
        // c_t = f_t ⊙ c_{t−1} + i_t ⊙ c̃_t
        const now = plus(f32x4.mul(f, before), i, tilde);
        if (V) ao = plus(ao, read(V + 2 * width + at, count), now);
        // h_t = o_t ⊙ tanh(c_t)
        const o = sigmoid(ao);
        write(next + at, f32x4.mul(o, tanh(now)), count);
        write(forget, f, count);
        write(input, i, count);
        write(candidate, tilde, count);
        write(output, o, count);
        write(output + width, now, count);
      }
    }
    h = states;
    hRow = row;
    c = steps + 4 * width;
    cRow = stepRow;
    states += step;
    steps += B * stepRow;
    if (mask) mask += maskStep;
  }
}

/**
 * Steps `to` − 1 down to `from`, backwards. A row of `errors` [to − from, B, 4 H] gets δ_f, δ_i, δ_c, δ_o; `dh` and `dc`
 * [B, H] come as what the later steps send back and leave as what these do; `dV` [3 H] grows by the peepholes' gradients.
 * `own` = ∂L_t/∂h_t lies as the states; `back` is Whᵀ packed.
 */
export function lstmBackward(
  from: i32,
  to: i32,
  B: i32,
  H: i32,
  steps: usize,
  errors: usize,
  back: usize,
  V: usize,
  dV: usize,
  c0: usize,
  dh: usize,
  dc: usize,
  own: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  const width = H << 2;
  const stepRow = 5 * width;
  for (let t = to - 1; t >= from; t--) {
    const now = steps + <usize>(t * B * stepRow);
    const deltas = errors + <usize>((t - from) * B * 4 * width);
    for (let b = 0; b < B; b++) {
      const gates = now + <usize>(b * stepRow);
      const before = t > 0 ? gates - B * stepRow + 4 * width : c0 + <usize>(b * width);
      const delta = deltas + <usize>(b * 4 * width);
      const alive = lives(mask ? mask + t * maskStep : 0, maskRow, b);
      if (!alive) memory.fill(delta, 0, 4 * width);
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const at = (<usize>j) << 2;
        const unit = <usize>(b * width) + at;
        // ∂L/∂h_t; behind the end of a sequence it passes, and ∂L/∂c_t with it
        const g = f32x4.add(read(dh + unit, count), read(own + <usize>(b * row + t * step) + at, count));
        if (!alive) {
          write(dh + unit, g, count);
          continue;
        }
        const f = read(gates + at, count);
        const i = read(gates + width + at, count);
        const tilde = read(gates + 2 * width + at, count);
        const o = read(gates + 3 * width + at, count);
        const c = read(gates + 4 * width + at, count);
        const old = read(before + at, count);
        const shown = tanh(c);
        // δ_o = ∂L/∂h_t ⊙ tanh(c_t) ⊙ σ′
        const output = f32x4.mul(f32x4.mul(g, shown), sigmoidSlope(o));
        // ∂L/∂c_t = … + ∂L/∂h_t ⊙ o_t ⊙ tanh′(c_t)
        let cell = plus(read(dc + unit, count), f32x4.mul(g, o), tanhSlope(shown));
        if (V) cell = plus(cell, output, read(V + 2 * width + at, count));
        // δ_f = ∂L/∂c_t ⊙ c_{t−1} ⊙ σ′, δ_i = ∂L/∂c_t ⊙ c̃_t ⊙ σ′, δ_c = ∂L/∂c_t ⊙ i_t ⊙ tanh′
        const forget = f32x4.mul(f32x4.mul(cell, old), sigmoidSlope(f));
        const input = f32x4.mul(f32x4.mul(cell, tilde), sigmoidSlope(i));
        const candidate = f32x4.mul(f32x4.mul(cell, i), tanhSlope(tilde));
        // ∂L/∂c_{t−1} = ∂L/∂c_t ⊙ f_t, and what the gates saw through the peepholes
        let passed = f32x4.mul(cell, f);
        if (V) {
          passed = plus(passed, forget, read(V + at, count));
          passed = plus(passed, input, read(V + width + at, count));
          write(dV + at, plus(read(dV + at, count), forget, old), count);
          write(dV + width + at, plus(read(dV + width + at, count), input, old), count);
          write(dV + 2 * width + at, plus(read(dV + 2 * width + at, count), output, c), count);
        }
        write(delta + at, forget, count);
        write(delta + width + at, input, count);
        write(delta + 2 * width + at, candidate, count);
        write(delta + 3 * width + at, output, count);
        write(dc + unit, passed, count);
        write(dh + unit, f32x4.splat(0), count);
      }
    }
    // ∂L/∂h_{t−1} = [δ_f, δ_i, δ_c, δ_o] Whᵀ
    multiply(deltas, 4 * width, back, dh, width, B, H, 4 * H, scratch);
  }
}
