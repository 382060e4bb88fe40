import type { backend_util } from '@tensorflow/tfjs';

export type ConvInfo = backend_util.Conv2DInfo;

/** Where the channels of a pixel begin. */
function pixel(height: number, width: number, channels: number, last: boolean) {
  const size = height * width;
  if (last) return (b: number, r: number, c: number) => (b * size + r * width + c) * channels;
  return (b: number, r: number, c: number) => b * size * channels + r * width + c;
}

/**
 * What every convolution and pooling walks over: each place of the window, at each position of the output, that lies
 * inside of the image. `visit` gets the pixel of the input, the pixel of the output, and the number of the window's
 * place; the kernels differ only in what they do there.
 */
export function eachTap(info: ConvInfo, visit: (x: number, y: number, tap: number) => void): void {
  const last = info.dataFormat === 'channelsLast';
  const x = pixel(info.inHeight, info.inWidth, info.inChannels, last);
  const y = pixel(info.outHeight, info.outWidth, info.outChannels, last);
  const { top, left } = info.padInfo;
  for (let b = 0; b < info.batchSize; b++) {
    for (let r = 0; r < info.outHeight; r++) {
      for (let c = 0; c < info.outWidth; c++) {
        const to = y(b, r, c);
        for (let i = 0; i < info.filterHeight; i++) {
          const row = r * info.strideHeight - top + i * info.dilationHeight;
          if (row < 0 || row >= info.inHeight) continue;
          for (let j = 0; j < info.filterWidth; j++) {
            const column = c * info.strideWidth - left + j * info.dilationWidth;
            if (column < 0 || column >= info.inWidth) continue;
            visit(x(b, row, column), to, i * info.filterWidth + j);
          }
        }
      }
    }
  }
}

/** How far apart the channels of input and output are. */
export function channelSteps(info: ConvInfo): [x: number, y: number] {
  if (info.dataFormat === 'channelsLast') return [1, 1];
  return [info.inHeight * info.inWidth, info.outHeight * info.outWidth];
}
