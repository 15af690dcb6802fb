import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoSettings } from '../../drivers/simulated/demo.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { silentLog } from '../../src/base/log.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import { completeConfiguration } from '../../src/cli/configuration.ts';
import type { EventDraft, JournalEvent } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { CallRecord } from '../../src/spi/call-record.ts';
import { Telephony } from '../../src/telephony/telephony.ts';
import { House } from '../support/house.ts';
import { ScriptedConnector } from './scripted-link.ts';

type Received = EventDraft & { readonly type: 'call-record.received' };

function received(events: readonly JournalEvent[]): Received[] {
  return events.flatMap((event) => (event.type === 'call-record.received' ? [event] : []));
}

describe('a call record of the simulated switch', () => {
  it('is in the journal once the call is over, under the device it is about', async () => {
    const house = new House({ settings: { ...demoSettings, callRecords: true } });
    await house.open();
    const call = await house.incoming();
    await house.command({ command: 'answer', call, device: 'demo:2001' });
    await house.clock.advance(30_000);
    expect(received(house.events)).toEqual([]);
    await house.command({ command: 'clear', call, device: 'demo:2001' });
    await house.clock.advance(100);
    const [record, ...more] = received(house.events);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      subject: 'demo:2001',
      data: { switch: 'demo', record: { device: '2001', trunk: 'T1', direction: 'in' } },
    });
    expect(record?.data.record.durationMs).toBeGreaterThanOrEqual(30_000);
    expect(house.stateOf(call)).toBe('ended');
  });
});

describe('a call record', () => {
  const clock = new VirtualClock();
  let connector: ScriptedConnector;
  let journal: Journal;
  let telephony: Telephony;
  let events: JournalEvent[];

  beforeEach(async () => {
    connector = new ScriptedConnector(clock);
    journal = new Journal({ store: new MemoryStore(), clock });
    events = [];
    journal.events.on('durable', (group) => events.push(...group.map(({ event }) => event)));
    const driver = { name: 'scripted', settingsSchema: {}, createConnector: () => connector };
    const { switches } = completeConfiguration({
      switches: [{ id: 'pbx', driver: 'simulated', settings: {} }],
    });
    telephony = new Telephony({
      switches: switches.map((configuration) => ({ configuration, driver })),
      journal,
      clock,
      random: new SeededRandom(1),
      log: silentLog,
    });
    telephony.start();
    await clock.advance(100);
  });

  afterEach(async () => {
    const stopped = telephony.stop();
    await clock.advance(100);
    await stopped;
    await journal.close();
  });

  async function tell(record: CallRecord): Promise<void> {
    connector.last.events.emit('event', { event: 'callRecord', record }, clock.now());
    await clock.advance(10);
  }

  it('that names no device is told of the switch', async () => {
    await tell({ remark: 'LOG IN', raw: 'LOG IN' });
    expect(received(events)).toMatchObject([
      { subject: 'pbx', data: { switch: 'pbx', record: { remark: 'LOG IN', raw: 'LOG IN' } } },
    ]);
  });

  it('that is told twice is written down twice, over one link or the next', async () => {
    const record = { device: '102', direction: 'out', number: '0815', raw: '102 0815' } as const;
    await tell(record);
    await tell(record);
    connector.last.lose();
    await clock.advance(5_000);
    await tell(record);
    expect(connector.links).toHaveLength(2);
    expect(received(events).map(({ data }) => data.record)).toEqual([record, record, record]);
  });

  it('changes no call and is counted as an event that fits', async () => {
    const { counters } = telephony.requireSwitch('pbx');
    await tell({ device: '102', raw: 'x' });
    expect(counters).toEqual({ events: 1, ignored: 0, resynchronised: 0 });
    expect(telephony.calls()).toEqual([]);
  });
});
