import * as tf from '@tensorflow/tfjs';
import { inFloat64 } from '../float64/scope.js';
import type { EquationSpec, Form } from './equation.js';
import { EquationError } from './errors.js';
import { checkForm } from './form.js';
import { checkGradient, type GradientReport } from './gradient.js';
import { Random } from './random.js';
import { allTensors, numbersOnly } from './tensors.js';

/** How far a written form may be from its code, and the tape from central differences. */
export const tolerances = { form: 1e-10, gradient: 1e-7 } as const;
/** A form that is said not to hold must differ by at least this. */
const plainlyWrong = 1e-3;

export interface FormReport {
  readonly source: string;
  readonly tex: string;
  /** Relative error of the worst element; ∞ if the form was refused. */
  readonly error: number;
  /** Why the form could not be evaluated. */
  readonly refusal?: string;
  /** A form must agree with the code; an erratum must differ from it or have shapes that do not fit. */
  readonly ok: boolean;
}

export interface EquationReport {
  readonly id: string;
  readonly seed: number;
  readonly forms: readonly FormReport[];
  readonly errata: readonly FormReport[];
  /** Undefined for an equation that says why it has none. */
  readonly gradient?: GradientReport & { readonly ok: boolean };
  /** Tensors that the code left behind besides its result. */
  readonly leaked: number;
  readonly ok: boolean;
}

export interface CheckOptions {
  /** Of the random arguments. */
  readonly seed?: number;
}

/**
 * Checks an equation at random arguments in 64-bit: what is written against what is computed (≤ 1e-10), errata (must
 * not hold), the tape's gradient against central differences (≤ 1e-7), and that the code frees its tensors.
 * Leaves no tensors and the backend as it was, also when the code throws.
 */
export function checkEquation<A extends readonly unknown[], R>(
  eq: EquationSpec<A, R>,
  { seed = 1 }: CheckOptions = {},
): EquationReport {
  return inFloat64(() =>
    numbersOnly(() => {
      const args = eq.sample(new Random(seed));
      const { result, leaked } = run(eq, args);
      const forms = eq.forms.map((form) => {
        const { report } = formReport(form, args, result);
        return { ...report, ok: report.error <= tolerances.form };
      });
      const errata = (eq.errata ?? []).map((form) => {
        const { report, refusal } = formReport(form, args, result);
        return { ...report, ok: refusal ? refusal.kind === 'shape' : report.error >= plainlyWrong };
      });
      const gradient = eq.withoutGradient ? undefined : checkGradient(eq.code, args, { seed });
      const report = {
        id: eq.id,
        seed,
        forms,
        errata,
        gradient: gradient && { ...gradient, ok: gradient.worst <= tolerances.gradient },
        leaked,
      };
      const ok =
        [...forms, ...errata].every((form) => form.ok) && report.gradient?.ok !== false && leaked === 0;
      return { ...report, ok };
    }),
  );
}

/** The code's result, and how many tensors it made that are not in it. */
function run<A extends readonly unknown[], R>(
  eq: EquationSpec<A, R>,
  args: A,
): { result: R; leaked: number } {
  const given = new Set(allTensors(args).map(({ id }) => id));
  const before = tf.memory().numTensors;
  const result = eq.code(...args);
  const made = tf.memory().numTensors - before;
  const returned = new Set(
    allTensors(result)
      .map(({ id }) => id)
      .filter((id) => !given.has(id)),
  );
  return { result, leaked: made - returned.size };
}

function formReport<A extends readonly unknown[], R>(form: Form<A, R>, args: A, result: R) {
  const { source, tex } = form;
  try {
    return { report: { source, tex, error: checkForm(form, args, result) } };
  } catch (error) {
    if (!(error instanceof EquationError)) throw error;
    const refusal = `${error.problem}; expected ${error.expected}`;
    return { report: { source, tex, error: Number.POSITIVE_INFINITY, refusal }, refusal: error };
  }
}
