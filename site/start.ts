import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './book';
import { buildIfChanged, published } from './build';
import { fail } from './tools/run';
import { serve } from './tools/server';

const HELP = `npm start [-- --port <number>]

Builds the book in both languages if anything has changed since the last time, and serves it.
  --port   the port to serve on, by default 3000; the next free one if it is taken`;

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean' }, port: { type: 'string', default: '3000' } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RangeError(`--port: expected a number from 0 to 65535, received ${values.port}`);
  console.log('Preparing the book; after a change of its sources this takes about a minute …');
  await buildIfChanged(published);
  const { address } = await serve(join(ROOT, published.outDir), published.baseUrl, port);
  console.log(`\nUnrolled is at ${address} (Russian: ${address}ru/). Ctrl+C ends it.`);
}

await start().catch(fail);
