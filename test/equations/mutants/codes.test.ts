import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { equations, float64, recurrent } from 'unrolled';
import { beforeAll, describe, expect, it } from 'vitest';
import { gruCandidate, gruState } from './written/gru.js';
import { lstmCell, lstmForget, lstmHidden } from './written/lstm.js';

const {
  rnnState,
  rnnOutput,
  rnnLoss,
  bpttOutputWeights,
  bpttState,
  bpttJacobian,
  bpttDelta,
  bpttRecurrentWeights,
  bpttInputWeights,
  bpttProduct,
  clipByNorm,
  activation,
  preactivation,
} = recurrent;

beforeAll(() => tf.ready());

const seeds = [1, 2, 3];

type Case = { readonly what: string; readonly check: (seed: number) => equations.EquationReport };

/** An equation with other code. */
const wrong = <A extends readonly unknown[], R>(
  eq: equations.EquationSpec<A, R>,
  what: string,
  code: (...args: A) => R,
): Case => ({
  what: `${eq.id}: ${what}`,
  check: (seed) =>
    equations.checkEquation({ ...specOf(eq), code: (...args: A) => inTidy(() => code(...args)) }, { seed }),
});

const specOf = <A extends readonly unknown[], R>({
  id,
  title,
  forms,
  errata,
  sample,
  code,
}: equations.EquationSpec<A, R>) => ({ id, title, forms, errata, sample, code });

/** tf.tidy for any result. */
function inTidy<R>(run: () => R): R {
  return tf.tidy(() => run() as tf.TensorContainer) as R;
}

const steps = (xs: Tensor3D) => tf.unstack(xs, 1) as Tensor2D[];
const outer = (a: readonly Tensor2D[], b: readonly Tensor2D[]) =>
  tf.addN(a.map((left, t) => tf.matMul(left, b[t], true))) as Tensor2D;

const mutants: Case[] = [
  wrong(rnnState, 'bias dropped', (p, x, h) => h.matMul<Tensor2D>(p.Wh).add<Tensor2D>(x.matMul(p.Wx)).tanh()),
  wrong(rnnState, 'W_h transposed', (p, x, h) =>
    tf.matMul(h, p.Wh, false, true).add(x.matMul(p.Wx)).add<Tensor2D>(p.bh).tanh(),
  ),
  wrong(rnnState, 'the input ignored', (p, _x, h) => h.matMul<Tensor2D>(p.Wh).add<Tensor2D>(p.bh).tanh()),
  wrong(rnnState, 'σ for tanh', (p, x, h) => rnnState(p, x, h, 'sigmoid')),
  wrong(rnnState, 'tanh forgotten', (p, x, h) => preactivation(p, x, h)),
  wrong(rnnState, 'bias twice', (p, x, h) => preactivation(p, x, h).add<Tensor2D>(p.bh).tanh()),
  wrong(rnnState, 'a sign', (p, x, h) =>
    x.matMul<Tensor2D>(p.Wx).sub(h.matMul(p.Wh)).add<Tensor2D>(p.bh).tanh(),
  ),
  wrong(rnnOutput, 'softmax over the batch', (out, h) =>
    tf.softmax(h.matMul<Tensor2D>(out.Wy).add<Tensor2D>(out.by).transpose()).transpose(),
  ),
  wrong(rnnOutput, 'no softmax', (out, h) => h.matMul<Tensor2D>(out.Wy).add(out.by)),
  wrong(rnnLoss, 'the last step only', (loss, outputs, targets) =>
    loss(steps(outputs)[2], steps(targets)[2]).sum(),
  ),
  wrong(rnnLoss, 'mean for sum', (loss, outputs, targets) => rnnLoss(loss, outputs, targets).div(3)),
  wrong(bpttOutputWeights, 'a step late', (dy, states) =>
    outer(steps(states).slice(1), steps(dy).slice(0, -1)),
  ),
  wrong(bpttOutputWeights, 'one term of the sum', (dy, states) =>
    outer(steps(states).slice(0, 1), steps(dy).slice(0, 1)),
  ),
  wrong(bpttState, 'own loss dropped', (_own, next, J) =>
    tf.matMul(J, next.expandDims(2)).squeeze<Tensor2D>([2]),
  ),
  wrong(bpttState, 'the future dropped', (own) => own.clone()),
  wrong(bpttState, 'the Jacobian transposed', (own, next, J) =>
    own.add(tf.matMul(J, next.expandDims(2), true).squeeze([2])),
  ),
  wrong(bpttJacobian, 'not transposed', (p, x, h, f) =>
    bpttJacobian(p, x, h, f).transpose<Tensor3D>([0, 2, 1]),
  ),
  wrong(bpttJacobian, 'f for f′', (p, x, h) =>
    p.Wh.expandDims<Tensor3D>(0).mul(preactivation(p, x, h).tanh().expandDims(1)),
  ),
  wrong(bpttJacobian, 'diag on the other side', (p, x, h) =>
    p.Wh.expandDims<Tensor3D>(0).mul(
      activation('tanh')
        .derivative(preactivation(p, x, h))
        .expandDims(2),
    ),
  ),
  wrong(bpttJacobian, 'f′ at the state', (p, x, h) =>
    p.Wh.expandDims<Tensor3D>(0).mul(
      activation('tanh')
        .derivative(rnnState(p, x, h))
        .expandDims(1),
    ),
  ),
  wrong(bpttDelta, 'f for f′', (p, gradient, x, h) => gradient.mul(preactivation(p, x, h).tanh())),
  wrong(bpttDelta, 'σ′ for tanh′', (p, gradient, x, h) =>
    gradient.mul(activation('sigmoid').derivative(preactivation(p, x, h))),
  ),
  wrong(bpttDelta, 'f′ one step late, as printed', (p, gradient, x, h) =>
    gradient.mul(activation('tanh').derivative(preactivation(p, tf.reverse(x, 1), rnnState(p, x, h)))),
  ),
  wrong(bpttRecurrentWeights, 't for t − 1', (deltas, states) => outer(steps(states), steps(deltas))),
  wrong(bpttRecurrentWeights, 'the first step dropped', (deltas, states) =>
    outer(steps(states).slice(0, -1), steps(deltas).slice(1)),
  ),
  wrong(bpttRecurrentWeights, 'transposed', (deltas, states, h0) =>
    bpttRecurrentWeights(deltas, states, h0).transpose<Tensor2D>(),
  ),
  wrong(bpttInputWeights, 'a sign', (deltas, xs) => bpttInputWeights(deltas, xs).neg()),
  wrong(bpttProduct, 'in the other order', (jacobians, k, t) =>
    jacobians
      .slice(k, t)
      .reduceRight(
        (product, next) => tf.matMul(product, next),
        tf.eye(3).tile([2, 1]).reshape<Tensor3D>([2, 3, 3]),
      ),
  ),
  wrong(bpttProduct, 'one factor short', (jacobians, k, t) => bpttProduct(jacobians, k + 1, t)),
  wrong(clipByNorm, 'each tensor by its own norm', (gradients, maxNorm) => ({
    ...clipByNorm(gradients, maxNorm),
    clipped: Object.fromEntries(
      Object.entries(gradients).map(([name, g]) => [name, clipByNorm({ g }, maxNorm).clipped.g]),
    ),
  })),
  wrong(lstmForget, 'x before h', (p, x, h) => tf.concat([x, h], 1).matMul(p.W).add(p.b).sigmoid()),
  wrong(lstmForget, 'tanh for σ', (p, x, h) => tf.concat([h, x], 1).matMul(p.W).add(p.b).tanh()),
  wrong(lstmForget, 'bias dropped', (p, x, h) => tf.concat([h, x], 1).matMul(p.W).sigmoid()),
  wrong(lstmForget, 'half of σ', (p, x, h) => lstmForget.code(p, x, h).mul(1 + 1e-9)),
  wrong(lstmCell, 'gates swapped', ({ f, i, g }, c) => i.mul(c).add(f.mul(g))),
  wrong(lstmCell, 'f_t twice', ({ f, g }, c) => f.mul(c).add(f.mul(g))),
  wrong(lstmCell, 'a matrix product for ⊙', ({ f, i, g }, c) =>
    tf.matMul(f, c, false, true).add(tf.matMul(i, g, false, true)),
  ),
  wrong(lstmHidden, 'tanh dropped', (o, c) => o.mul(c)),
  wrong(lstmHidden, 'tanh of all', (o, c) => o.mul(c).tanh()),
  wrong(gruState, '1 − dropped', (z, h, candidate) => z.mul(h).add(z.mul(candidate))),
  wrong(gruState, 'z and 1 − z swapped', (z, h, candidate) => z.mul(h).add(tf.sub(1, z).mul(candidate))),
  wrong(gruCandidate, 'reset after the product', (p, x, r, h) =>
    x
      .matMul(p.W)
      .add(r.mul(h.matMul(p.U)))
      .add(p.b)
      .tanh(),
  ),
  wrong(gruCandidate, 'no reset', (p, x, _r, h) => x.matMul(p.W).add(h.matMul(p.U)).add(p.b).tanh()),
];

describe('wrong code is caught', () => {
  it.each(mutants)('$what', ({ check }) => {
    const reports = seeds.map(check);
    expect(reports.some(({ ok }) => !ok)).toBe(true);
    expect(reports.some(({ forms }) => forms.some(({ ok }) => !ok))).toBe(true);
    for (const { leaked } of reports) expect(leaked).toBe(0);
  });

  it.each([lstmForget, lstmCell, lstmHidden, gruState, gruCandidate] as unknown as equations.AnyEquation[])(
    'the right one passes: $id',
    (eq) => {
      expect(equations.checkEquation(eq)).toMatchObject({ ok: true });
    },
  );

  it('right values with a wrong gradient', () => {
    const cut = wrong(lstmHidden, 'a cut tape', (o, c) =>
      o.mul(float64.precise(c.tanh().dataSync(), c.shape)),
    );
    const report = cut.check(1);
    expect(report).toMatchObject({ ok: false, forms: [{ ok: true }], leaked: 0 });
    expect(report.gradient!.worst).toBeGreaterThan(0.1);
  });

  it('a tensor left behind', () => {
    const { forms, title, sample } = lstmHidden;
    const report = equations.checkEquation({
      id: 'leaky',
      title,
      forms,
      sample,
      code: (o, c) => o.mul(c.tanh()),
    });
    expect(report).toMatchObject({ ok: false, forms: [{ ok: true }], leaked: 1 });
  });
});
