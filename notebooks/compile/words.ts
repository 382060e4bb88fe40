import type { Lang } from '../../site/book';

/** What the compiler itself writes into a notebook. */
interface Words {
  readonly answer: string;
  readonly computedBy: string;
  readonly continued: string;
  readonly doesNotHold: string;
  readonly erratum: string;
  readonly exercise: string;
  readonly figure: string;
  readonly hint: string;
  readonly homeworkPage: string;
  readonly holds: string;
  readonly other: string;
  readonly page: string;
  readonly printed: string;
  readonly quiz: string;
  readonly right: string;
  readonly solution: string;
  readonly wrong: string;
  readonly admonitions: Readonly<Record<string, string>>;
}

export const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    answer: 'Answer',
    computedBy: 'Computed by',
    continued: 'continued',
    doesNotHold: 'This does not hold.',
    erratum: 'Erratum',
    exercise: 'Exercise',
    figure: 'Try this figure in the book',
    hint: 'Hint',
    homeworkPage: 'This homework in the book',
    holds: 'What holds:',
    other: 'По-русски',
    page: 'This chapter in the book',
    printed: 'The lecture prints:',
    quiz: 'Quiz',
    right: 'right',
    solution: 'Solution',
    wrong: 'wrong',
    admonitions: { note: 'Note', tip: 'Tip', info: 'Info', warning: 'Warning', danger: 'Danger' },
  },
  ru: {
    answer: 'Ответ',
    computedBy: 'Вычислено так:',
    continued: 'продолжение',
    doesNotHold: 'Это неверно.',
    erratum: 'Ошибка в лекции',
    exercise: 'Упражнение',
    figure: 'Живой рисунок — в книге',
    hint: 'Подсказка',
    homeworkPage: 'Это задание в книге',
    holds: 'Верно так:',
    other: 'In English',
    page: 'Эта глава в книге',
    printed: 'В лекции напечатано:',
    quiz: 'Вопросы',
    right: 'верно',
    solution: 'Решение',
    wrong: 'неверно',
    admonitions: {
      note: 'Примечание',
      tip: 'Совет',
      info: 'Справка',
      warning: 'Внимание',
      danger: 'Осторожно',
    },
  },
};
