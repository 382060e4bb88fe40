import type { Kind } from './terms';

/** An equation of the registry, with the lecture's number and the anchor of its page; or a step between two of them. */
export type Source =
  | { readonly id: string; readonly form: number; readonly number: string }
  | { readonly tex: string };

/** Where the formula of each kind of term is written. */
export const sources: Readonly<Record<Kind, Source>> = {
  state: { id: 'rnn.state', form: 1, number: 'S2(6)' },
  output: { tex: String.raw`\hat{y}_t = W_y h_t + b_y` },
  loss: { tex: String.raw`L_t = \tfrac{1}{2} \|\hat{y}_t - y_t\|^2` },
  error: { tex: String.raw`\frac{\partial L_t}{\partial \hat{y}_t} = \hat{y}_t - y_t` },
  own: { tex: String.raw`\frac{\partial L_t}{\partial h_t} = W_y^T \frac{\partial L_t}{\partial \hat{y}_t}` },
  jacobian: { id: 'bptt.jacobian', form: 0, number: 'S2(7)' },
  gradient: { id: 'bptt.state', form: 0, number: 'S2(5)' },
  delta: { id: 'bptt.delta', form: 0, number: 'S2(8)' },
  contribution: { tex: String.raw`\delta_t h_{t-1}^T` },
  total: { id: 'bptt.recurrent-weights', form: 0, number: 'S2(9)' },
};
