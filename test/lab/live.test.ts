import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { breathe } from '../../lib/lab/host.js';
import { Curve, live } from '../../lib/lab/live.js';
import { Recorder } from './host.js';

let host: Recorder;
beforeEach(() => {
  host = new Recorder();
  globalThis.__unrolled__ = host;
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  globalThis.__unrolled__ = undefined;
  vi.useRealTimers();
});

const train = (steps: number, milliseconds: number) => {
  const panel = live('Training');
  for (let step = 1; step <= steps; step++) {
    vi.advanceTimersByTime(milliseconds);
    panel.update({ step, total: steps, values: { loss: 1 / step } });
  }
  panel.end();
  return panel;
};

it('redraws one panel in place, at most ten times a second', () => {
  train(1000, 1);
  expect(new Set(host.shown.map(({ id }) => id)).size).toBe(1);
  expect(host.shown[0].id).toBeTruthy();
  expect(host.shown.length).toBeGreaterThanOrEqual(10);
  expect(host.shown.length).toBeLessThanOrEqual(12);
});

it('ends in the same state however long it took, even when the last update came too soon to be drawn', () => {
  train(100, 1);
  const fast = host.last;
  train(100, 1000);
  expect(host.last).toEqual(fast);
  expect(fast['text/plain']).toBe('Training 100/100, loss 0.01');
  expect(fast['text/html']).not.toContain('left');
});

it('says how long it will take, once it can tell', () => {
  train(100, 500);
  const texts = host.shown.map(({ bundle }) => bundle['text/html']!);
  expect(texts[0]).not.toContain('left');
  expect(texts[9]).toContain('45 s left');
  expect(texts.some((text) => text.includes('min left'))).toBe(false);
});

it('ignores updates after the end, and two panels do not meet', () => {
  const first = train(3, 1000);
  const count = host.shown.length;
  first.update({ step: 4 });
  first.end();
  expect(host.shown).toHaveLength(count);
  train(3, 1000);
  expect(new Set(host.shown.map(({ id }) => id)).size).toBe(2);
});

it('counts without a total, and escapes', () => {
  const panel = live('<b>');
  panel.update({ step: 7, values: { '<i>': 1 } });
  panel.end();
  expect(host.last['text/plain']).toBe('<b> 7, <i> 1');
  expect(host.last['text/html']).toContain('&lt;b&gt; 7');
  expect(host.last['text/html']).not.toContain('<i>');
});

it('does nothing without a host', () => {
  globalThis.__unrolled__ = undefined;
  train(3, 1000);
  expect(host.shown).toHaveLength(0);
});

it('keeps a bounded history that looks like the whole', () => {
  const curve = new Curve();
  for (let i = 0; i < 10_000; i++) curve.add(i);
  const points = curve.path(100, 10).split(/[ML]/).filter(Boolean).map((point) => point.split(' ').map(Number)); // biome-ignore format: one line
  expect(points.length).toBeGreaterThan(64);
  expect(points.length).toBeLessThan(256);
  expect(points[0]).toEqual([0, 10]);
  expect(points[points.length - 1]).toEqual([100, 0]);
  const middle = points[Math.floor(points.length / 2)];
  expect(middle[1]).toBeCloseTo(5, 0);
});

it('lets a stop through at the next breath', async () => {
  await expect(breathe()).resolves.toBeUndefined();
  host.stopped = true;
  await expect(breathe()).rejects.toThrow('stopped by the reader');
});
