export { acf, autocorrelation, autocovariances } from './arma/correlation.js';
export { akaike, bayes, conditionalLikelihood } from './arma/criteria.js';
export { type ARIMAOrder, type FittedARIMA, fitARIMA } from './arma/fit.js';
export {
  expectedValues,
  type Forecast,
  forecast,
  forecastInterval,
  forecastVariance,
  type Known,
  normalQuantile,
  piWeights,
  psiWeights,
} from './arma/forecast.js';
export { isInvertible, isStationary, type Lags, rootsOf, seasonalAR } from './arma/lags.js';
export { durbinLevinson, pacf, yuleWalker, yuleWalkerVariance } from './arma/levinson.js';
export {
  type ARIMAModel,
  type ARIMAOptions,
  arima,
  type Coefficients,
  type Differencing,
  fitAR,
} from './arma/model.js';
export { type ARMAParams, arimaProcess, armaProcess, arProcess, maProcess } from './arma/process.js';
export { armaResiduals, conditionalSquares } from './arma/residuals.js';
export { covariance, marquardtStep } from './arma/squares.js';
export type { ComplexTensor, Signal } from './complex.js';
export * from './dbn/index.js';
export * from './fourier/index.js';
export * from './hmm/index.js';
export * from './kalman/index.js';
export * from './wavelet/index.js';
