/**
 * The discrete Fourier transform of N complex numbers in place, of any N: radix 2 where N is a power of two, else
 * Bluestein's. O(N log N). With re and im exchanged it is the inverse transform times N.
 */
export function transform(re: Float64Array, im: Float64Array): void {
  if ((re.length & (re.length - 1)) === 0) radix2(re, im);
  else bluestein(re, im);
}

/** Cooley and Tukey, "An algorithm for the machine calculation of complex Fourier series" (1965). */
function radix2(re: Float64Array, im: Float64Array): void {
  const N = re.length;
  reverseBits(re, im);
  for (let size = 2; size <= N; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let even = k; even < N; even += size) {
        const odd = even + half;
        const turnedRe = c * re[odd] - s * im[odd];
        const turnedIm = c * im[odd] + s * re[odd];
        re[odd] = re[even] - turnedRe;
        im[odd] = im[even] - turnedIm;
        re[even] += turnedRe;
        im[even] += turnedIm;
      }
    }
  }
}

/** Even indices before odd ones, and so within each half: the order in which radix 2 puts them together. */
function reverseBits(re: Float64Array, im: Float64Array): void {
  const N = re.length;
  for (let n = 1, reversed = 0; n < N; n++) {
    let bit = N >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (n >= reversed) continue;
    [re[n], re[reversed]] = [re[reversed], re[n]];
    [im[n], im[reversed]] = [im[reversed], im[n]];
  }
}

/**
 * kn = (k² + n² − (k − n)²)/2 makes the sum a convolution with a chirp e^{iπn²/N}, and that a product of transforms of a
 * power of two. Bluestein, "A linear filtering approach to the computation of the discrete Fourier transform" (1970).
 */
function bluestein(re: Float64Array, im: Float64Array): void {
  const N = re.length;
  const M = powerOfTwo(2 * N - 1);
  const [aRe, aIm, bRe, bIm] = Array.from({ length: 4 }, () => new Float64Array(M));
  const c = new Float64Array(N);
  const s = new Float64Array(N);
  for (let n = 0; n < N; n++) {
    // the angle of n² is that of n² mod 2N, which keeps it exact
    const angle = (Math.PI * ((n * n) % (2 * N))) / N;
    [c[n], s[n]] = [Math.cos(angle), Math.sin(angle)];
    aRe[n] = re[n] * c[n] + im[n] * s[n];
    aIm[n] = im[n] * c[n] - re[n] * s[n];
    bRe[n] = bRe[(M - n) % M] = c[n];
    bIm[n] = bIm[(M - n) % M] = s[n];
  }
  radix2(aRe, aIm);
  radix2(bRe, bIm);
  for (let k = 0; k < M; k++)
    [aRe[k], aIm[k]] = [aRe[k] * bRe[k] - aIm[k] * bIm[k], aRe[k] * bIm[k] + aIm[k] * bRe[k]];
  radix2(aIm, aRe);
  for (let k = 0; k < N; k++) {
    re[k] = (aRe[k] * c[k] + aIm[k] * s[k]) / M;
    im[k] = (aIm[k] * c[k] - aRe[k] * s[k]) / M;
  }
}

/** The smallest power of two that is at least n. */
export function powerOfTwo(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}
