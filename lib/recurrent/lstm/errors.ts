import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expectShape } from '../../check.js';
import { equation } from '../../equations/equation.js';
import type { Random } from '../../equations/random.js';
import { column } from '../layout.js';
import type { LSTMParams } from './gates.js';

// The chain rule, gate by gate. δ is always the gradient by what stands inside σ or tanh: σ′ = σ (1 − σ), tanh′ = 1 − tanh².

/** Throws unless all are [B, H] like the first. */
export function expectAlike(tensors: Readonly<Record<string, Tensor2D>>): void {
  const [[first, { shape }]] = Object.entries(tensors);
  for (const [name, tensor] of Object.entries(tensors))
    expectShape(name, tensor, name === first ? ['B', 'H'] : shape);
}

const draw = (random: Random) => random.tensor([2, 4]);

/** σ (1 − σ), from the value σ of a gate. */
export const gateSlope = (gate: Tensor2D): Tensor2D => tf.mul(gate, tf.sub(1, gate));

/** Error of the output gate. gradient = ∂L/∂h_t, o = o_t, c = c_t [B, H] → δ_{o,t} [B, H]. Throws `ShapeError`. */
export const lstmOutputError = equation({
  id: 'lstm-bptt.output',
  title: { en: 'Error of the output gate', ru: 'Ошибка вентиля выхода' },
  forms: [
    {
      source: 'derived from S2(14), (15)',
      tex: String.raw`\delta_{o,t} = \frac{\partial L}{\partial h_t} \odot \tanh(c_t) \odot o_t \odot (1 - o_t)`,
      symbols: (gradient: Tensor2D, o: Tensor2D, c: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial h_t}': gradient,
        o_t: o,
        c_t: c,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [draw(random), draw(random), draw(random)],
  code: (gradient, o, c) => {
    expectAlike({ gradient, o, c });
    return tf.tidy(() => gradient.mul<Tensor2D>(tf.tanh(c)).mul<Tensor2D>(gateSlope(o)));
  },
});

/**
 * Gradient by the cell: what comes through the state of this step, and what comes along the cells from the next one.
 * gradient = ∂L/∂h_t, o = o_t, c = c_t, later = ∂L/∂c_{t+1}, f = f_{t+1} [B, H] → ∂L/∂c_t [B, H]. Throws `ShapeError`.
 */
export const lstmCellGradient = equation({
  id: 'lstm-bptt.cell',
  title: { en: 'Gradient by the cell', ru: 'Градиент по ячейке' },
  forms: [
    {
      source: 'derived from S2(13), (15)',
      tex: String.raw`\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - \tanh^2(c_t)) + \frac{\partial L}{\partial c_{t+1}} \odot f_{t+1}`,
      symbols: (gradient: Tensor2D, o: Tensor2D, c: Tensor2D, later: Tensor2D, f: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial h_t}': gradient,
        o_t: o,
        c_t: c,
        '\\frac{\\partial L}{\\partial c_{t+1}}': later,
        'f_{t+1}': f,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D] => [
    draw(random),
    draw(random),
    draw(random),
    draw(random),
    draw(random),
  ],
  code: (gradient, o, c, later, f) => {
    expectAlike({ gradient, o, c, later, f });
    return tf.tidy(() => {
      const throughState = gradient.mul<Tensor2D>(o).mul<Tensor2D>(tf.sub(1, tf.square(tf.tanh(c))));
      return throughState.add<Tensor2D>(later.mul(f));
    });
  },
});

/** Error of the forget gate. gradient = ∂L/∂c_t, c = c_{t−1}, f = f_t [B, H] → δ_{f,t} [B, H]. Throws `ShapeError`. */
export const lstmForgetError = equation({
  id: 'lstm-bptt.forget',
  title: { en: 'Error of the forget gate', ru: 'Ошибка вентиля забывания' },
  forms: [
    {
      source: 'derived from S2(11), (13)',
      tex: String.raw`\delta_{f,t} = \frac{\partial L}{\partial c_t} \odot c_{t-1} \odot f_t \odot (1 - f_t)`,
      symbols: (gradient: Tensor2D, c: Tensor2D, f: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial c_t}': gradient,
        'c_{t-1}': c,
        f_t: f,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [draw(random), draw(random), draw(random)],
  code: (gradient, c, f) => {
    expectAlike({ gradient, c, f });
    return tf.tidy(() => gradient.mul<Tensor2D>(c).mul<Tensor2D>(gateSlope(f)));
  },
});

/** Error of the input gate. gradient = ∂L/∂c_t, candidate = c̃_t, i = i_t [B, H] → δ_{i,t} [B, H]. Throws `ShapeError`. */
export const lstmInputError = equation({
  id: 'lstm-bptt.input',
  title: { en: 'Error of the input gate', ru: 'Ошибка вентиля входа' },
  forms: [
    {
      source: 'derived from S2(11), (13)',
      tex: String.raw`\delta_{i,t} = \frac{\partial L}{\partial c_t} \odot \tilde{c}_t \odot i_t \odot (1 - i_t)`,
      symbols: (gradient: Tensor2D, candidate: Tensor2D, i: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial c_t}': gradient,
        '\\tilde{c}_t': candidate,
        i_t: i,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [draw(random), draw(random), draw(random)],
  code: (gradient, candidate, i) => {
    expectAlike({ gradient, candidate, i });
    return tf.tidy(() => gradient.mul<Tensor2D>(candidate).mul<Tensor2D>(gateSlope(i)));
  },
});

/** Error of the candidate. gradient = ∂L/∂c_t, i = i_t, candidate = c̃_t [B, H] → δ_{c,t} [B, H]. Throws `ShapeError`. */
export const lstmCandidateError = equation({
  id: 'lstm-bptt.candidate',
  title: { en: 'Error of the candidate', ru: 'Ошибка кандидата' },
  forms: [
    {
      source: 'derived from S2(12), (13)',
      tex: String.raw`\delta_{c,t} = \frac{\partial L}{\partial c_t} \odot i_t \odot (1 - \tilde{c}_t^{\odot 2})`,
      symbols: (gradient: Tensor2D, i: Tensor2D, candidate: Tensor2D) => ({
        '\\frac{\\partial L}{\\partial c_t}': gradient,
        i_t: i,
        '\\tilde{c}_t': candidate,
      }),
    },
  ],
  sample: (random): [Tensor2D, Tensor2D, Tensor2D] => [draw(random), draw(random), draw(random)],
  code: (gradient, i, candidate) => {
    expectAlike({ gradient, i, candidate });
    return tf.tidy(() => gradient.mul<Tensor2D>(i).mul<Tensor2D>(tf.sub(1, candidate.square())));
  },
});

/** The errors of all four, [B, H] each, by the letters of their weights. */
export type LSTMErrors = {
  readonly f: Tensor2D;
  readonly i: Tensor2D;
  readonly c: Tensor2D;
  readonly o: Tensor2D;
};

/**
 * Gradient by what all four read, v_t = [h_{t−1}, x_t]: each sends its error back through its weights.
 * δ of [B, H] → ∂L/∂v_t [B, H + I]: the first H for the state before, the rest for the input. Throws `ShapeError`.
 */
export const lstmReadGradient = equation({
  id: 'lstm-bptt.read',
  title: { en: 'Gradient by what the gates read', ru: 'Градиент по тому, что читают вентили' },
  forms: [
    {
      source: 'derived from S2(11), (12), (14)',
      tex: String.raw`\frac{\partial L}{\partial v_t} = W_f^T \delta_{f,t} + W_i^T \delta_{i,t} + W_c^T \delta_{c,t} + W_o^T \delta_{o,t}`,
      symbols: (p: Pick<LSTMParams, 'Wf' | 'Wi' | 'Wc' | 'Wo'>, errors: LSTMErrors) => ({
        W_f: column(p.Wf),
        W_i: column(p.Wi),
        W_c: column(p.Wc),
        W_o: column(p.Wo),
        '\\delta_{f,t}': column(errors.f),
        '\\delta_{i,t}': column(errors.i),
        '\\delta_{c,t}': column(errors.c),
        '\\delta_{o,t}': column(errors.o),
      }),
      value: (gradient: Tensor2D) => column(gradient),
    },
  ],
  sample: (random): [Pick<LSTMParams, 'Wf' | 'Wi' | 'Wc' | 'Wo'>, LSTMErrors] => {
    const W = () => random.tensor([7, 4]);
    return [
      { Wf: W(), Wi: W(), Wc: W(), Wo: W() },
      { f: draw(random), i: draw(random), c: draw(random), o: draw(random) },
    ];
  },
  code: (p, { f, i, c, o }) => {
    expectShape('Wf', p.Wf, ['H + I', 'H']);
    for (const name of ['Wi', 'Wc', 'Wo'] as const) expectShape(name, p[name], p.Wf.shape);
    expectShape('f', f, ['B', p.Wf.shape[1]]);
    for (const [name, error] of Object.entries({ i, c, o })) expectShape(name, error, f.shape);
    return tf.tidy(() => {
      const back = (error: Tensor2D, W: Tensor2D): Tensor2D => tf.matMul(error, W, false, true);
      return tf.addN([back(f, p.Wf), back(i, p.Wi), back(c, p.Wc), back(o, p.Wo)]);
    });
  },
});
