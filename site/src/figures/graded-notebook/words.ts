export const words = {
  en: {
    title: 'From a notebook to a grade',
    about:
      'The code cells of a notebook lose their types and go into a sandbox, where a runner knows the student’s functions and nothing else. The judge outside draws inputs from the seed, sends them in as numbers, gets numbers back, compares, and writes the reports.',
    notebook: 'notebook, as handed in',
    stripping: ['code cells', 'without their types'],
    sandbox: 'sandbox, a new process for each question',
    runner: ['the student’s functions', 'TensorFlow.js in 64-bit'],
    inputs: 'inputs',
    values: 'values',
    judge: ['judge', 'seed, right answers, known mistakes'],
    reports: ['table, results.json, JUnit XML,', 'gradebook (CSV), feedback (HTML)'],
  },
  ru: {
    title: 'От блокнота до оценки',
    about:
      'Из блокнота берутся ячейки с кодом, из кода убираются типы, и он попадает в песочницу, где нет ничего, кроме функций студента. Судья снаружи получает входные данные из зерна генератора, передаёт их внутрь как числа, получает числа обратно, сравнивает и пишет отчёты.',
    notebook: 'сданный блокнот',
    stripping: ['ячейки с кодом', 'без типов'],
    sandbox: 'песочница, на каждый вопрос — новый процесс',
    runner: ['функции студента', 'TensorFlow.js в 64 битах'],
    inputs: 'входы',
    values: 'значения',
    judge: ['судья', 'зерно, верные ответы, известные ошибки'],
    reports: ['таблица, results.json, JUnit XML,', 'ведомость (CSV), отзывы (HTML)'],
  },
} as const;
