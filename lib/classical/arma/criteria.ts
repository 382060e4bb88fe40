import { expectInteger, expectPositive } from '../../check.js';
import { expectNumbers } from '../../data/series.js';
import { equation } from '../../equations/equation.js';
import { withoutGradient } from './notation.js';

/**
 * Largest log-likelihood of n residuals whose squares sum to S: that of Gaussian noise of the variance S/n, given the
 * values before the first residual. S > 0 → a number. Throws `ValueError`. Box and Jenkins (1970).
 */
export const conditionalLikelihood = equation({
  id: 'arma.likelihood',
  title: { en: 'Conditional likelihood', ru: 'Условное правдоподобие' },
  forms: [
    {
      source: 'beyond the lectures: Box and Jenkins (1970)',
      tex: String.raw`\ell = -\frac{n}{2} \left(\log \frac{2 \pi S}{n} + 1\right)`,
      symbols: (S: number, n: number) => ({ S, n, '\\pi': Math.PI }),
    },
  ],
  sample: (random): [number, number] => [1 + random.uniform(), random.integer(5, 20)],
  withoutGradient,
  code: (S, n): number => {
    expectPositive('S', S);
    expectInteger('n', n, 1);
    return (-n / 2) * (Math.log((2 * Math.PI * S) / n) + 1);
  },
});

/**
 * What a log-likelihood is worth when it took k parameters, σ² among them: less is better. Throws
 * `ValueError`. Akaike (1974).
 */
export const akaike = equation({
  id: 'arma.aic',
  title: { en: 'Akaike’s criterion', ru: 'Критерий Акаике' },
  forms: [
    {
      source: 'beyond the lectures: Akaike (1974)',
      tex: String.raw`A = 2 k - 2 \ell`,
      symbols: (ell: number, k: number) => ({ '\\ell': ell, k }),
    },
  ],
  sample: (random): [number, number] => [-10 * random.uniform(), random.integer(1, 6)],
  withoutGradient,
  code: (ell, k): number => {
    expectNumbers('ell', [ell]);
    expectInteger('k', k, 0);
    return 2 * k - 2 * ell;
  },
});

/** The same for n residuals, harder on parameters the more there are. Throws `ValueError`. Schwarz (1978). */
export const bayes = equation({
  id: 'arma.bic',
  title: { en: 'Bayesian criterion', ru: 'Байесовский критерий' },
  forms: [
    {
      source: 'beyond the lectures: Schwarz (1978)',
      tex: String.raw`A = k \log n - 2 \ell`,
      symbols: (ell: number, k: number, n: number) => ({ '\\ell': ell, k, n }),
    },
  ],
  sample: (random): [number, number, number] => [
    -10 * random.uniform(),
    random.integer(1, 6),
    random.integer(10, 20),
  ],
  withoutGradient,
  code: (ell, k, n): number => {
    expectNumbers('ell', [ell]);
    expectInteger('k', k, 0);
    expectInteger('n', n, 1);
    return k * Math.log(n) - 2 * ell;
  },
});
