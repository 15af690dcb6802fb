import { describe, expect, it } from 'vitest';
import { MonitorStreams } from './monitor-streams.ts';

/** What is new of `MONITOR KEY`, one after the other, all about one call. */
function news(reports: readonly string[], streams = new MonitorStreams()): string[] {
  return reports.filter((report) => {
    const [monitor = '', key = ''] = report.split(' ');
    return streams.isNew('1', monitor, key);
  });
}

describe('reports of several monitors about one call', () => {
  it('are told once, by whoever comes first', () => {
    expect(news(['A originated', 'B originated', 'B delivered', 'A delivered'])).toEqual([
      'A originated',
      'B delivered',
    ]);
  });

  it('are told once where one monitor is behind by all the other has told', () => {
    const told = ['originated', 'delivered', 'established', 'held', 'retrieved', 'held'];
    const behind = told.map((key) => `B ${key}`);
    expect(news([...told.map((key) => `A ${key}`), ...behind])).toHaveLength(told.length);
  });

  it('are new again when the same happens again: held, retrieved, held', () => {
    const reports = ['A held', 'B held', 'A retrieved', 'B retrieved', 'A held', 'B held'];
    expect(news(reports)).toEqual(['A held', 'A retrieved', 'A held']);
  });

  it('are new again when the monitor that told the first time does not tell the second', () => {
    expect(news(['A held', 'B held', 'B retrieved', 'B held'])).toEqual([
      'A held',
      'B retrieved',
      'B held',
    ]);
  });

  it('are told once where a monitor joins late, and what it knows alone is told', () => {
    expect(news(['A delivered', 'A established', 'B established', 'B failed', 'A failed'])).toEqual(
      ['A delivered', 'A established', 'B failed'],
    );
  });

  it('that come twice from one monitor say nothing new, and leave its place where it was', () => {
    expect(news(['A held', 'A held', 'A retrieved', 'A retrieved', 'A held'])).toEqual([
      'A held',
      'A retrieved',
      'A held',
    ]);
  });
});

it('another call has a history of its own', () => {
  const streams = new MonitorStreams();
  expect(streams.isNew('1', 'A', 'held')).toBe(true);
  expect(streams.isNew('2', 'A', 'held')).toBe(true);
});

it('a call that was forgotten begins anew, and no other with it', () => {
  const streams = new MonitorStreams();
  for (const call of ['1', '2']) streams.isNew(call, 'A', 'held');
  streams.forget('1');
  expect(streams.isNew('1', 'A', 'held')).toBe(true);
  expect(streams.isNew('2', 'B', 'held')).toBe(false);
});

describe('a call in which more happens than is remembered', () => {
  const many = Array.from({ length: 100 }, (_, index) => `A ${index}`);

  it('is told anew, from where nothing is remembered, by a monitor that is further behind', () => {
    const streams = new MonitorStreams();
    expect(news(many, streams)).toEqual(many);
    expect(news(['B 35'], streams)).toEqual(['B 35']);
    expect(news(['C 37', 'C 99'], streams)).toEqual([]);
  });

  it('keeps the places of monitors that follow close behind', () => {
    const streams = new MonitorStreams();
    const pairs = many.flatMap((report) => [report, report.replace('A', 'B')]);
    expect(news(pairs, streams)).toEqual(many);
    // A place that had slipped would find the key of long ago.
    expect(news(['B 90', 'A 90', 'A 91', 'B 91'], streams)).toEqual(['B 90', 'A 91']);
  });
});
