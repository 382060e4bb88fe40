import * as tf from '@tensorflow/tfjs';
import { type Contender, race, type Time } from '../race';
import { table } from '../report';
import { measureBrowser } from './browser';
import { columns, type Row } from './limits';
import { onnx } from './onnx';
import { type PyTorch, pytorch } from './pytorch';
import { type CellName, type Pass, passes, type Shape, shown } from './shapes';
import { onThisBackend } from './tensors';

export interface RecurrentOptions {
  readonly runs: number;
  readonly backends: readonly string[];
  readonly cells: readonly CellName[];
  readonly shapes: readonly Shape[];
  /** A Python that may have torch. */
  readonly python: string;
  /** Whether wasm is also measured in Chromium. */
  readonly browser: boolean;
}

/** The library's layers and others', on each backend; prints a row as soon as it is known. */
export async function measureRecurrent(options: RecurrentOptions): Promise<Row[]> {
  const { runs, backends, cells, shapes, python, browser } = options;
  const torch = await pytorch(python);
  console.log(
    torch
      ? `PyTorch ${torch.version} on ${torch.threads} threads`
      : `without PyTorch: ${python} has no torch (--python names another)`,
  );
  const rows: Row[] = [];
  for (const backend of backends)
    for (const shape of shapes)
      for (const cell of cells)
        for (const pass of passes) {
          await tf.setBackend(backend);
          tf.engine().startScope();
          const contenders = await all(cell, pass, shape, torch);
          const times = Object.fromEntries(await race(contenders, { runs }));
          tf.engine().endScope();
          tf.disposeVariables();
          rows.push({ backend, cell, shape: shape.name, pass, times });
          console.log(`  ${backend}, ${cell}, ${shown(shape)}, ${pass}`);
        }
  torch?.close();
  if (browser) rows.push(...(await measureBrowser(cells, shapes, runs)));
  return rows;
}

async function all(
  cell: CellName,
  pass: Pass,
  shape: Shape,
  torch: PyTorch | undefined,
): Promise<Contender[]> {
  const others = [
    pass === 'forward' ? await onnx(cell, shape) : undefined,
    torch?.contender(cell, pass, shape),
  ];
  return [...onThisBackend(cell, pass, shape), ...others.filter((one) => one !== undefined)];
}

/** Milliseconds, one row for each pass of each cell. */
export function recurrentTable(rows: readonly Row[], which: keyof Time): string {
  const used = columns.filter((column) => rows.some(({ times }) => times[column] !== undefined));
  return table(
    [`${which}, ms`, 'shape', 'cell', 'pass', ...used],
    rows.map(({ backend, cell, shape, pass, times }) => [
      backend,
      shape,
      cell,
      pass,
      ...used.map((column) => times[column]?.[which]),
    ]),
  );
}
