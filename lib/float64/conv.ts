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

/**
 * Goes through all products of the sum y += x · w. `out` is one of the three arrays, the one that is wanted: y itself,
 * or ∂L/∂w = Σ x ∂L/∂y, or ∂L/∂x = Σ ∂L/∂y w, with ∂L/∂y in the place of y.
 */
type Accumulate = (info: ConvInfo, x: Values, w: Values, y: Values, out: Values) => void;

/** y[…, d] = Σ x[…, c] w[tap, c, d] */
const full: Accumulate = (info, x, w, y, out) => {
  const [xStep, yStep] = channelSteps(info);
  const { inChannels, outChannels } = info;
  eachTap(info, (from, to, tap) => {
    let k = tap * inChannels * outChannels;
    for (let c = 0, i = from; c < inChannels; c++, i += xStep) {
      for (let d = 0, o = to; d < outChannels; d++, o += yStep, k++) {
        if (out === y) y[o] += x[i] * w[k];
        else if (out === w) w[k] += x[i] * y[o];
        else x[i] += y[o] * w[k];
      }
    }
  });
};

/** y[…, c·m + d] = Σ x[…, c] w[tap, c, d]: each channel has m filters of its own. */
const depthwise: Accumulate = (info, x, w, y, out) => {
  const [xStep, yStep] = channelSteps(info);
  const { inChannels, outChannels } = info;
  const m = outChannels / inChannels;
  eachTap(info, (from, to, tap) => {
    let k = tap * outChannels;
    for (let c = 0, i = from, o = to; c < inChannels; c++, i += xStep) {
      for (let d = 0; d < m; d++, o += yStep, k++) {
        if (out === y) y[o] += x[i] * w[k];
        else if (out === w) w[k] += x[i] * y[o];
        else x[i] += y[o] * w[k];
      }
    }
  });
};

type XFilter = Needs<'x' | 'filter'>;

function forward(
  backend: Float64Backend,
  { x, filter }: XFilter,
  info: ConvInfo,
  accumulate: Accumulate,
): Values {
  const out = zeros(x.dtype, sizeOf(info.outShape));
  accumulate(info, backend.values(x), backend.values(filter), out, out);
  return out;
}

/** One number per channel belongs to the axis of the channels, wherever that is. */
function perChannel(x: TensorInfo | undefined, { dataFormat }: ConvInfo): TensorInfo | undefined {
  if (!x || dataFormat === 'channelsLast' || x.shape.length !== 1) return x;
  return { ...x, shape: [x.shape[0], 1, 1] };
}

function fused(isDepthwise: boolean, accumulate: Accumulate) {
  return kernel<FusedConv2DInputs, FusedConv2DAttrs | FusedDepthwiseConv2DAttrs>((backend, inputs, attrs) => {
    const { x, filter, bias, preluActivationWeights } = inputs;
    const info = infoOf(x.shape, filter.shape, attrs, isDepthwise);
    const out = forward(backend, inputs, info, accumulate);
    finish(out, {
      bias: repeated(backend, perChannel(bias, info), info.outShape),
      weights: repeated(backend, perChannel(preluActivationWeights, info), info.outShape),
      activation: attrs.activation,
      alpha: attrs.leakyreluAlpha,
    });
    return backend.output(out, info.outShape, x.dtype);
  });
}

const plain = (isDepthwise: boolean, accumulate: Accumulate) =>
  kernel<XFilter, Conv2DAttrs | DepthwiseConv2dNativeAttrs>((backend, inputs, attrs) => {
    const info = infoOf(inputs.x.shape, inputs.filter.shape, attrs, isDepthwise);
    return backend.output(forward(backend, inputs, info, accumulate), info.outShape, inputs.x.dtype);
  });

const byFilter = (isDepthwise: boolean, accumulate: Accumulate) =>
  kernel<Needs<'x' | 'dy'>, Conv2DBackpropFilterAttrs | DepthwiseConv2dNativeBackpropFilterAttrs>(
    (backend, { x, dy }, attrs) => {
      const { filterShape } = attrs;
      const info = infoOf(x.shape, filterShape, attrs, isDepthwise);
      const out = zeros('float32', sizeOf(filterShape));
      accumulate(info, backend.values(x), out, backend.values(dy), out);
      return backend.output(out, filterShape, 'float32');
    },
  );

const byInput = (isDepthwise: boolean, accumulate: Accumulate) =>
  kernel<Needs<'dy' | 'filter'>, Conv2DBackpropInputAttrs | DepthwiseConv2dNativeBackpropInputAttrs>(
    (backend, { dy, filter }, attrs) => {
      const { inputShape } = attrs;
      const info = infoOf(inputShape, filter.shape, attrs, isDepthwise);
      const out = zeros('float32', sizeOf(inputShape));
      accumulate(info, out, backend.values(filter), backend.values(dy), out);
      return backend.output(out, inputShape, 'float32');
    },
  );

export const conv: KernelTable = {
  Conv2D: plain(false, full),
  Conv2DBackpropFilter: byFilter(false, full),
  Conv2DBackpropInput: byInput(false, full),
  FusedConv2D: fused(false, full),
  DepthwiseConv2dNative: plain(true, depthwise),
  DepthwiseConv2dNativeBackpropFilter: byFilter(true, depthwise),
  DepthwiseConv2dNativeBackpropInput: byInput(true, depthwise),
  FusedDepthwiseConv2D: fused(true, depthwise),
};
