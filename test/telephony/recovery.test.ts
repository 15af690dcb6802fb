import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { EncodedEvent } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { LiveState } from '../../src/telephony/recovery.ts';
import { recover, saveLiveState } from '../../src/telephony/recovery.ts';
import { House } from '../support/house.ts';
import { Desk, on } from './desk.ts';

const journalOver = (store: MemoryStore) => new Journal({ store, clock: new VirtualClock() });

/** A store that ends in the middle of things: calls of every kind and a command under way. */
async function aBusyMoment(): Promise<{ store: MemoryStore; house: House }> {
  const store = new MemoryStore();
  const desk = await new Desk({ store }).open();
  const { house } = desk;
  const [first] = await desk.begin('consulting');
  await house.command(on('transfer')(first, ''));
  const second = await house.incoming('2003');
  await house.command(on('set-data', { patch: { customer: 7 } })(second, ''));
  await house.incoming('2004');
  await house.command({ command: 'clear', call: second });
  await house.farEnd.inject({ kind: 'lose-response' });
  const command = { command: 'make-call', from: 'demo:2005', to: '2006' } as const;
  house.telephony.command(command, { principal: 'p', digest: 'd', key: 'k' });
  await house.clock.advance(100);
  return { store, house };
}

const plain = ({ calls, operations }: LiveState) => ({
  calls: Object.fromEntries(calls),
  operations: Object.fromEntries(operations),
});

function storeOf(events: readonly EncodedEvent[]): MemoryStore {
  const store = new MemoryStore();
  store.write(events);
  return store;
}

describe('what was going on', () => {
  it('is found again in the journal: live calls as they were told, and open operations', async () => {
    const { store, house } = await aBusyMoment();
    const { calls, operations } = recover(journalOver(store));
    const told = house.telephony.calls();
    expect(told.length).toBe(3);
    expect([...calls.values()]).toEqual(JSON.parse(JSON.stringify(told)));
    expect([...operations.values()].map(({ operation }) => operation.command)).toEqual([
      'make-call',
    ]);
  });

  it('is the same from any checkpoint and the events after it', async () => {
    const { store } = await aBusyMoment();
    const events = store.read(0, 10_000);
    const whole = plain(recover(journalOver(storeOf(events))));
    for (let at = 0; at <= events.length; at += 1) {
      const before = recover(journalOver(storeOf(events.slice(0, at))));
      const journal = journalOver(storeOf(events));
      await saveLiveState(journal, at, {
        calls: [...before.calls.values()],
        operations: [...before.operations.values()],
      });
      expect(plain(recover(journal))).toEqual(whole);
    }
  });

  it('is nothing in an empty journal', () => {
    expect(plain(recover(journalOver(new MemoryStore())))).toEqual({ calls: {}, operations: {} });
  });

  it('is kept in a checkpoint when the server stops and every few thousand events', async () => {
    const store = new MemoryStore();
    const desk = await new Desk({ store, link: { snapshotIntervalMs: 86_400_000 } }).open();
    const [call] = await desk.begin('ringing');
    const { telephony, clock } = desk.house;
    for (let change = 0; change < 2000; change += 1) {
      const command = on('set-data', { patch: { change } })(call, '');
      telephony.command(command, { principal: 'p', digest: '' });
      if (change % 50 === 0) await clock.advance(1);
    }
    await clock.advance(10);
    const { sequence = 0 } = store.loadCheckpoint('telephony') ?? {};
    expect(sequence).toBeGreaterThan(5000);
    const stopped = telephony.stop();
    await clock.advance(1000);
    await stopped;
    expect(store.loadCheckpoint('telephony')?.sequence).toBeGreaterThan(sequence);
    const [restored] = recover(desk.house.journal).calls.values();
    expect(restored?.data).toEqual({ change: 1999 });
  });
});

describe('a server that starts again', () => {
  it('shows the calls before any link is up, and then what the switch says of them', async () => {
    const { store, house: before } = await aBusyMoment();
    const told = before.telephony.calls();
    const house = new House({ store, startAt: before.clock.now() + 1000 });
    expect(house.telephony.calls()).toEqual(JSON.parse(JSON.stringify(told)));
    // The simulated switch went down with the server: it knows of no call.
    await house.open();
    expect(house.telephony.calls()).toEqual([]);
    for (const { id } of told) {
      const ended = house.events.findLast(({ subject }) => subject === id);
      expect(ended).toMatchObject({
        type: 'call.ended',
        data: { cause: { code: 'resynchronised' } },
      });
    }
  });

  it('ends the calls of a switch that is no longer configured, and says so', async () => {
    const { store, house: before } = await aBusyMoment();
    const ids = before.telephony.calls().map(({ id }) => id);
    const house = new House({ store, switchId: 'other', startAt: before.clock.now() + 1000 });
    await house.open();
    expect(house.telephony.calls()).toEqual([]);
    const ends = house.events.filter(({ type }) => type === 'call.ended');
    expect(ends.map(({ subject }) => subject).toSorted()).toEqual(ids.toSorted());
    const cause = { code: 'resynchronised', raw: 'switch no longer configured', by: 'demo' };
    for (const end of ends) expect(end.data).toMatchObject({ cause });
    const again = await new House({ store, switchId: 'other' }).open();
    expect(again.events.filter(({ type }) => type.startsWith('call.'))).toEqual([]);
  });
});

describe('a transfer that nobody told of', () => {
  it('keeps the attached data and the start, for the parties say where the call has gone', async () => {
    const desk = await new Desk().open();
    const { house } = desk;
    const [held, active] = await desk.begin('consulting');
    await house.command(on('set-data', { patch: { customer: 7 } })(held, ''));
    const before = house.telephony.findCall(held)?.call;
    const identifiers = [held, active].map((id) => house.telephony.findCall(id)?.call.switchCall);
    await house.farEnd.inject({ kind: 'link-down', durationMs: 1000 });
    // Transferred at the telephone while the link is down.
    const { farEnd } = house.telephony.requireSwitch('demo');
    const keys = farEnd as unknown as {
      press(service: 'transferCall', args: object): Promise<void>;
    };
    await keys.press('transferCall', {
      heldCall: { call: identifiers[0], device: '2001' },
      activeCall: { call: identifiers[1], device: '2001' },
    });
    await house.clock.advance(10_000);
    const [call, ...others] = house.telephony.calls();
    expect(others).toEqual([]);
    expect(house.stateOf(call?.id ?? '')).toBe('2002 connected, T1 connected');
    expect(call).toMatchObject({
      data: { customer: 7 },
      direction: 'inbound',
      startedAt: before?.startedAt,
    });
    expect([house.stateOf(held), house.stateOf(active)]).toEqual(['ended', 'ended']);
  });
});
