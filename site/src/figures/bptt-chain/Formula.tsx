import type { ReactNode } from 'react';
import { partsOf } from '../drawing';
import { decimal, type Lang, short } from '../numbers';
import type { Matrix } from './compute';
import style from './panel.module.css';

/** `∂L/∂h_{2}` in a line of text. */
export const Written = ({ children }: { children: string }): ReactNode => (
  <span className={style.written}>
    {partsOf(children).map(({ text, level }, i) => {
      const Script = level < 0 ? 'sub' : level > 0 ? 'sup' : 'span';
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change places
      return <Script key={i}>{text}</Script>;
    })}
  </span>
);

/** A number, or a column or matrix between brackets. */
export function Value({ value, lang }: { value: Matrix; lang: Lang }): ReactNode {
  if (value.length === 1 && value[0].length === 1)
    return <span className={style.number}>{short(value[0][0], lang, 6)}</span>;
  return (
    <span className={style.matrix}>
      {value.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows never change places
        <span key={i}>
          {row.map((v, j) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
            <span key={j}>{decimal(v, lang, 3)} </span>
          ))}
        </span>
      ))}
    </span>
  );
}
