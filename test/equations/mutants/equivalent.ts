/**
 * Mutants that mean the same as the formula: the only ones that the checks may let through. (Where numbers commute and
 * ⊙ does, the generator knows it.)
 */
export interface Equivalent {
  readonly id: string;
  /** As the generator describes it. */
  readonly what: string;
  readonly why: string;
}

const r = String.raw;

export const equivalent: readonly Equivalent[] = [
  {
    id: 'bptt.expansion',
    what: r`starts early: \sum_{t=1}^T \sum_{k=1}^{t} \left( f'_k \odot \left( \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}} \right) \frac{\partial L_t}{\partial h_t} \right) h_{k-1}^T → \sum_{t = 1 - 1}^{T} \sum_{k=1}^{t} \left( f'_k \odot \left( \prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}} \right) \frac{\partial L_t}{\partial h_t} \right) h_{k-1}^T`,
    why: 'for t = 0 the inner sum is empty',
  },
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
  { id: 'lstm.highway', what: 'transpose added: f_t → f_t^T', why: 'diag takes a row as it takes a column' },
  {
    id: 'attention.saturation',
    what: r`transpose added: \alpha → \alpha^T`,
    why: 'in diag, which takes a row as it takes a column',
  },
  { id: 'score.dot', what: r`h_t and \bar{h}_s swapped`, why: 'a dot product is symmetric' },
  { id: 'score.scaled-dot', what: r`h_t and \bar{h}_s swapped`, why: 'a dot product is symmetric' },
  {
    id: 'attention.v3',
    what: 'order of factors: d_t^T h_i → h_i d_t^T',
    why: '(h dᵀ) h is h (dᵀ h)',
  },
];
