export { dense, type Numbers, type NumericArray } from './array.js';
export { type BackendReport, checkBackend, float32Bound } from './backend.js';
export {
  type CheckOptions,
  checkEquation,
  type EquationReport,
  type FormReport,
  tolerances,
} from './check.js';
export * from './equation.js';
export { EquationError, type EquationErrorKind, type Span } from './errors.js';
export { evaluate } from './evaluate.js';
export { checkForm } from './form.js';
export { checkBackward, checkGradient, type GradientOptions, type GradientReport } from './gradient.js';
export { Random } from './random.js';
export * from './symbols.js';
