import type { Computed } from '../notebook/useCompute';

/** What the interactive part of a figure is given. */
export interface FigureProps<I, O> {
  /** The input that the figure starts with and what `compute` made of it when the site was built. */
  readonly initial: Computed<I, O>;
  readonly lang: 'en' | 'ru';
}

/** What the still part of a figure is given; see README.md here. */
export interface PictureProps<O> {
  readonly output: O;
  readonly lang: 'en' | 'ru';
}
