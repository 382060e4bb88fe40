import { equations } from 'unrolled';
import { type Proto, type Runtime, onnx as runtime } from '../onnxruntime/runtime';
import type { Contender } from '../race';
import type { CellName, Shape } from './shapes';

/** ONNX's operator for a cell, and how many gates it has. */
const operators: Record<CellName, { readonly type: string; readonly gates: number }> = {
  rnn: { type: 'RNN', gates: 1 },
  lstm: { type: 'LSTM', gates: 4 },
  peephole: { type: 'LSTM', gates: 4 },
  gru: { type: 'GRU', gates: 3 },
};

const floats = 1; // TensorProto.FLOAT

/** A model of one operator with random weights: X [T, B, I] → Y. */
function model({ onnx }: Proto, cell: CellName, { inputs, hidden }: Shape): Uint8Array {
  const { type, gates } = operators[cell];
  const random = new equations.Random(2);
  const weights = (name: string, ...dims: number[]) => ({
    name,
    dims,
    dataType: floats,
    rawData: new Uint8Array((random.tensor(dims, 0.1).dataSync() as Float32Array).buffer),
  });
  const initializer = [
    weights('W', 1, gates * hidden, inputs),
    weights('R', 1, gates * hidden, hidden),
    weights('B', 1, 2 * gates * hidden),
    ...(cell === 'peephole' ? [weights('P', 1, 3 * hidden)] : []),
  ];
  const peepholes = cell === 'peephole' ? ['', '', '', 'P'] : []; // between: lengths, initial states
  const node = {
    opType: type,
    input: ['X', 'W', 'R', 'B', ...peepholes],
    output: ['Y'],
    attribute: [{ name: 'hidden_size', type: 2, i: hidden }],
  };
  const value = (name: string) => ({ name, type: { tensorType: { elemType: floats } } });
  const graph = { name: cell, node: [node], initializer, input: [value('X')], output: [value('Y')] };
  return onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: 14 }], graph }).finish();
}

let loaded: (Runtime & Proto) | undefined | null = null;

/** ONNX Runtime's forward pass, with the threads that it takes by itself. */
export async function onnx(cell: CellName, shape: Shape): Promise<Contender | undefined> {
  if (loaded === null) loaded = runtime();
  if (!loaded) return undefined;
  const { InferenceSession, Tensor } = loaded;
  const session = await InferenceSession.create(model(loaded, cell, shape));
  const dims = [shape.steps, shape.batch, shape.inputs];
  const X = new Tensor('float32', new equations.Random(1).tensor(dims).dataSync() as Float32Array, dims);
  return {
    name: 'ONNX Runtime',
    async once() {
      const start = performance.now();
      await session.run({ X });
      return performance.now() - start;
    },
  };
}
