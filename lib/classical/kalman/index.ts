export { type Filtered, kalmanFilter, kalmanSmoother, type Smoothed, type States } from './filter.js';
export type { KalmanModel, Measurements } from './model.js';
export { smootherCovariance, smootherGain, smootherMean } from './smoothing.js';
export {
  kalmanGain,
  kalmanInnovation,
  kalmanInnovationCovariance,
  kalmanLikelihood,
  kalmanPredictCovariance,
  kalmanPredictMean,
  kalmanUpdateCovariance,
  kalmanUpdateMean,
} from './steps.js';
