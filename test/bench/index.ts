import { writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { buildLibrary, fail } from '../../site/tools/run';
import { type Arguments, help, type Part, readArguments } from './arguments';
import { list, type Measured } from './report';

/** What `--json` writes. */
interface Results {
  readonly machine: {
    readonly node: string;
    readonly cpu: string;
    readonly cores: number;
    readonly system: string;
  };
  readonly numbers: Measured[];
  readonly recurrent?: readonly object[];
}

// the parts read the library as it is built, so they are loaded when that is done
const measure: Record<Exclude<Part, 'recurrent'>, (given: Arguments) => Promise<Measured[]>> = {
  growth: async ({ runs }) => (await import('./recurrent/growth')).measureGrowth(runs),
  memory: async () => (await import('./recurrent/held')).measureHeld(),
  course: async ({ backends, runs }) => (await import('./course')).measureCourse(backends, runs),
  copying: async () => (await import('./copying')).measureCopying(500),
  page: async ({ runs }) => (await import('./page')).measurePage(runs),
  grading: async () => (await import('./grading')).measureGrading(),
  notebooks: async ({ runs }) => (await import('./notebooks')).measureNotebooks(runs),
};

/** The table of the recurrent layers is printed by itself; what was asked of its numbers comes with the others. */
async function recurrent(given: Arguments) {
  const { measureRecurrent, recurrentTable } = await import('./recurrent');
  const { ratios } = await import('./recurrent/limits');
  const rows = await measureRecurrent(given);
  console.log(`\n${recurrentTable(rows, 'median')}`);
  if (isBusy()) console.log(`\n${recurrentTable(rows, 'fastest')}`);
  return { rows, numbers: ratios(rows) };
}

/** Whether others work on this machine as well: then medians tell little. */
const isBusy = (): boolean => loadavg()[0] > 1.5 * cpus().length;

async function bench(given: Arguments): Promise<Results> {
  await buildLibrary();
  await import('unrolled');
  const backends = given.backends.filter((name) => tf.findBackendFactory(name));
  for (const name of given.backends)
    if (!backends.includes(name)) console.log(`without the backend ${name}, which is not here`);
  if (isBusy())
    console.log(`this machine is busy: a load of ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`);
  const numbers: Measured[] = [];
  let rows: readonly object[] | undefined;
  for (const part of given.parts) {
    console.log(`\n${part}`);
    let measured: Measured[];
    if (part === 'recurrent') ({ rows, numbers: measured } = await recurrent({ ...given, backends }));
    else measured = await measure[part]({ ...given, backends });
    console.log(`\n${list(measured)}`);
    numbers.push(...measured);
  }
  const [{ model }] = cpus();
  const machine = {
    node: process.version,
    cpu: model,
    cores: cpus().length,
    system: `${platform()} ${arch()}`,
  };
  return { machine, numbers, recurrent: rows };
}

/** What is wrong with the command needs no stack; what goes wrong later does. */
function given(): Arguments | undefined {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    return fail(error);
  }
}

const asked = given();
if (!asked) console.log(help);
else {
  const results = await bench(asked);
  if (asked.json) writeFileSync(asked.json, `${JSON.stringify(results, null, 2)}\n`);
}
