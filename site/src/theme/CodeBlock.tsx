import type { ReactNode } from 'react';

/** Code of pages is highlighted when the site is built, so the theme's own highlighter stays out of the browser. */
const CodeBlock = ({ children }: { children?: ReactNode }): ReactNode => <pre>{children}</pre>;

export default CodeBlock;
