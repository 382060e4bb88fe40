import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors.js';
import { show, svg, table } from '../../lib/lab/show.js';
import { recorded } from './host.js';

describe('without a host', () => {
  it('shows nothing and says nothing', () => {
    expect(() => {
      show('<b>x</b>');
      svg('<svg></svg>');
      table([{ a: 1 }]);
    }).not.toThrow();
  });

  it('still refuses bad input', () => {
    expect(() => table([])).toThrow(ValueError);
  });
});

describe('show and svg', () => {
  it('display what they are given, with text for those who see none', () => {
    expect(recorded(() => show('<b>bold</b> text')).last).toEqual({
      'text/html': '<b>bold</b> text',
      'text/plain': 'bold text',
    });
    expect(recorded(() => svg('<svg viewBox="0 0 1 1"/>')).last['image/svg+xml']).toBe(
      '<svg viewBox="0 0 1 1"/>',
    );
  });

  it('refuse what is not text or not a drawing', () => {
    expect(() => show(5 as never)).toThrow('html: expected text, received number');
    expect(() => svg('<div>')).toThrow('text: expected an <svg> element, received <div>');
  });
});

describe('table', () => {
  const textOf = (run: () => void) => recorded(run).last['text/plain'];

  it('takes rows, whose columns are all keys in the order in which they come', () => {
    const text = textOf(() =>
      table([
        { model: 'RNN', error: 0.123456 },
        { model: 'naive', note: 'period 7' },
      ]),
    );
    expect(text).toBe('model   error  note\nRNN    0.1235\nnaive          period 7');
  });

  it('takes columns', () => {
    expect(textOf(() => table({ columns: { t: [1, 2], h: Float64Array.of(0.5, Number.NaN) } }))).toBe(
      't    h\n1  0.5\n2  NaN',
    );
  });

  it('escapes every text, keys as well', () => {
    const html = recorded(() => table([{ '<i>': '"a" & <script>' }])).last['text/html'];
    expect(html).toContain('&lt;i&gt;');
    expect(html).toContain('&quot;a&quot; &amp; &lt;script&gt;');
    expect(html).not.toContain('<script>');
  });

  it('refuses empty tables and columns of different lengths', () => {
    expect(() => table([])).toThrow('at least one row');
    expect(() => table({ columns: {} })).toThrow('at least one row');
    expect(() => table({ columns: { a: [1, 2], b: [1] } })).toThrow(
      'columns.b: expected 2 values, as a has, received 1',
    );
    expect(() => table('abc' as never)).toThrow(ValueError);
  });
});
