import type { BlockContent } from 'mdast';
import type { Lang } from '../../site/book';
import { code, formula, fromMarkdown, paragraph, quote, strong, text, typescript } from './markdown';
import { WORDS } from './words';

type Text = Readonly<Record<Lang, string>>;
interface Written {
  readonly source: string;
  readonly tex: string;
}

/** What a notebook shows of an equation; those of the registry fit. */
export interface ShownEquation {
  readonly id: string;
  readonly title: Text;
  readonly forms: readonly Written[];
  readonly errata?: readonly (Written & { readonly why: Text })[] | undefined;
}

/** An equation as a lecture writes it, and its code if it is not yet known. */
export function equationBlocks(
  equation: ShownEquation,
  form: number,
  source: string | undefined,
  lang: Lang,
): BlockContent[] {
  const written = equation.forms[form]!;
  return [
    paragraph(strong(equation.title[lang]), text(' · '), code(equation.id)),
    formula(written.tex, written.source),
    ...(source === undefined ? [] : [typescript(source)]),
  ];
}

/** What a lecture prints, why it does not hold, and what does. */
export function erratumBlocks(equation: ShownEquation, lang: Lang): BlockContent[] {
  const words = WORDS[lang];
  const [right] = equation.forms;
  return equation.errata!.map((erratum) =>
    quote(
      paragraph(strong(`${words.erratum}, ${erratum.source}.`), text(` ${words.printed}`)),
      formula(erratum.tex, erratum.source),
      paragraph(text(words.doesNotHold)),
      ...fromMarkdown(erratum.why[lang]),
      paragraph(text(words.holds)),
      formula(right!.tex, equation.id),
    ),
  );
}
