import type { ReactNode } from 'react';
import { type Lang, power } from '../numbers';
import type { Data } from './compute';
import { Value, Written } from './Formula';
import style from './panel.module.css';
import { originOf, symbolOf } from './terms';
import { words } from './words';

/** The largest |a − b| of two matrices of one shape. */
export const gapOf = ({ total, tape }: Data): number =>
  Math.max(...total.flatMap((row, i) => row.map((value, j) => Math.abs(value - tape[i][j]))));

/** The contributions added up, beside the gradient that the tape finds. */
export function Sum({ data, lang }: { data: Data; lang: Lang }): ReactNode {
  const say = words[lang];
  const gap = gapOf(data);
  return (
    <div className={style.panel} role="status">
      <div className={style.equation}>
        {originOf(data, 'total', 0).operands.map(({ sign, symbol, value }) => (
          <span key={symbol} className={style.pair}>
            <span className={style.sign}>{sign}</span>
            <span className={style.operand}>
              <Value value={value} lang={lang} />
              <Written>{symbol}</Written>
            </span>
          </span>
        ))}
        <span className={style.pair}>
          <span className={style.sign}>=</span>
          <span className={style.operand}>
            <Value value={data.total} lang={lang} />
            <Written>{symbolOf('total', 0)}</Written>
          </span>
        </span>
      </div>
      <div className={style.equation}>
        <span className={style.operand}>
          <Value value={data.tape} lang={lang} />
          <span className={style.note}>{say.tape}</span>
        </span>
        <p className={style.note}>{gap === 0 ? say.same : say.gap(power(gap, lang))}</p>
      </div>
    </div>
  );
}
