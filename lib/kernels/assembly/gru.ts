import { sigmoid, sigmoidSlope, tanh, tanhSlope } from './activations';
import { clear, lives, read, write } from './memory';
import { multiply } from './product';

/**
 * A GRU over all steps, the reset gate before the product. A row of `steps` [T, B, 3 H] holds x_t W + b of z, r and the
 * candidate, and gets their values. `Ug` = [Uz, Ur] and `Uh` are packed factors, `seen` [B, H] is work space.
 * States lie as in `rnnForward`.
 */
export function gruForward(
  T: i32,
  B: i32,
  H: i32,
  steps: usize,
  Ug: usize,
  Uh: usize,
  h0: usize,
  seen: usize,
  states: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  const width = H << 2;
  const stepRow = 3 * width;
  let h = h0;
  let hRow = width;
  for (let t = 0; t < T; t++) {
    // x_t W + h_{t−1} U + b of both gates
    multiply(h, hRow, Ug, steps, stepRow, B, 2 * H, H, scratch);
    for (let b = 0; b < B; b++) {
      const gates = steps + <usize>(b * stepRow);
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const at = (<usize>j) << 2;
        // z_t = σ(…), r_t = σ(…); the candidate sees r_t ⊙ h_{t−1}
        const r = sigmoid(read(gates + width + at, count));
        write(gates + at, sigmoid(read(gates + at, count)), count);
        write(gates + width + at, r, count);
        write(seen + <usize>(b * width) + at, f32x4.mul(r, read(h + <usize>(b * hRow) + at, count)), count);
      }
    }
    multiply(seen, width, Uh, steps + 2 * width, stepRow, B, H, H, scratch);
    mixStates(B, H, steps, stepRow, h, hRow, states, row, mask, maskRow);
    h = states;
    hRow = row;
    states += step;
    steps += B * stepRow;
    if (mask) mask += maskStep;
  }
}

/** h̃_t = tanh(…) of what stands in the third place of each row of `steps`, and h_t. */
export function mixStates(
  B: i32,
  H: i32,
  steps: usize,
  stepRow: i32,
  h: usize,
  hRow: i32,
  states: usize,
  row: i32,
  mask: usize,
  maskRow: i32,
): void {
  const width = H << 2;
  for (let b = 0; b < B; b++) {
    const gates = steps + <usize>(b * stepRow);
    const before = h + <usize>(b * hRow);
    const next = states + <usize>(b * row);
    for (let j = 0; j < H; j += 4) {
      const count = H - j;
      const at = (<usize>j) << 2;
      const candidate = tanh(read(gates + 2 * width + at, count));
      write(gates + 2 * width + at, candidate, count);
      const z = read(gates + at, count);
      const old = read(before + at, count);
      // h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ h̃_t
      const kept = f32x4.mul(f32x4.sub(f32x4.splat(1), z), old);
      write(next + at, f32x4.add(kept, f32x4.mul(z, candidate)), count);
    }
    // behind the end of a sequence h_{t−1}
    if (!lives(mask, maskRow, b)) memory.copy(next, before, width);
  }
}

/**
 * The first part of a step backwards, which both kinds of GRU share: δ_z and δ_h into the first and third place of the
 * rows of `deltas`, in `dh` what goes straight to h_{t−1}. Sequences that have ended get zeros, and pass their gradient.
 */
export function mixErrors(
  B: i32,
  H: i32,
  steps: usize,
  stepRow: i32,
  deltas: usize,
  deltaRow: i32,
  h: usize,
  hRow: i32,
  dh: usize,
  own: usize,
  row: i32,
  mask: usize,
  maskRow: i32,
): void {
  const width = H << 2;
  for (let b = 0; b < B; b++) {
    const gates = steps + <usize>(b * stepRow);
    const delta = deltas + <usize>(b * deltaRow);
    const alive = lives(mask, maskRow, b);
    if (!alive) clear(delta, deltaRow);
    for (let j = 0; j < H; j += 4) {
      const count = H - j;
      const at = (<usize>j) << 2;
      const unit = dh + <usize>(b * width) + at;
      const g = f32x4.add(read(unit, count), read(own + <usize>(b * row) + at, count));
      if (!alive) {
        write(unit, g, count);
        continue;
      }
      const z = read(gates + at, count);
      const candidate = read(gates + 2 * width + at, count);
      const old = read(h + <usize>(b * hRow) + at, count);
      // δ_z = ∂L/∂h_t ⊙ (h̃_t − h_{t−1}) ⊙ σ′, δ_h = ∂L/∂h_t ⊙ z_t ⊙ tanh′
      write(delta + at, f32x4.mul(f32x4.mul(g, f32x4.sub(candidate, old)), sigmoidSlope(z)), count);
      write(delta + 2 * width + at, f32x4.mul(f32x4.mul(g, z), tanhSlope(candidate)), count);
      // ∂L/∂h_{t−1} = ∂L/∂h_t ⊙ (1 − z_t) + …
      write(unit, f32x4.mul(g, f32x4.sub(f32x4.splat(1), z)), count);
    }
  }
}

/**
 * Steps `to` − 1 down to `from`, backwards. A row of `errors` [to − from, B, 3 H] gets δ_z, δ_r, δ_h, `seen` [to − from,
 * B, H] what the candidate saw; `dh` [B, H] comes as what the later steps send back and leaves as what these do. `own` =
 * ∂L_t/∂h_t lies as the states; `backGates` = [Uz, Ur]ᵀ and `backCandidate` = Uhᵀ are packed, `dSeen` is work space.
 */
export function gruBackward(
  from: i32,
  to: i32,
  B: i32,
  H: i32,
  steps: usize,
  errors: usize,
  backGates: usize,
  backCandidate: usize,
  h0: usize,
  dh: usize,
  seen: usize,
  dSeen: usize,
  states: usize,
  own: usize,
  row: i32,
  step: i32,
  mask: usize,
  maskRow: i32,
  maskStep: i32,
  scratch: usize,
): void {
  const width = H << 2;
  const stepRow = 3 * width;
  for (let t = to - 1; t >= from; t--) {
    const now = steps + <usize>(t * B * stepRow);
    const deltas = errors + <usize>((t - from) * B * stepRow);
    const sees = seen + <usize>((t - from) * B * width);
    const h = t > 0 ? states + (t - 1) * step : h0;
    const hRow = t > 0 ? row : width;
    const alive = mask ? mask + t * maskStep : 0;
    mixErrors(B, H, now, stepRow, deltas, stepRow, h, hRow, dh, own + t * step, row, alive, maskRow);
    // ∂L/∂(r_t ⊙ h_{t−1}) = δ_h Uhᵀ
    clear(dSeen, B * width);
    multiply(deltas + 2 * width, stepRow, backCandidate, dSeen, width, B, H, H, scratch);
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < H; j += 4) {
        const count = H - j;
        const at = (<usize>j) << 2;
        const unit = <usize>(b * width) + at;
        const r = read(now + <usize>(b * stepRow) + width + at, count);
        const old = read(h + <usize>(b * hRow) + at, count);
        const g = read(dSeen + unit, count);
        write(sees + unit, f32x4.mul(r, old), count);
        // δ_r = ∂L/∂(r_t ⊙ h_{t−1}) ⊙ h_{t−1} ⊙ σ′
        const delta = deltas + <usize>(b * stepRow) + width + at;
        write(delta, f32x4.mul(f32x4.mul(g, old), sigmoidSlope(r)), count);
        write(dh + unit, f32x4.add(read(dh + unit, count), f32x4.mul(g, r)), count);
      }
    }
    // … + δ_z Uzᵀ + δ_r Urᵀ
    multiply(deltas, stepRow, backGates, dh, width, B, H, 2 * H, scratch);
  }
}
