import { compile } from '../../notebooks/compile/notebook';
import type { Resources } from '../../notebooks/compile/writer';
import { type Lang, readChapter } from '../../site/book';
import { TemporaryBook } from './temporary-book';

const why = { en: 'Off by $t$.', ru: 'Сдвиг на $t$.' };
const equation = {
  id: 'rnn.state',
  title: { en: 'State', ru: 'Состояние' },
  forms: [
    { source: 'S2(1)', tex: 'h_t = f(x_t)' },
    { source: 'S3 2.3', tex: 'h_i = g(x_i)' },
  ],
  errata: [{ source: 'S2(8)', tex: 'h = x', why }],
};
const resources: Resources = {
  equations: new Map([['rnn.state', equation]]),
  sources: new Map([['rnn.state', '(p, x) => x.matMul(p.Wx)']]),
  answers: { q: 28.00000001 },
  stills: new Map([['chain', '<svg/>']]),
};

/** A page named `page` and what the notebook compiler makes of it. */
export class CompiledPage extends TemporaryBook {
  notebook(body: string, lang: Lang = 'en') {
    const english = this.page('en', 'page', body);
    const russian = body.replace(/(```ts live.*\n)[^`]*/g, '$1');
    const file = lang === 'en' ? english : this.page(lang, 'page', russian);
    return compile(readChapter(file, lang), resources);
  }

  cells(body: string, lang: Lang = 'en'): string[] {
    return this.notebook(body, lang).cells.map((cell) => `${cell.id}: ${joined(cell.source)}`);
  }

  /** The text of all cells, below the lines that every notebook begins with. */
  markdown(body: string, lang: Lang = 'en'): string {
    const cells = this.notebook(body, lang).cells.map((cell) => joined(cell.source));
    return cells.join('\n\n').replace(/^# T\n\n.*\n+/, '');
  }
}

const joined = (source: unknown) => (source as string[]).join('');

export const live = (id: string, code = '1') => `\`\`\`ts live id=${id}\n${code}\n\`\`\`\n`;
