import { equations } from 'unrolled';
import { renderMath } from '../../../tools/math';
import { type Input, initial as settings } from './compute';
import { sources } from './formulas';

/** The figure's first input. Runs only when the site is built: the page is spared the code that draws formulas. */
export function initial(): Input {
  const formulas = Object.entries(sources).map(([kind, source]) => {
    const tex = 'tex' in source ? source.tex : equations.findEquation(source.id).forms[source.form].tex;
    return [kind, renderMath(tex, true)];
  });
  return { ...settings, formulas: Object.fromEntries(formulas) };
}
