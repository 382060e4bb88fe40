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
  {
    id: 'decode.beam',
    what: r`factor dropped: \ell \mathbf{1}^T → \ell`,
    why: 'beside a matrix a column is the same for every column anyway',
  },
  { id: 'decode.greedy', what: 'transpose added: p_t → p_t^T', why: 'a row has the same maximum' },
  {
    id: 'decode.sample',
    what: r`ends early: \sum_{i=1}^{V} \theta(u - \sum_{j=1}^{i} p_j) → \sum_{i = 1}^{V - 1} \theta(u - \sum_{j=1}^{i} p_j)`,
    why: 'all probabilities add up to 1, which u does not reach',
  },
  { id: 'dnc.usage', what: 'u_{t-1} and w_{t-1} swapped', why: 'u + w − u ⊙ w is symmetric' },
  {
    id: 'dnc.similarity',
    what: r`order of factors: (k^T k + \epsilon)(m^T m + \epsilon) → (m^T m + \epsilon) (k^T k + \epsilon)`,
    why: 'both are numbers',
  },
  {
    id: 'dnc.similarity',
    what: r`⊙ for product: (k^T k + \epsilon)(m^T m + \epsilon) → \left((k^T k + \epsilon) \odot (m^T m + \epsilon)\right)`,
    why: 'both are numbers',
  },
  { id: 'dnc.similarity', what: 'k and m swapped', why: 'the cosine is symmetric' },
  {
    id: 'dnc.content',
    what: 'transpose added: m_i → m_i^T',
    why: 'in the norm; a row is as long as its column',
  },
  {
    id: 'seq2seq.bottleneck',
    what: r`arguments swapped: \delta(\hat{y}_{nt}, y_{nt}) → \delta(y_{nt}, \hat{y}_{nt})`,
    why: 'equality is symmetric',
  },
  { id: 'seq2seq.bottleneck', what: r`\hat{y}_{nt} and y_{nt} swapped`, why: 'equality is symmetric' },
  {
    id: 'seq2seq.likelihood',
    what: r`other direction: \prod_{t=1}^{T} p(y_t \mid y_{<t}, c) → \prod_{T \ge t \ge 1} p(y_t \mid y_{<t}, c)`,
    why: 'probabilities are numbers',
  },
  {
    id: 'seq2seq.decoder-only',
    what: r`other direction: \prod_{t=1}^{T} p(y_t \mid y_{<t}, v) → \prod_{T \ge t \ge 1} p(y_t \mid y_{<t}, v)`,
    why: 'probabilities are numbers',
  },
  {
    id: 'embed.one-hot',
    what: r`arguments swapped: \delta(w_n, j) → \delta(j, w_n)`,
    why: 'equality is symmetric',
  },
  { id: 'embed.pair-error', what: 'u and v swapped', why: 'both are only in their dot product' },
  {
    id: 'hmm.gaussian',
    what: r`transpose added: \Sigma → \Sigma^T`,
    why: 'a covariance is symmetric',
  },
  {
    id: 'hmm.gaussian',
    what: r`o and \mu swapped`,
    why: 'only their difference counts, on both sides of Σ⁻¹',
  },
  {
    id: 'hmm.forward',
    what: r`\alpha_{t-1,i} and a_{ij} swapped`,
    why: 'they are only in their product',
  },
  ...[
    [r`a_{ij}`, r`b_{t+1,j}`],
    [r`a_{ij}`, r`\beta_{t+1,j}`],
    [r`b_{t+1,j}`, r`\beta_{t+1,j}`],
  ].map(([one, other]) => ({
    id: 'hmm.backward',
    what: `${one} and ${other} swapped`,
    why: 'they are only in their product',
  })),
  ...[
    [r`\alpha_{t,i}`, r`b_{t+1,j}`],
    [r`\alpha_{t,i}`, r`\beta_{t+1,j}`],
    [r`a_{ij}`, r`b_{t+1,j}`],
    [r`a_{ij}`, r`\beta_{t+1,j}`],
    [r`b_{t+1,j}`, r`\beta_{t+1,j}`],
  ].map(([one, other]) => ({
    id: 'hmm.transition-posterior',
    what: `${one} and ${other} swapped`,
    why: 'above the line they are only in their product, below it they go by other letters',
  })),
  {
    id: 'hmm.baum-welch-emission',
    what: r`arguments swapped: \delta(o_{k,t}, v) → \delta(v, o_{k,t})`,
    why: 'equality is symmetric',
  },
  {
    id: 'hmm.baum-welch-covariance',
    what: r`o_{k,t} and \hat{\mu}_i swapped`,
    why: 'only the product of their difference with itself counts',
  },
  {
    id: 'hmm.likelihood',
    what: r`transpose added: b_t → b_t^T`,
    why: 'diag takes a row as it takes a column',
  },
  {
    id: 'hmm.viterbi',
    what: r`\delta_{t-1,i} and a_{ij} swapped`,
    why: 'they are only in their product',
  },
  {
    id: 'hmm.viterbi-pointer',
    what: r`\delta_{t-1,i} and a_{ij} swapped`,
    why: 'they are only in their product',
  },
  {
    id: 'dbn.kalman-likelihood',
    what: r`transpose added: S_t → S_t^T`,
    why: 'a covariance is symmetric',
  },
  ...['fourier.amplitude', 'fourier.power', 'fourier.parseval'].map((id) => ({
    id,
    what: 'transpose added: X_k → X_k^T',
    why: 'in the norm; a row is as long as its column',
  })),
];
