import type { Tensor } from '@tensorflow/tfjs';
import type { equations } from 'unrolled';

/**
 * The equations in this folder are of chapters beyond the first, as the lectures write them: they try the reader and the
 * checks on all their notation. They are not registered; the library's own versions come with their chapters.
 */
export type Spec<A extends readonly unknown[], R> = equations.EquationSpec<A, R>;

export const title = { en: 'for the tests', ru: 'для тестов' };

export const columns = (rows: Tensor): Tensor => (rows.rank === 1 ? rows.reshape([-1, 1]) : rows.transpose());
