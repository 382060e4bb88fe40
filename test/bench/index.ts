import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureCopying } from './memory';
import { measurePage } from './page';
import { measureRecurrent } from './recurrent';
import { table } from './report';

const help = `npm run bench [-- --runs <n>] [--json <file>]

Measures what readers wait for, on this machine, and prints a table: page weight before a cell runs, time to the first
result, a training step against tf.layers, a DNC that learns to copy. Numbers of one
run may be compared with each other, not with another machine's.
  --runs   how often each is repeated; medians are printed; by default 7
  --json   also write them to this file`;

const { values } = parseArgs({
  options: { help: { type: 'boolean' }, runs: { type: 'string', default: '7' }, json: { type: 'string' } },
});
if (values.help) console.log(help);
else {
  const runs = Number(values.runs);
  if (!(Number.isInteger(runs) && runs > 0))
    throw new RangeError(`--runs: expected an integer above 0, received ${values.runs}`);
  const rows = [
    ...(await measurePage(runs)),
    ...(await measureRecurrent(runs)),
    ...(await measureCopying(500)),
  ];
  console.log(`\n${table(rows)}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}
