export { type DBNBeliefs, dbnFilter, dbnSmooth } from './inference.js';
export { type DBN, factorialHMM, flatHMM, type Variable } from './model.js';
export { dbnFilterStep, dbnPredict, dbnSmoothStep } from './steps.js';
