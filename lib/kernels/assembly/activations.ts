import { read, write } from './memory';

/** e^x = 2^n e^r with n = round(x / ln 2), |r| ≤ ln 2 / 2, and a polynomial for e^r (Cephes' expf); relative error 1e-7. */
export function exp(x: v128): v128 {
  // 2^n must be a number: e^±87 is within the range
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87)), f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(<f32>Math.LOG2E)));
  // ln 2 in two parts, the first of them short enough for n ln 2 to be exact
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), f32x4.add(r, f32x4.splat(1)));
  // n goes to where a float keeps its exponent
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, exponent);
}

/** σ(x) = 1 / (1 + e^−x) */
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** tanh(x) = x P(x²) / Q(x²), the rational approximation of Eigen and XLA, beyond ±7.9 constant; relative error 4e-7. */
export function tanh(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(7.905311)), f32x4.splat(-7.905311));
  const s = f32x4.mul(x, x);
  let p = f32x4.splat(-2.76076847742355e-16);
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.00018790482477e-13));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-8.60467152213735e-11));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(5.12229709037114e-8));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(1.48572235717979e-5));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(6.37261928875436e-4));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(4.89352455891786e-3));
  let q = f32x4.splat(1.19825839466702e-6);
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(1.18534705686654e-4));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(2.268434632439e-3));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** σ′(x) = y (1 − y) of y = σ(x) */
export function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}

/** tanh′(x) = 1 − y² of y = tanh(x) */
export function tanhSlope(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
}

/** The activations of a plain cell by number: tanh, σ, ReLU, and none. */
export function activate(kind: i32, x: v128): v128 {
  if (kind === 0) return tanh(x);
  if (kind === 1) return sigmoid(x);
  // pmax(a, b) is a unless a < b, so a NaN stays one
  if (kind === 2) return f32x4.pmax(x, f32x4.splat(0));
  return x;
}

/** f′(x) by y = f(x). */
export function slope(kind: i32, y: v128): v128 {
  if (kind === 0) return tanhSlope(y);
  if (kind === 1) return sigmoidSlope(y);
  const one = f32x4.splat(1);
  if (kind === 2) return v128.and(one, f32x4.gt(y, f32x4.splat(0)));
  return one;
}

/** x_i = f(x_i), in place. */
export function activateAll(kind: i32, at: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    write(at, activate(kind, read(at, count - i)), count - i);
    at += 16;
  }
}
