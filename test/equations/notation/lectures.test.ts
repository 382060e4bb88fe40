import { equations } from 'unrolled';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../lib/equations/parse.js';
import { Table } from '../../../lib/equations/table.js';

const f = equations.written((x) => x);
const { vocabulary } = new Table({ f, g: f, score: f, L_t: f });

/** As the lectures print them; whether they hold is for the registry to say. */
const formulas: Record<string, string[]> = {
  'recurrent networks': [
    String.raw`h_t = f(h_{t-1}W_h + x_tW_x + b_h)`,
    String.raw`h_i = \tanh(W_{hh}h_{i-1} + W_{xh}x_i + b_h)`,
    String.raw`y_t = g(h_t W_y + b_y)`,
    String.raw`y_t = g([\overrightarrow{h_t}, \overleftarrow{h_t}])`,
  ],
  'backpropagation through time': [
    String.raw`L = \sum_{t=1}^T L_t(\hat{y}_t, y_t)`,
    String.raw`\frac{\partial L}{\partial W_y} = \sum_{t=1}^T \frac{\partial L_t}{\partial \hat{y}_t} \frac{\partial \hat{y}_t}{\partial W_y} = \sum_{t=1}^T \frac{\partial L_t}{\partial \hat{y}_t} h_t`,
    String.raw`\frac{\partial L}{\partial h_t} = \frac{\partial L_t}{\partial h_t} + \frac{\partial L}{\partial h_{t+1}} \frac{\partial h_{t+1}}{\partial h_t}`,
    String.raw`\frac{\partial h_{t+1}}{\partial h_t} = W_h^T \text{diag} (f'(W_h h_t + W_x x_{t+1} + b))`,
    String.raw`\frac{\partial L}{\partial h_{T+1}} = 0`,
    String.raw`\delta_t = \left( \frac{\partial L}{\partial h_t} \right) \odot f'(W_h h_t + W_x x_{t+1} + b)`,
    String.raw`\frac{\partial L}{\partial W_h} = \sum_{t=1}^T \delta_t h_{t-1}^T`,
    String.raw`\frac{\partial L}{\partial W_x} = \sum_t \delta_t x_t^T`,
    String.raw`\frac{\partial h_t}{\partial h_k} = \prod_{t \ge i > k} \frac{\partial h_i}{\partial h_{i-1}}`,
  ],
  gates: [
    String.raw`f_t = \sigma(W_f[h_{t-1}, x_t] + b_f)`,
    String.raw`\tilde{c}_t = \tanh(W_c[h_{t-1}, x_t] + b_c)`,
    String.raw`c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t`,
    String.raw`f_t = \sigma(W_f[h_{t-1}, x_t] + V_f \odot c_{t-1} + b_f)`,
    String.raw`f_t = \sigma(W_f \cdot [C_{t-1}, h_{t-1}, x_t] + b_f)`,
    String.raw`f_t = \sigma(W_f * x_t + U_f * h_{t-1} + b_f)`,
    String.raw`\tilde{h}_t = \tanh(W_h x_t + U_h(r_t \odot h_{t-1}) + b_h)`,
    String.raw`h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t`,
  ],
  attention: [
    String.raw`score(h_t, \bar{h}_s) = h_t^T \bar{h}_s`,
    String.raw`score(h_t, \bar{h}_s) = v_a^T \tanh(W_a[h_t; \bar{h}_s])`,
    String.raw`score(h_t, \bar{h}_s) = \frac{h_t^T \bar{h}_s}{\sqrt{d_k}}`,
    String.raw`\alpha_{ts} = \frac{\exp(score(h_t, \bar{h}_s))}{\sum_{s'=1}^S \exp(score(h_t, \bar{h}_{s'}))}`,
    String.raw`c_t = \sum_{s=1}^S \alpha_{ts} \bar{h}_s`,
    String.raw`a_t = \tanh(W_c[c_t; h_t])`,
    String.raw`A = \mathrm{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V`,
    String.raw`\xi' = X \mathrm{softmax}(\beta X^T \xi)`,
  ],
};

describe.each(Object.entries(formulas))('the notation of %s', (_, all) => {
  it.each(all)('%s', (tex) => {
    const { left, right } = parse(tex, vocabulary);
    expect(left).toBeDefined();
    expect(right.length).toBeGreaterThan(0);
    // everything is read: the last side ends where the formula ends
    expect(right[right.length - 1].end).toBe(tex.length);
  });
});
