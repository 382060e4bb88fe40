import { describe, expect, it } from 'vitest';
import { firstDifference, sameText } from '../support/same-text';

describe('two printed texts are the same', () => {
  it.each([
    ['', ''],
    ['loss 0.12345', 'loss 0.12346'],
    ['loss 0.99950', 'loss 1.0000'],
    ['[ 1.5, -2.25 ]', '[1.5,\n  -2.25]'],
    ['1e-9 of 2.5e+3', '1.0003e-9 of 2500'],
    ['43 of 1000 and 12345', '43 of 1000 and 12349'],
    ['error 3e-17', 'error -4.4e-16'],
    ['1994-01-31', '1994-01-31'],
    ['NaN Infinity', 'NaN Infinity'],
    ['Tensor [2, 3]\n    [[0.5 , 1  ]]', 'Tensor [2, 3]\n    [[0.5000001, 1]]'],
  ])('%j and %j', (a, b) => {
    expect(firstDifference(a, b)).toBeUndefined();
    expect(firstDifference(b, a)).toBeUndefined();
  });
});

describe('two printed texts differ', () => {
  it.each([
    ['loss 0.123', 'loss 0.124', '0.123 and 0.124'],
    ['0.5', '-0.5', '0.5 and -0.5'],
    ['0.9951', '0.9958', '0.9951 and 0.9958'],
    ['417 of 500', '418 of 500', '417 and 418'],
    ['loss 1', 'Loss 1', '"loss" and "Loss"'],
    ['1 2', '1 2 3', undefined],
    ['1', '', undefined],
    ['1e-9', '3e-9', '1e-9 and 3e-9'],
    ['NaN', '0', undefined],
    ['Infinity', '-Infinity', '"Infinity" and "-Infinity"'],
    ['[1, 2]', '[1 2]', '"," and ""'],
    ['h1', 'h2', '1 and 2'],
  ])('%j and %j', (a, b, said) => {
    expect(firstDifference(a, b)).toBeDefined();
    if (said) expect(firstDifference(a, b)).toBe(said);
    expect(sameText(b, a)).toBe(false);
  });

  it('to as many digits as asked', () => {
    expect(sameText('0.12345', '0.12399', 2)).toBe(true);
    expect(sameText('0.12345', '0.12399', 3)).toBe(false);
  });
});
