import { registerFloat64 } from './register.js';

export { precise } from './precise.js';
export { registerFloat64 } from './register.js';
export { inFloat64 } from './scope.js';

registerFloat64();
