import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { typescriptLanguage } from '@codemirror/lang-javascript';
import found from '../../.generated/names.json';

const names: Readonly<Record<string, readonly string[]>> = found;

/** Completes `recurrent.` and the like with what the library has. */
function complete(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/[A-Za-z_$][\w$]*\.[\w$]*/);
  if (!before) return null;
  const [namespace] = before.text.split('.');
  const members = Object.hasOwn(names, namespace) ? names[namespace] : undefined;
  if (!members) return null;
  const options = members.map((label) => ({ label, type: 'function' }));
  return { from: before.from + namespace.length + 1, options, validFor: /^[\w$]*$/ };
}

export const libraryNames = typescriptLanguage.data.of({ autocomplete: complete });
