/** The book as data: its pages, their cells, and what is wrong with them. Read by the site and the notebooks. */
export {
  type Chapter,
  chapters,
  type FrontMatter,
  homeworkPages,
  numberIn,
  pages,
  readChapter,
} from './chapter';
export { ADMONITIONS, type Attributes, readAttributes } from './components';
export { type Cell, type CellKind, fenceId, readFence } from './fences';
export {
  checkId,
  type HomeworkOutline,
  type QuestionOutline,
  released,
} from './homework';
export {
  counterpart,
  docsDir,
  figureNames,
  fileName,
  GUIDE,
  isHomework,
  LANGS,
  type Lang,
  langOf,
  notebookFile,
  pageFile,
  pageName,
  ROOT,
  shown,
} from './layout';
export { isComponent, isElement, liftComponents } from './lift';
export { savedOutputs } from './outputs';
export { BookError, Problems, StaleTranslation } from './problems';
export type { Known } from './references';
export { type JsxElement, parsePage } from './syntax';
export { englishHash } from './translation';
