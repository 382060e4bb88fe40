import MDXComponents from '@theme-init/MDXComponents';
import { Equation, EquationCode, EquationForms, EquationRow, Written } from '../components/Equation';
import { Because, Erratum, Holds, Misprint, Printed } from '../components/Erratum';
import { Exercise, Hint, Solution } from '../components/Exercise';
import { Figure } from '../components/Figure';
import { Formula } from '../components/Formula';
import { Listing } from '../components/Listing';
import { AnswerCode, Option, OptionText, Question, QuestionText, Why } from '../components/Question';
import { Quiz } from '../components/Quiz';
import { ChapterBar } from '../notebook/ChapterBar';
import { NotebookProvider } from '../notebook/context';
import { LiveCell } from '../notebook/LiveCell';
import { Stills } from '../still/Still';

/** What pages may name without importing it, and what site/plugins/page.ts makes of it. */
export default {
  ...MDXComponents,
  wrapper: NotebookProvider,
  Stills,
  LiveCell,
  ChapterBar,
  Formula,
  Listing,
  Equation,
  EquationCode,
  EquationForms,
  EquationRow,
  Written,
  Erratum,
  Misprint,
  Printed,
  Because,
  Holds,
  Figure,
  Quiz,
  Question,
  QuestionText,
  Option,
  OptionText,
  AnswerCode,
  Why,
  Exercise,
  Hint,
  Solution,
};
