import type { ReactNode } from 'react';
import type { FigureProps } from '../index';
import { Picture } from './Picture';

export { Picture };

/** The picture as it is: there is nothing to play with. */
export default function GradedNotebook({ initial, lang }: FigureProps<null, null>): ReactNode {
  return <Picture output={initial.output} lang={lang} />;
}
