import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { column } from '../layout.js';
import { expectAlike, gateSlope } from '../lstm/errors.js';
import type { GRUParams } from './gates.js';

// The chain rule, gate by gate. δ is always the gradient by what stands inside σ or tanh: σ′ = σ (1 − σ), tanh′ = 1 − tanh².

const draw = (random: Random) => random.tensor([2, 4]);

/**
 * Error of the update gate. gradient = ∂L/∂h_t, h = h_{t−1}, candidate = h̃_t, z = z_t [B, H] → δ_{z,t} [B, H].
 * Throws `ShapeError`.
 */
export const gruUpdateError = equation({
  id: 'gru-bptt.update',
  title: { en: 'Error of the update gate', ru: 'Ошибка вентиля обновления' },
  forms: [
    {
      source: 'derived from S2(20), (23)',
      tex: String.raw`\delta_{z,t} = \frac{\partial L}{\partial h_t} \odot (\tilde{h}_t - h_{t-1}) \odot z_t \odot (1 - z_t)`,
      symbols: (gradient: Tensor2D, h: Tensor2D, candidate: Tensor2D, z: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial h_t}': gradient,
        '\\tilde{h}_t': candidate,
        'h_{t-1}': h,
        z_t: z,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D, Tensor2D] => [
    draw(random),
    draw(random),
    draw(random),
    draw(random),
  ],
  code: (gradient, h, candidate, z) => {
    expectAlike({ gradient, h, candidate, z });
    return tf.tidy(() => gradient.mul<Tensor2D>(candidate.sub(h)).mul<Tensor2D>(gateSlope(z)));
  },
});

/** Error of the candidate. gradient = ∂L/∂h_t, z = z_t, candidate = h̃_t [B, H] → δ_{h,t} [B, H]. Throws `ShapeError`. */
export const gruCandidateError = equation({
  id: 'gru-bptt.candidate',
  title: { en: 'Error of the candidate', ru: 'Ошибка кандидата' },
  forms: [
    {
      source: 'derived from S2(22), (23)',
      tex: String.raw`\delta_{h,t} = \frac{\partial L}{\partial h_t} \odot z_t \odot (1 - \tilde{h}_t^{\odot 2})`,
      symbols: (gradient: Tensor2D, z: Tensor2D, candidate: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial h_t}': gradient,
        z_t: z,
        '\\tilde{h}_t': candidate,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [draw(random), draw(random), draw(random)],
  code: (gradient, z, candidate) => {
    expectAlike({ gradient, z, candidate });
    return tf.tidy(() => gradient.mul<Tensor2D>(z).mul<Tensor2D>(tf.sub(1, candidate.square())));
  },
});

/**
 * Gradient by what the candidate sees of the state, s_t = r_t ⊙ h_{t−1}. Uh [H, H], candidate = δ_{h,t} [B, H] → [B, H].
 * Throws `ShapeError`.
 */
export const gruSeenGradient = equation({
  id: 'gru-bptt.seen',
  title: { en: 'Gradient by the state that was not reset', ru: 'Градиент по несброшенной части состояния' },
  forms: [
    {
      source: 'derived from S2(22)',
      tex: String.raw`\frac{\partial L}{\partial s_t} = U_h^T \delta_{h,t}`,
      symbols: (p: Pick<GRUParams, 'Uh'>, candidate: Tensor2D) => ({
        U_h: column(p.Uh),
        '\\delta_{h,t}': column(candidate),
      }),
      value: (gradient: Tensor2D) => column(gradient),
    },
  ],
  sample: (random): [Pick<GRUParams, 'Uh'>, Tensor2D] => [{ Uh: random.tensor([4, 4]) }, draw(random)],
  code: (p, candidate) => {
    expectShape('Uh', p.Uh, ['H', 'H']);
    expectShape('candidate', candidate, ['B', p.Uh.shape[0]]);
    return tf.matMul(candidate, p.Uh, false, true);
  },
});

/** Error of the reset gate. seen = ∂L/∂s_t, h = h_{t−1}, r = r_t [B, H] → δ_{r,t} [B, H]. Throws `ShapeError`. */
export const gruResetError = equation({
  id: 'gru-bptt.reset',
  title: { en: 'Error of the reset gate', ru: 'Ошибка вентиля сброса' },
  forms: [
    {
      source: 'derived from S2(21), (22)',
      tex: String.raw`\delta_{r,t} = \frac{\partial L}{\partial s_t} \odot h_{t-1} \odot r_t \odot (1 - r_t)`,
      symbols: (seen: Tensor2D, h: Tensor2D, r: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial s_t}': seen,
        'h_{t-1}': h,
        r_t: r,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [draw(random), draw(random), draw(random)],
  code: (seen, h, r) => {
    expectAlike({ seen, h, r });
    return tf.tidy(() => seen.mul<Tensor2D>(h).mul<Tensor2D>(gateSlope(r)));
  },
});

/** The errors of both gates and the candidate, [B, H] each. */
export type GRUErrors = {
  readonly z: Tensor2D;
  readonly r: Tensor2D;
  readonly h: Tensor2D;
};

/**
 * What goes back to the state before, by four ways: kept as it is, seen by the candidate, and read by both gates.
 * gradient = ∂L/∂h_t, z = z_t, seen = ∂L/∂s_t, r = r_t, errors δ_t [B, H] → [B, H]. Throws `ShapeError`.
 */
export const gruStateGradient = equation({
  id: 'gru-bptt.state',
  title: { en: 'Gradient by the state before', ru: 'Градиент по предыдущему состоянию' },
  forms: [
    {
      source: 'derived from S2(20)–(23)',
      tex: String.raw`\frac{\partial L}{\partial h_{t-1}} = \frac{\partial L}{\partial h_t} \odot (1 - z_t) + \frac{\partial L}{\partial s_t} \odot r_t + U_z^T \delta_{z,t} + U_r^T \delta_{r,t}`,
      symbols: (
        p: Pick<GRUParams, 'Uz' | 'Ur'>,
        gradient: Tensor2D,
        z: Tensor2D,
        seen: Tensor2D,
        r: Tensor2D,
        errors: Pick<GRUErrors, 'z' | 'r'>,
      ) => ({
        U_z: column(p.Uz),
        U_r: column(p.Ur),
        '\\frac{\\partial L}{\\partial h_t}': column(gradient),
        z_t: column(z),
        '\\frac{\\partial L}{\\partial s_t}': column(seen),
        r_t: column(r),
        '\\delta_{z,t}': column(errors.z),
        '\\delta_{r,t}': column(errors.r),
      }),
      value: (before: Tensor2D) => column(before),
    },
  ],
  sample: (
    random,
  ): [Pick<GRUParams, 'Uz' | 'Ur'>, Tensor2D, Tensor2D, Tensor2D, Tensor2D, Pick<GRUErrors, 'z' | 'r'>] => [
    { Uz: random.tensor([4, 4]), Ur: random.tensor([4, 4]) },
    draw(random),
    draw(random),
    draw(random),
    draw(random),
    { z: draw(random), r: draw(random) },
  ],
  code: (p, gradient, z, seen, r, errors) => {
    expectShape('Uz', p.Uz, ['H', 'H']);
    expectShape('Ur', p.Ur, p.Uz.shape);
    expectAlike({ gradient, z, seen, r });
    for (const name of ['z', 'r'] as const) expectShape(name, errors[name], gradient.shape);
    return tf.tidy(() =>
      tf.addN([
        gradient.mul<Tensor2D>(tf.sub(1, z)),
        seen.mul<Tensor2D>(r),
        tf.matMul(errors.z, p.Uz, false, true),
        tf.matMul(errors.r, p.Ur, false, true),
      ]),
    );
  },
});

/** Gradient by the input. W [I, H] each, errors δ_t [B, H] → ∂L/∂x_t [B, I]. Throws `ShapeError`. */
export const gruInputGradient = equation({
  id: 'gru-bptt.input',
  title: { en: 'Gradient by the input', ru: 'Градиент по входу' },
  forms: [
    {
      source: 'derived from S2(20)–(22)',
      tex: String.raw`\frac{\partial L}{\partial x_t} = W_z^T \delta_{z,t} + W_r^T \delta_{r,t} + W_h^T \delta_{h,t}`,
      symbols: (p: Pick<GRUParams, 'Wz' | 'Wr' | 'Wh'>, errors: GRUErrors) => ({
        W_z: column(p.Wz),
        W_r: column(p.Wr),
        W_h: column(p.Wh),
        '\\delta_{z,t}': column(errors.z),
        '\\delta_{r,t}': column(errors.r),
        '\\delta_{h,t}': column(errors.h),
      }),
      value: (gradient: Tensor2D) => column(gradient),
    },
  ],
  sample: (random): [Pick<GRUParams, 'Wz' | 'Wr' | 'Wh'>, GRUErrors] => {
    const W = () => random.tensor([3, 4]);
    return [
      { Wz: W(), Wr: W(), Wh: W() },
      { z: draw(random), r: draw(random), h: draw(random) },
    ];
  },
  code: (p, { z, r, h }) => {
    expectShape('Wz', p.Wz, ['I', 'H']);
    for (const name of ['Wr', 'Wh'] as const) expectShape(name, p[name], p.Wz.shape);
    expectShape('z', z, ['B', p.Wz.shape[1]]);
    for (const [name, error] of Object.entries({ r, h })) expectShape(name, error, z.shape);
    return tf.tidy(() => {
      const back = (error: Tensor2D, W: Tensor2D): Tensor2D => tf.matMul(error, W, false, true);
      return tf.addN([back(z, p.Wz), back(r, p.Wr), back(h, p.Wh)]);
    });
  },
});
