/** Names that this homework does not provide. They can be imported and destructured; calling them says why not. */
export function absent(path: string): unknown {
  const refuse = () => {
    throw new ReferenceError(`${path} is not there in this homework`);
  };
  return new Proxy(refuse, {
    get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : absent(`${path}.${key}`)),
    apply: refuse,
    construct: refuse,
  });
}

/** A module with the names that it provides, and every other as `absent`. */
export const withAbsent = (provided: object, path: string): object =>
  new Proxy(provided, {
    has: () => true,
    get: (target, key) => {
      if (typeof key === 'symbol' || key === 'then') return undefined;
      const found = Object.getOwnPropertyDescriptor(target, key)?.value;
      if (found === undefined) return absent(`${path}.${key}`);
      return typeof found === 'object' ? withAbsent(found, `${path}.${key}`) : found;
    },
  });
