import type { Diagnostic } from 'tslab/dist/converter.js';
import { codeFrame, type ErrorContent, type SelfDescribing } from './traceback.js';

/** TypeScript's codes below this are about syntax. */
const firstSemanticCode = 2000;

/** A cell that was not run, since it does not parse or its types do not fit. */
export class CompileError extends Error implements SelfDescribing {
  constructor(
    private readonly label: string,
    private readonly code: string,
    private readonly diagnostics: readonly Diagnostic[],
  ) {
    super('the cell does not compile');
  }

  describe(): ErrorContent {
    const problems = this.problems();
    const [{ diagnostic, line, column }] = problems as [ReturnType<typeof this.problems>[number]];
    const ename = diagnostic.code < firstSemanticCode ? 'SyntaxError' : 'TypeScriptError';
    return {
      ename,
      evalue: `${line}:${column} - ${diagnostic.messageText}`,
      traceback: problems.flatMap((problem, i) => [
        ...(i > 0 ? [''] : []),
        `${ename}: ${problem.text}`,
        ...problem.frame,
      ]),
    };
  }

  /** One per place, the first ones first; types are not spoken of before the syntax is right. */
  private problems() {
    const lines = this.code.split('\n');
    const sorted = [...this.diagnostics].sort((a, b) => a.start.offset - b.start.offset);
    const syntax = sorted.filter(({ code }) => code < firstSemanticCode);
    const byPlace = new Map<string, Diagnostic[]>();
    for (const diagnostic of syntax.length > 0 ? syntax : sorted) {
      const place = `${diagnostic.fileName}:${diagnostic.start.offset}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), diagnostic]);
    }
    return [...byPlace.values()].slice(0, 10).map((group) => {
      const [diagnostic] = group as [Diagnostic];
      const { fileName, start } = diagnostic;
      // tslab adds a line to the cell, where an unfinished cell is found to be unfinished
      const beyond = !fileName && start.line >= lines.length;
      const line = beyond ? lines.length : start.line + 1;
      const column = beyond ? lines.at(-1)!.length + 1 : start.character + 1;
      const text = group.map(({ messageText }, i) => '  '.repeat(i) + messageText).join('\n');
      const frame = fileName
        ? [`${fileName}, line ${line}`]
        : codeFrame(this.label, this.code, { line, column });
      return { diagnostic, line, column, text, frame };
    });
  }
}
