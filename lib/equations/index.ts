export * from './equation.js';
export { Random } from './random.js';
export * from './symbols.js';
