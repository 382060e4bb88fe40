import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  FusedConv2DAttrs,
  FusedConv2DInputs,
  FusedDepthwiseConv2DAttrs,
  TensorInfo,
} from '@tensorflow/tfjs';
import { backend_util } from '@tensorflow/tfjs';
import type { Float64Backend } from './backend.js';
import { finish } from './fused.js';
import { type KernelTable, kernel, type Needs } from './kernel.js';
import { repeated } from './matmul.js';
import { type ConvInfo, channelSteps, eachTap } from './taps.js';
import { sizeOf, type Values, zeros } from './values.js';

interface Window {
  readonly strides: [number, number] | number;
  readonly pad: Conv2DAttrs['pad'];
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4 = [number, number, number, number];

function infoOf(inShape: number[], filterShape: number[], w: Window, depthwise: boolean): ConvInfo {
  const format = backend_util.convertConv2DDataFormat(w.dataFormat ?? 'NHWC');
  const [x, filter] = [inShape as Shape4, filterShape as Shape4];
  const { strides, dilations = 1, pad, dimRoundingMode } = w;
  return backend_util.computeConv2DInfo(
    x,
    filter,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
    format,
  );
}

/** Calls f(x, y, w) with the places of the two numbers and the weight between them, for each product of the sum. */
type EachProduct = (info: ConvInfo, f: (x: number, y: number, w: number) => void) => void;

/** y[…, d] = Σ x[…, c] w[tap, c, d] */
const full: EachProduct = (info, f) => {
  const [xStep, yStep] = channelSteps(info);
  const { inChannels, outChannels } = info;
  eachTap(info, (x, y, tap) => {
    let w = tap * inChannels * outChannels;
    for (let c = 0; c < inChannels; c++) {
      for (let d = 0; d < outChannels; d++) f(x + c * xStep, y + d * yStep, w++);
    }
  });
};

/** y[…, c·m + d] = Σ x[…, c] w[tap, c, d]: each channel has m filters of its own. */
const depthwise: EachProduct = (info, f) => {
  const [xStep, yStep] = channelSteps(info);
  const { inChannels, outChannels } = info;
  const m = outChannels / inChannels;
  eachTap(info, (x, y, tap) => {
    for (let n = 0; n < outChannels; n++)
      f(x + Math.floor(n / m) * xStep, y + n * yStep, tap * outChannels + n);
  });
};

type XFilter = Needs<'x' | 'filter'>;

function forward(backend: Float64Backend, { x, filter }: XFilter, info: ConvInfo, each: EachProduct): Values {
  const [xs, ws] = [backend.values(x), backend.values(filter)];
  const out = zeros(x.dtype, sizeOf(info.outShape));
  each(info, (x, y, w) => {
    out[y] += xs[x] * ws[w];
  });
  return out;
}

/** ∂L/∂w = Σ x ∂L/∂y */
function byFilter(
  backend: Float64Backend,
  { x, dy }: Needs<'x' | 'dy'>,
  info: ConvInfo,
  each: EachProduct,
): TensorInfo {
  const [xs, dys] = [backend.values(x), backend.values(dy)];
  const out = zeros('float32', sizeOf(info.filterShape));
  each(info, (x, y, w) => {
    out[w] += xs[x] * dys[y];
  });
  return backend.output(out, info.filterShape, 'float32');
}

/** ∂L/∂x = Σ ∂L/∂y w */
function byInput(
  backend: Float64Backend,
  { dy, filter }: Needs<'dy' | 'filter'>,
  info: ConvInfo,
  each: EachProduct,
): TensorInfo {
  const [dys, ws] = [backend.values(dy), backend.values(filter)];
  const out = zeros('float32', sizeOf(info.inShape));
  each(info, (x, y, w) => {
    out[x] += dys[y] * ws[w];
  });
  return backend.output(out, info.inShape, 'float32');
}

/** One number per channel belongs to the axis of the channels, wherever that is. */
function perChannel(x: TensorInfo | undefined, { dataFormat }: ConvInfo): TensorInfo | undefined {
  if (!x || dataFormat === 'channelsLast' || x.shape.length !== 1) return x;
  return { ...x, shape: [x.shape[0], 1, 1] };
}

function fused(isDepthwise: boolean, each: EachProduct) {
  return kernel<FusedConv2DInputs, FusedConv2DAttrs | FusedDepthwiseConv2DAttrs>((backend, inputs, attrs) => {
    const { x, filter, bias, preluActivationWeights } = inputs;
    const info = infoOf(x.shape, filter.shape, attrs, isDepthwise);
    const out = forward(backend, inputs, info, each);
    finish(out, {
      bias: repeated(backend, perChannel(bias, info), info.outShape),
      weights: repeated(backend, perChannel(preluActivationWeights, info), info.outShape),
      activation: attrs.activation,
      alpha: attrs.leakyreluAlpha,
    });
    return backend.output(out, info.outShape, x.dtype);
  });
}

const plain = (isDepthwise: boolean, each: EachProduct) =>
  kernel<XFilter, Conv2DAttrs | DepthwiseConv2dNativeAttrs>((backend, inputs, attrs) => {
    const info = infoOf(inputs.x.shape, inputs.filter.shape, attrs, isDepthwise);
    return backend.output(forward(backend, inputs, info, each), info.outShape, inputs.x.dtype);
  });

const gradientByFilter = (isDepthwise: boolean, each: EachProduct) =>
  kernel<Needs<'x' | 'dy'>, Conv2DBackpropFilterAttrs | DepthwiseConv2dNativeBackpropFilterAttrs>(
    (backend, inputs, attrs) =>
      byFilter(backend, inputs, infoOf(inputs.x.shape, attrs.filterShape, attrs, isDepthwise), each),
  );

const gradientByInput = (isDepthwise: boolean, each: EachProduct) =>
  kernel<Needs<'dy' | 'filter'>, Conv2DBackpropInputAttrs | DepthwiseConv2dNativeBackpropInputAttrs>(
    (backend, inputs, attrs) =>
      byInput(backend, inputs, infoOf(attrs.inputShape, inputs.filter.shape, attrs, isDepthwise), each),
  );

export const conv: KernelTable = {
  Conv2D: plain(false, full),
  Conv2DBackpropFilter: gradientByFilter(false, full),
  Conv2DBackpropInput: gradientByInput(false, full),
  FusedConv2D: fused(false, full),
  DepthwiseConv2dNative: plain(true, depthwise),
  DepthwiseConv2dNativeBackpropFilter: gradientByFilter(true, depthwise),
  DepthwiseConv2dNativeBackpropInput: gradientByInput(true, depthwise),
  FusedDepthwiseConv2D: fused(true, depthwise),
};
