import type { ReactNode } from 'react';

const paths = {
  run: 'M4.5 2.7v10.6c0 .5.5.8.9.5l8-5.3a.6.6 0 0 0 0-1l-8-5.3a.6.6 0 0 0-.9.5Z',
  stop: 'M4 3h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Z',
  all: 'M1.5 3v10c0 .4.4.6.7.4L8 9.3V13c0 .4.4.6.7.4l6-5a.5.5 0 0 0 0-.8l-6-5A.5.5 0 0 0 8 3v3.7L2.2 2.6a.5.5 0 0 0-.7.4Z',
  restart: 'M8 2a6 6 0 1 0 6 6h-1.6A4.4 4.4 0 1 1 8 3.6c1.2 0 2.3.5 3.1 1.3L9 7h5V2l-1.8 1.8A6 6 0 0 0 8 2Z',
  copy: 'M5 1h8a1 1 0 0 1 1 1v9h-1.5V2.5H5V1ZM3 4h7a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm.5 1.5v8h6v-8h-6Z',
  check: 'm6.3 12.6-4-4 1.2-1.2 2.8 2.8 6.2-6.4 1.2 1.2-7.4 7.6Z',
  undo: 'M6 2 1.5 6 6 10V7.5h4a2.5 2.5 0 0 1 0 5H5V14h5a4 4 0 0 0 0-8H6V2Z',
  download: 'M7.2 1h1.6v7.2l2.6-2.6 1.1 1.1L8 11.2 3.5 6.7l1.1-1.1 2.6 2.6V1ZM2 13h12v1.6H2V13Z',
  above: 'M2 2h12v1.6H2V2Zm6 3 4.5 4.5-1.1 1.1-2.6-2.6V15H7.2V8L4.6 10.6 3.5 9.5 8 5Z',
} as const;

export type IconName = keyof typeof paths;

/** Drawn beside a word or inside a labelled button, so it says nothing itself. */
export const Icon = ({ name }: { name: IconName }): ReactNode => (
  <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d={paths[name]} fill="currentColor" />
  </svg>
);
