/** Where the book is published, without a slash at the end of `url` and `book`. */
export interface Address {
  readonly url: string;
  /** The path below which it is served: '/' or '/book/'. */
  readonly baseUrl: string;
  readonly book: string;
}

/** https://example.org/book/ is the host https://example.org and the path /book/; by default where `npm start` serves it. */
export function addressOf({ UNROLLED_URL, UNROLLED_BASE_URL }: NodeJS.ProcessEnv): Address {
  const url = (UNROLLED_URL || 'http://localhost:3000').replace(/\/+$/, '');
  const path = (UNROLLED_BASE_URL ?? '').replace(/^\/+|\/+$/g, '');
  return { url, baseUrl: path ? `/${path}/` : '/', book: path ? `${url}/${path}` : url };
}

export const address = addressOf(process.env);
