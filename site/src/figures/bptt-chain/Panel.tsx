import type { ReactNode } from 'react';
import type { Lang } from '../numbers';
import type { Data } from './compute';
import { Value, Written } from './Formula';
import { sources } from './formulas';
import style from './panel.module.css';
import { amountOf, originOf, symbolOf, termOf } from './terms';
import { words } from './words';

interface Props {
  readonly data: Data;
  readonly lang: Lang;
  readonly chosen: string;
  readonly formulas: Readonly<Record<string, string>>;
  readonly choose: (key: string) => void;
}

/** What a term is, the formula behind it, and its value as it comes from the values of others. */
export function Panel({ data, lang, chosen, formulas, choose }: Props): ReactNode {
  const { kind, t } = termOf(chosen);
  const say = words[lang];
  const { operands, end, at } = originOf(data, kind, t);
  const source = sources[kind];
  const first = kind === 'state' && t === 0;
  const last = kind === 'gradient' && t === data.steps.length;
  return (
    <div className={style.panel}>
      <p className={style.name} role="status">
        <Written>{symbolOf(kind, t)}</Written>: {first ? say.given : say.names[kind]}
      </p>
      {!first && (
        <div className={style.formula}>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX made it of the registry's TeX when the site was built */}
          <div dangerouslySetInnerHTML={{ __html: formulas[kind] ?? '' }} />
          <p>
            {kind !== 'total' && say.with(at)}
            {'id' in source && (
              <>
                {kind !== 'total' && ', '}
                <a href={`#eq-${source.id}`}>{say.lecture(source.number)}</a>
              </>
            )}
          </p>
        </div>
      )}
      <div className={style.equation}>
        <span className={style.operand}>
          <Value value={amountOf(data, kind, t)} lang={lang} />
          <Written>{symbolOf(kind, t)}</Written>
        </span>
        {operands.map(({ sign, symbol, value, key }, i) => (
          <span key={symbol} className={style.pair}>
            <span className={style.sign}>
              {i === 0 && '= '}
              {sign}
            </span>
            <span className={style.operand}>
              <Value value={value} lang={lang} />
              {key ? (
                <button
                  type="button"
                  onClick={() => choose(key)}
                  aria-label={`${say.goTo} ${symbol.replace(/[_{}^]/g, '')}`}
                >
                  <Written>{symbol}</Written>
                </button>
              ) : (
                <Written>{symbol}</Written>
              )}
            </span>
            {end && i === operands.length - 1 && <span className={style.sign}>{end}</span>}
          </span>
        ))}
      </div>
      {last && <p className={style.note}>{say.end}</p>}
    </div>
  );
}
