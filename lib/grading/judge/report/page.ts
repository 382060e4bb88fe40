import { type Feedback, READ } from '../../feedback.js';
import type { Lang } from '../../words.js';
import { escapeText as e } from './escape.js';
import { HIDDEN, type Report, type ReportOptions } from './report.js';

const WORDS = {
  en: {
    of: 'of',
    points: 'points',
    notes: 'Notes',
    public: 'These are the public checks only.',
    seed: 'seed',
    right: 'right',
    wrong: 'wrong',
  },
  ru: {
    of: 'из',
    points: 'баллов',
    notes: 'Замечания',
    public: 'Здесь только открытые проверки.',
    seed: 'зерно генератора',
    right: 'верно',
    wrong: 'неверно',
  },
} as const satisfies Record<Lang, Record<string, string>>;

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.55 Georgia, 'Times New Roman', serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-weight: 600; line-height: 1.25; }
h2 { display: flex; justify-content: space-between; gap: 1rem; border-top: 1px solid; padding-top: 1rem; }
.points { font-variant-numeric: tabular-nums; white-space: nowrap; }
ul { list-style: none; padding: 0; }
li { margin: .4rem 0; padding-left: 1.6rem; position: relative; overflow-wrap: anywhere; }
li::before { content: '✗'; position: absolute; left: 0; color: light-dark(#a52714, #ff9d8c); }
li.right::before { content: '✓'; color: light-dark(#1c6b2f, #86d69b); }
li p, .advice { margin: .2rem 0; overflow-wrap: anywhere; }
.advice { border-left: 3px solid light-dark(#8a6d1a, #d9bb5c); padding: .2rem .8rem; }
.hidden { font-style: italic; }`;

/** The feedback of one student as a page without scripts; nothing on it is loaded from anywhere. */
export function page(
  { name, homework, questions, points, of, notes }: Report,
  options: ReportOptions,
): string {
  const words = WORDS[options.lang];
  const body = [
    `<h1>${e(name)}${homework ? `: ${e(homework)}` : ''}</h1>`,
    `<p><strong class="points">${points} ${words.of} ${of} ${words.points}</strong></p>`,
    ...(options.hidden ? [] : [`<p>${words.public}</p>`]),
    ...(notes.length
      ? [`<h2>${words.notes}</h2>`, ...notes.map((note) => `<p class="advice">${e(note)}</p>`)]
      : []),
    ...questions.map((question) => section(question, options.lang)),
    `<footer><p><small>${words.seed} ${options.seed}</small></p></footer>`,
  ];
  return `<!doctype html>
<html lang="${options.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${e(name)}</title>
<style>${STYLE}
</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}

function section({ id, title, points, of, checks, advice, read }: Feedback, lang: Lang): string {
  const words = WORDS[lang];
  const items = checks.map((check) => {
    const label = check.right ? words.right : words.wrong;
    const hidden = check.hidden ? ` <span class="hidden">(${HIDDEN[lang]})</span>` : '';
    const says = check.says.map((sentence) => `<p>${e(sentence)}</p>`).join('');
    return `<li class="${check.right ? 'right' : 'wrong'}" aria-label="${label}">${e(check.title)}${hidden}${says}</li>`;
  });
  const links = read
    .map(({ title: equation, url }) => (url ? `<a href="${e(url)}">${e(equation)}</a>` : e(equation)))
    .join('; ');
  return [
    `<section>`,
    `<h2><span>${e(id)}. ${e(title)}</span> <span class="points">${points} / ${of}</span></h2>`,
    ...advice.map((sentence) => `<p class="advice">${e(sentence)}</p>`),
    `<ul>${items.join('')}</ul>`,
    ...(links ? [`<p>${READ[lang]}: ${links}</p>`] : []),
    `</section>`,
  ].join('\n');
}
