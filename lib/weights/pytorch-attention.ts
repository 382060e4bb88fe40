import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type {
  DecoderLayerParams,
  DecoderParams,
  EncoderLayerParams,
  EncoderParams,
  FeedForwardParams,
  MultiHeadParams,
  NormParams,
} from '../attention/index.js';
import { expectShape } from '../check.js';
import { expectNames } from './names.js';
import type { PyTorchOptions } from './pytorch.js';
import type { NamedTensors } from './safetensors/safetensors.js';

// PyTorch keeps matrices as [out, in], and the projections of queries, keys and values one below the other.

const headNames = ['in_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias'];
const normNames = ['weight', 'bias'];
const forwardNames = ['linear1.weight', 'linear1.bias', 'linear2.weight', 'linear2.bias'];
const within = (prefix: string, names: readonly string[]) => names.map((name) => prefix + name);
const ownNames = (stateDict: NamedTensors, prefix: string) =>
  Object.keys(stateDict).filter((name) => name.startsWith(prefix));
const turned = (W: Tensor) => tf.transpose(W) as Tensor2D;

/** The tensor of this name. Throws `ShapeError`. */
function tensorAt(stateDict: NamedTensors, name: string, shape: readonly (number | string)[]): Tensor {
  expectShape(name, stateDict[name], shape);
  return stateDict[name];
}

/**
 * Parameters of `multiHead` from the `state_dict` of a `torch.nn.MultiheadAttention` with one size for all. The bias of
 * its keys is left out, as it changes nothing. Throws `ValueError` for names that are missing or too many, `ShapeError`.
 */
export function multiHeadFromPyTorch(
  stateDict: NamedTensors,
  { prefix = '' }: PyTorchOptions = {},
): MultiHeadParams {
  expectNames('stateDict', ownNames(stateDict, prefix), within(prefix, headNames));
  return readHeads(stateDict, prefix);
}

function readHeads(stateDict: NamedTensors, prefix: string): MultiHeadParams {
  const out = tensorAt(stateDict, `${prefix}out_proj.weight`, ['D', 'D']);
  const D = out.shape[0];
  const weight = tensorAt(stateDict, `${prefix}in_proj_weight`, [3 * D, D]);
  const bias = tensorAt(stateDict, `${prefix}in_proj_bias`, [3 * D]);
  const bo = tensorAt(stateDict, `${prefix}out_proj.bias`, [D]);
  return tf.tidy(() => {
    const [Wq, Wk, Wv] = tf.split(weight, 3).map(turned);
    const [bq, , bv] = tf.split(bias, 3) as Tensor1D[];
    return { Wq, Wk, Wv, Wo: turned(out), bq, bv, bo: bo.clone() as Tensor1D };
  });
}

/** The inverse of `multiHeadFromPyTorch`; the bias of the keys is zero. */
export const multiHeadToPyTorch = (p: MultiHeadParams, { prefix = '' }: PyTorchOptions = {}): NamedTensors =>
  tf.tidy(() => ({
    [`${prefix}in_proj_weight`]: tf.concat([p.Wq, p.Wk, p.Wv].map(turned)),
    [`${prefix}in_proj_bias`]: tf.concat([p.bq, tf.zerosLike(p.bq), p.bv]),
    [`${prefix}out_proj.weight`]: turned(p.Wo),
    [`${prefix}out_proj.bias`]: p.bo.clone(),
  }));

function readNorm(stateDict: NamedTensors, prefix: string): NormParams {
  const gamma = tensorAt(stateDict, `${prefix}weight`, ['D']) as Tensor1D;
  const beta = tensorAt(stateDict, `${prefix}bias`, gamma.shape) as Tensor1D;
  return { gamma: gamma.clone(), beta: beta.clone() };
}

const writeNorm = ({ gamma, beta }: NormParams, prefix: string): NamedTensors => ({
  [`${prefix}weight`]: gamma.clone(),
  [`${prefix}bias`]: beta.clone(),
});

function readForward(stateDict: NamedTensors, prefix: string): FeedForwardParams {
  const first = tensorAt(stateDict, `${prefix}linear1.weight`, ['F', 'D']);
  const [F, D] = first.shape;
  return {
    W1: turned(first),
    b1: tensorAt(stateDict, `${prefix}linear1.bias`, [F!]).clone() as Tensor1D,
    W2: turned(tensorAt(stateDict, `${prefix}linear2.weight`, [D!, F!])),
    b2: tensorAt(stateDict, `${prefix}linear2.bias`, [D!]).clone() as Tensor1D,
  };
}

const writeForward = ({ W1, b1, W2, b2 }: FeedForwardParams, prefix: string): NamedTensors => ({
  [`${prefix}linear1.weight`]: turned(W1),
  [`${prefix}linear1.bias`]: b1.clone(),
  [`${prefix}linear2.weight`]: turned(W2),
  [`${prefix}linear2.bias`]: b2.clone(),
});

/** The prefixes of all layers, 'layers.0.' …, and whether a norm follows them, after looking at every name. */
function readNames(stateDict: NamedTensors, prefix: string, parts: readonly string[]) {
  const has = (name: string) => Object.hasOwn(stateDict, name);
  const layers: string[] = [];
  do layers.push(`${prefix}layers.${layers.length}.`);
  while (has(`${prefix}layers.${layers.length}.norm1.weight`));
  const norm = has(`${prefix}norm.weight`) ? `${prefix}norm.` : undefined;
  const wanted = [
    ...layers.flatMap((layer) => within(layer, parts)),
    ...(norm ? within(norm, normNames) : []),
  ];
  expectNames('stateDict', ownNames(stateDict, prefix), wanted);
  return { layers, norm };
}

const encoderNames = [
  ...within('self_attn.', headNames),
  ...forwardNames,
  ...['norm1.', 'norm2.'].flatMap((norm) => within(norm, normNames)),
];
const decoderNames = [
  ...encoderNames,
  ...within('multihead_attn.', headNames),
  ...within('norm3.', normNames),
];

/** Parameters of `encoder` from the `state_dict` of a `torch.nn.TransformerEncoder`. Throws as `multiHeadFromPyTorch`. */
export function encoderFromPyTorch(
  stateDict: NamedTensors,
  { prefix = '' }: PyTorchOptions = {},
): EncoderParams {
  const { layers, norm } = readNames(stateDict, prefix, encoderNames);
  const read = (layer: string): EncoderLayerParams => ({
    self: readHeads(stateDict, `${layer}self_attn.`),
    feedForward: readForward(stateDict, layer),
    norms: [readNorm(stateDict, `${layer}norm1.`), readNorm(stateDict, `${layer}norm2.`)],
  });
  return { layers: layers.map(read), ...(norm && { norm: readNorm(stateDict, norm) }) };
}

/** The inverse of `encoderFromPyTorch`. */
export const encoderToPyTorch = (p: EncoderParams, { prefix = '' }: PyTorchOptions = {}): NamedTensors =>
  Object.assign(
    {},
    ...p.layers.map(({ self, feedForward, norms }, l) => ({
      ...multiHeadToPyTorch(self, { prefix: `${prefix}layers.${l}.self_attn.` }),
      ...writeForward(feedForward, `${prefix}layers.${l}.`),
      ...writeNorm(norms[0], `${prefix}layers.${l}.norm1.`),
      ...writeNorm(norms[1], `${prefix}layers.${l}.norm2.`),
    })),
    p.norm && writeNorm(p.norm, `${prefix}norm.`),
  );

/** Parameters of `decoder` from the `state_dict` of a `torch.nn.TransformerDecoder`. Throws as `multiHeadFromPyTorch`. */
export function decoderFromPyTorch(
  stateDict: NamedTensors,
  { prefix = '' }: PyTorchOptions = {},
): DecoderParams {
  const { layers, norm } = readNames(stateDict, prefix, decoderNames);
  const read = (layer: string): DecoderLayerParams => ({
    self: readHeads(stateDict, `${layer}self_attn.`),
    cross: readHeads(stateDict, `${layer}multihead_attn.`),
    feedForward: readForward(stateDict, layer),
    norms: [
      readNorm(stateDict, `${layer}norm1.`),
      readNorm(stateDict, `${layer}norm2.`),
      readNorm(stateDict, `${layer}norm3.`),
    ],
  });
  return { layers: layers.map(read), ...(norm && { norm: readNorm(stateDict, norm) }) };
}

/** The inverse of `decoderFromPyTorch`. */
export const decoderToPyTorch = (p: DecoderParams, { prefix = '' }: PyTorchOptions = {}): NamedTensors =>
  Object.assign(
    {},
    ...p.layers.map(({ self, cross, feedForward, norms }, l) => ({
      ...multiHeadToPyTorch(self, { prefix: `${prefix}layers.${l}.self_attn.` }),
      ...multiHeadToPyTorch(cross, { prefix: `${prefix}layers.${l}.multihead_attn.` }),
      ...writeForward(feedForward, `${prefix}layers.${l}.`),
      ...norms.reduce<NamedTensors>(
        (all, norm, n) => Object.assign(all, writeNorm(norm, `${prefix}layers.${l}.norm${n + 1}.`)),
        {},
      ),
    })),
    p.norm && writeNorm(p.norm, `${prefix}norm.`),
  );
