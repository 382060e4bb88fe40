/** A change of the code that no test noticed. */
export interface Survivor {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
}

/** What came of the changes in one folder. */
export interface Chapter {
  readonly part: string;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
}

/** Why survivors may live: those in the file (all files where none is named) whose code contains `original`. */
export interface Reason {
  readonly file?: string;
  readonly original: string;
  readonly replacement?: string;
  readonly reason: string;
}

/** How many changes there were. */
export const changes = ({ killed, survivors }: Chapter): number => killed + survivors.length;

const percent = (killed: number, all: number) => (all > 0 ? `${((100 * killed) / all).toFixed(1)} %` : '–');

const explains = (reason: Reason, survivor: Survivor) =>
  (!reason.file || survivor.file === `lib/${reason.file}`) &&
  survivor.original.includes(reason.original) &&
  (reason.replacement === undefined || survivor.replacement === reason.replacement);

/** Why a survivor may live, if a reason is known. */
export const reasonFor = (survivor: Survivor, reasons: readonly Reason[]): string | undefined =>
  reasons.find((each) => explains(each, survivor))?.reason;

const code = (text: string) => `\`\`${text.slice(0, 100).replaceAll('|', '\\|')} \`\``;

/** The text of test/MUTATION.md. */
export function markdown(chapters: readonly Chapter[], reasons: readonly Reason[]): string {
  const killed = chapters.reduce((sum, chapter) => sum + chapter.killed, 0);
  const all = chapters.reduce((sum, chapter) => sum + changes(chapter), 0);
  const rows = chapters
    .filter((chapter) => changes(chapter) > 0)
    .map((c) => `| ${c.part} | ${changes(c)} | ${c.killed} | ${percent(c.killed, changes(c))} |`);
  const survivors = chapters.flatMap((chapter) => chapter.survivors);
  const lines = survivors.map((survivor) => {
    const { file, original, replacement } = survivor;
    const reason = reasonFor(survivor, reasons) ?? '';
    return `| [${file.slice(4)}](../${file}) | ${code(original)} | ${code(replacement)} | ${reason} |`;
  });
  return `<!-- Written by npm run test:mutation. -->

# What the tests notice

StrykerJS changes the library's code, one small change at a time (another operator, another constant, a condition that
always holds, an empty text), and runs the tests of the folder and the checks of its equations where they reach it. A
change that no test notices has survived.
What is evaluated only once, while a module loads, is left out: titles, sources and the written formulas, which the
registry's tests compare with the code.

**${percent(killed, all)}** of ${all} changes were noticed.

| folder | changes | noticed | score |
| --- | --- | --- | --- |
${rows.join('\n')}

## Survivors, and why they may live

| place | code | became | reason |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}
