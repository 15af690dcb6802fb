import { expect, test } from 'vitest';
import { InOrder } from './in-order.ts';

interface Gate {
  readonly until: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function gate(): Gate {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { until: promise, resolve, reject };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function laid(): { order: InOrder<number>; out: number[] } {
  const out: number[] = [];
  return { order: new InOrder((item) => out.push(item)), out };
}

test('what waits for nothing goes on at once', () => {
  const { order, out } = laid();
  order.push(1);
  order.push(2);
  expect(out).toEqual([1, 2]);
});

test('whatever comes after one that waits comes behind it', async () => {
  const { order, out } = laid();
  const [first, third] = [gate(), gate()];
  order.push(1, first.until);
  order.push(2);
  order.push(3, third.until);
  order.push(4);
  await settled();
  expect(out).toEqual([]);
  first.resolve();
  await settled();
  expect(out).toEqual([1, 2]);
  order.push(5);
  third.resolve();
  await settled();
  expect(out).toEqual([1, 2, 3, 4, 5]);
});

test('one that is ready early still waits for the one before it', async () => {
  const { order, out } = laid();
  const [first, second] = [gate(), gate()];
  order.push(1, first.until);
  order.push(2, second.until);
  second.resolve();
  await settled();
  expect(out).toEqual([]);
  first.resolve();
  await settled();
  expect(out).toEqual([1, 2]);
});

test('one whose question is refused goes on without the answer', async () => {
  const { order, out } = laid();
  const { until, reject } = gate();
  order.push(1, until);
  order.push(2);
  reject(new Error('refused'));
  await settled();
  expect(out).toEqual([1, 2]);
});

test('what is pushed while others are handed on comes behind them', async () => {
  const out: number[] = [];
  const { until, resolve } = gate();
  const order = new InOrder<number>((item) => {
    if (item === 1) order.push(3);
    out.push(item);
  });
  order.push(1, until);
  order.push(2);
  resolve();
  await settled();
  expect(out).toEqual([1, 2, 3]);
});

test('nothing that waited goes on after it was cleared', async () => {
  const { order, out } = laid();
  const { until, resolve } = gate();
  order.push(1, until);
  order.push(2);
  order.clear();
  resolve();
  await settled();
  expect(out).toEqual([]);
});
