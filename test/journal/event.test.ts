import * as fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import type { EventDraft, JournalEvent } from '../../src/journal/event.ts';
import { EventEncoder } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { SqliteStore } from '../../src/journal/sqlite-store.ts';
import { draft } from './stores.ts';
import { temporaryDirectory } from './temporary.ts';

const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function encode(of: EventDraft, time = TIME, source = 'crosspoint'): Record<string, unknown> {
  const event = { ...of, sequence: 7, time } as JournalEvent;
  return JSON.parse(new EventEncoder(source).encode(event).json) as Record<string, unknown>;
}

describe('an event as CloudEvents 1.0', () => {
  it('has the attributes of the contract and no other', () => {
    expect(encode(draft('call_1', { data: { digits: '1' } }))).toEqual({
      specversion: '1.0',
      id: '7',
      source: 'crosspoint',
      type: 'call.digits',
      subject: 'call_1',
      time: '2026-01-02T03:04:05.678Z',
      sequence: 7,
      datacontenttype: 'application/json',
      dataschema: '/schemas/events.json#/$defs/call.digits',
      callid: 'call_1',
      data: { digits: '1' },
    });
  });

  it('names the call of what is about something else, and only where there is one', () => {
    const operation = { type: 'operation.done' } as const;
    expect(encode(draft('op_1', { ...operation, callId: 'call_1' }))).toMatchObject({
      subject: 'op_1',
      callid: 'call_1',
    });
    expect(encode(draft('op_1', operation))).not.toHaveProperty('callid');
  });

  it('hands the trace of its request on', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(encode(draft('a', { traceparent }))).toMatchObject({ traceparent });
    expect(encode(draft('a'))).not.toHaveProperty('traceparent');
  });

  it('escapes whatever comes from outside', () => {
    const wild = '"\\\n\u0000</script>\u2028';
    const event = encode(draft(wild, { callId: wild, traceparent: wild }), TIME, wild);
    expect([event['subject'], event['callid'], event['traceparent'], event['source']]).toEqual([
      wild,
      wild,
      wild,
      wild,
    ]);
  });

  it('tells its time in whole milliseconds, also from one to the next', () => {
    const encoder = new EventEncoder('x');
    const timeOf = (time: number) => {
      const event = { ...draft('a'), sequence: 1, time } as JournalEvent;
      return (JSON.parse(encoder.encode(event).json) as { time: string }).time;
    };
    expect([TIME + 0.2, TIME + 0.9, TIME + 1, TIME].map(timeOf)).toEqual([
      '2026-01-02T03:04:05.678Z',
      '2026-01-02T03:04:05.678Z',
      '2026-01-02T03:04:05.679Z',
      '2026-01-02T03:04:05.678Z',
    ]);
  });
});

/** Strings as the world sends them: any code unit, alone, doubled and very long. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('\ud800', '\udfff\ud800', '\u2028\u2029', '\u0000', '\ufeff', 'é'.repeat(70_000)),
);

describe('any string', () => {
  it('survives the encoding', () => {
    fc.assert(
      fc.property(anyText, anyText, (subject, text) => {
        const event = encode(draft(subject, { data: { text } }));
        expect([event['subject'], event['data']]).toEqual([subject, { text }]);
      }),
      { numRuns: 500 },
    );
  });

  it('survives the file, on one line', async () => {
    const file = join(temporaryDirectory(), 'journal.db');
    const store = new SqliteStore({ file, isPowerLossSafe: false });
    const journal = new Journal({ store, clock: new SystemClock() });
    const texts = fc.sample(anyText, 300);
    for (const text of texts) journal.append(draft('a', { data: { text } }));
    journal.flush();
    await journal.settled();
    const read = journal.read(0, 1000).events.map(({ json }) => {
      // One line a line, however it is cut: what JSON writes has no line end in it.
      expect(json).not.toMatch(/[\n\r]/);
      return (JSON.parse(json) as { data: { text: string } }).data.text;
    });
    expect(read).toEqual(texts);
    await journal.close();
  });
});
