interface Engine {
  readonly state: {
    gradientDepth: number;
    kernelDepth: number;
    activeTape: unknown;
    readonly scopeStack: unknown[];
  };
  endScope(): void;
}

/**
 * TensorFlow.js counts how deep it is in scopes, gradients and kernels. Code that was torn off in the middle left
 * the counts up, and no gradient could be taken ever after. Between two cells all of them are zero.
 */
export function mendTensorflow(): void {
  const engine = (globalThis as { _tfengine?: Engine })._tfengine;
  if (!engine) return;
  while (engine.state.scopeStack.length > 0) engine.endScope();
  Object.assign(engine.state, { gradientDepth: 0, kernelDepth: 0, activeTape: undefined });
}
