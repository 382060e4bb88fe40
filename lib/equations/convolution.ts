import { ShapeError } from '../errors.js';
import { type NumericArray, printShape } from './array.js';

/**
 * W ∗ x as neural networks use it: the kernel W [height, width, channels in, channels out] slides over maps
 * x [batch, rows, columns, channels in] (or one map without the batch), unflipped, with zeros around x, so that rows
 * and columns stay. An even kernel has its extra row and column of zeros below and right. Throws `ShapeError`.
 */
export function convolve(W: NumericArray, x: NumericArray): NumericArray {
  const single = x.shape.length === 3;
  const [B, rows, columns, inputs] = single ? [1, ...x.shape] : x.shape;
  const [height, width, channels, outputs] = W.shape;
  if (W.shape.length !== 4 || (x.shape.length !== 4 && !single) || channels !== inputs)
    throw new ShapeError(
      'convolution',
      'a kernel [height, width, I, O] and maps [rows, columns, I], with or without a batch in front',
      printShape(x.shape),
    );
  const above = Math.floor((height - 1) / 2);
  const before = Math.floor((width - 1) / 2);
  const data = new Float64Array(B * rows * columns * outputs);
  let out = 0;
  for (let b = 0; b < B; b++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        for (let o = 0; o < outputs; o++) {
          let sum = 0;
          for (let y = Math.max(0, above - r); y < Math.min(height, rows + above - r); y++)
            for (let z = Math.max(0, before - c); z < Math.min(width, columns + before - c); z++)
              for (let i = 0; i < inputs; i++) {
                const pixel = ((b * rows + r + y - above) * columns + c + z - before) * inputs + i;
                sum += x.data[pixel] * W.data[((y * width + z) * inputs + i) * outputs + o];
              }
          data[out++] = sum;
        }
  return { shape: [...(single ? [] : [B]), rows, columns, outputs], data };
}
