/** Mutants that mean the same as the formula: the only ones that the checks may let through. */
export interface Equivalent {
  readonly id: string;
  /** As the generator describes it. */
  readonly what: string;
  readonly why: string;
}

const r = String.raw;
const number = 'a number commutes with everything';
const hadamard = '⊙ is commutative';
const scaling = 'with a number both products scale';

export const equivalent: readonly Equivalent[] = [
  {
    id: 'bptt.expansion',
    what: r`starts early: \sum_{t=1}^T \sum_{k=1}^{t} \left( f'_k \odot \left( \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}} \right) \frac{\partial L_t}{\partial h_t} \right) h_{k-1}^T → \sum_{t = 1 - 1}^{T} \sum_{k=1}^{t} \left( f'_k \odot \left( \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}} \right) \frac{\partial L_t}{\partial h_t} \right) h_{k-1}^T`,
    why: 'for t = 0 the inner sum is empty',
  },
  {
    id: 'gradient.clip',
    what: r`order of factors: \min\left(1, \frac{\theta}{\|g\|}\right) g → g \min\left(1, \frac{\theta}{\|g\|}\right)`,
    why: number,
  },
  {
    id: 'gradient.clip',
    what: r`⊙ for product: \min\left(1, \frac{\theta}{\|g\|}\right) g → \left(\min\left(1, \frac{\theta}{\|g\|}\right) \odot g\right)`,
    why: scaling,
  },
  {
    id: 'gradient.clip',
    what: r`arguments swapped: \min\left(1, \frac{\theta}{\|g\|}\right) → \min(\frac{\theta}{\|g\|}, 1)`,
    why: 'the order does not matter to min',
  },
  {
    id: 'gradient.clip',
    what: r`another norm: \|g\| → \left\|g\right\|_2`,
    why: 'it is the 2-norm that is meant where nothing is written',
  },
  {
    id: 'gradient.clip',
    what: r`transpose added: g → g^T`,
    why: 'in the norm; a row is as long as its column',
  },
  { id: 'test.peephole.output', what: 'V_o and c_t swapped', why: hadamard },
  { id: 'test.lstm.cell', what: 'f_t and c_{t-1} swapped', why: hadamard },
  { id: 'test.lstm.cell', what: r`i_t and \tilde c_t swapped`, why: hadamard },
  { id: 'test.gru.candidate', what: 'r_t and h_{t-1} swapped', why: hadamard },
  {
    id: 'test.attention.weights',
    what: r`arguments swapped: score(h_t, \bar{h}_s) → score(\bar{h}_s, h_t)`,
    why: 'this score is symmetric',
  },
  {
    id: 'test.attention.weights',
    what: r`arguments swapped: score(h_t, \bar{h}_{s'}) → score(\bar{h}_{s'}, h_t)`,
    why: 'this score is symmetric',
  },
  {
    id: 'test.attention.context',
    what: r`order of factors: \alpha_{ts} \bar{h}_s → \bar{h}_s \alpha_{ts}`,
    why: number,
  },
  {
    id: 'test.attention.context',
    what: r`⊙ for product: \alpha_{ts} \bar{h}_s → \left(\alpha_{ts} \odot \bar{h}_s\right)`,
    why: scaling,
  },
  {
    id: 'test.attention.context',
    what: r`transpose added: \alpha_{ts} → \alpha_{ts}^T`,
    why: 'a number is its own transpose',
  },
  { id: 'test.attention.context', what: r`\alpha_{ts} and \bar{h}_s swapped`, why: number },
  {
    id: 'test.hopfield.energy',
    what: r`order of factors: \frac{1}{2} \sum_{i=1}^N \sum_{j=1}^N w_{ij} s_i s_j → \sum_{i=1}^N \sum_{j=1}^N w_{ij} s_i s_j \frac{1}{2}`,
    why: number,
  },
  {
    id: 'test.hopfield.energy',
    what: r`⊙ for product: \frac{1}{2} \sum_{i=1}^N \sum_{j=1}^N w_{ij} s_i s_j → \left(\frac{1}{2} \odot \sum_{i=1}^N \sum_{j=1}^N w_{ij} s_i s_j\right)`,
    why: scaling,
  },
  { id: 'test.hopfield.energy', what: 'order of factors: w_{ij} s_i s_j → s_j w_{ij} s_i', why: number },
  {
    id: 'test.hopfield.energy',
    what: r`⊙ for product: w_{ij} s_i s_j → \left(w_{ij} s_i \odot s_j\right)`,
    why: scaling,
  },
  { id: 'test.hopfield.energy', what: 'order of factors: w_{ij} s_i → s_i w_{ij}', why: number },
  {
    id: 'test.hopfield.energy',
    what: r`⊙ for product: w_{ij} s_i → \left(w_{ij} \odot s_i\right)`,
    why: scaling,
  },
  {
    id: 'test.hopfield.energy',
    what: 'transpose added: w_{ij} → w_{ij}^T',
    why: 'a number is its own transpose',
  },
  {
    id: 'test.hopfield.energy',
    what: 'transpose added: s_i → s_i^T',
    why: 'a number is its own transpose',
  },
  { id: 'test.hopfield.energy', what: 'w_{ij} and s_i swapped', why: number },
  { id: 'test.hopfield.energy', what: r`order of factors: \frac{1}{2} s^T → s^T \frac{1}{2}`, why: number },
  {
    id: 'test.hopfield.energy',
    what: r`⊙ for product: \frac{1}{2} s^T → \left(\frac{1}{2} \odot s^T\right)`,
    why: scaling,
  },
  {
    id: 'test.hopfield.energy',
    what: 'transpose added: W → W^T',
    why: 'a quadratic form does not see the antisymmetric part of W',
  },
];
