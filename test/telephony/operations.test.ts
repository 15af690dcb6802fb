import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { Command } from '../../src/telephony/command.ts';
import type { RequestIdentity } from '../../src/telephony/operations.ts';
import { KEY_LIFETIME_MS } from '../../src/telephony/operations.ts';
import { FailingStore } from '../journal/stores.ts';
import { House } from '../support/house.ts';

const CALL: Command = { command: 'simulate-call', switch: 'demo', from: '+49301', to: '2200' };
const QUIET = { snapshotIntervalMs: 86_400_000, watchdogMs: 86_400_000 };

let house: House;
beforeEach(async () => (house = await new House({ link: QUIET }).open()));

/** Asks under a key; the identifier of the operation. */
function ask(key: string | undefined, more: Partial<RequestIdentity> = {}, at = house): string {
  const identity = { principal: 'token:agent', digest: 'of the body', key, ...more };
  return at.telephony.command(CALL, identity).operation.id;
}

describe('the same key', () => {
  it('stands for the same operation, under way and ended, and makes one call', async () => {
    const id = ask('a');
    expect(ask('a')).toBe(id);
    await house.clock.advance(1000);
    expect(ask('a')).toBe(id);
    await house.clock.advance(1000);
    expect(house.typesOf(id)).toEqual(['operation.accepted', 'operation.done']);
    expect(house.telephony.calls()).toHaveLength(1);
  });

  it('gives the first answer again, with the state as it is now', async () => {
    const identity = { principal: 'p', digest: 'd', key: 'a' };
    const first = house.telephony.command(CALL, identity);
    await house.clock.advance(1000);
    expect(house.telephony.command(CALL, identity)).toEqual({
      operation: { id: first.operation.id, state: 'done' },
      call: first.call,
    });
  });

  it('with another request is a conflict and does nothing', async () => {
    ask('a');
    const before = house.journal.lastSequence;
    expect(() => ask('a', { digest: 'another' })).toThrow('idempotency-key-reused');
    await house.clock.advance(1000);
    expect(house.telephony.calls()).toHaveLength(1);
    expect(before).toBeLessThan(house.journal.lastSequence);
  });

  it('of another principal is another key', () => {
    expect(ask('a', { principal: 'token:admin' })).not.toBe(ask('a'));
  });

  it('of a principal and a key that only look the same together is another key', () => {
    expect(ask('b', { principal: 'a' })).not.toBe(ask('', { principal: 'ab' }));
  });

  it('stands for 24 hours and not longer', async () => {
    const first = ask('a');
    await house.clock.advance(KEY_LIFETIME_MS - 1);
    expect(ask('a')).toBe(first);
    await house.clock.advance(1);
    const second = ask('a', { digest: 'another by now' });
    expect(second).not.toBe(first);
    expect(ask('a', { digest: 'another by now' })).toBe(second);
    await house.clock.advance(KEY_LIFETIME_MS);
    expect(new Set([first, second, ask('a')]).size).toBe(3);
    expect(house.telephony.operations.find(first)).toMatchObject({ id: first, state: 'done' });
  });

  it('of a command that was refused is free', () => {
    const wrong: Command = { command: 'answer', call: 'call_x', device: 'demo:2001' };
    const identity = { principal: 'token:agent', digest: 'of a wrong body', key: 'a' };
    expect(() => house.telephony.command(wrong, identity)).toThrow('unknown-call');
    expect(ask('a')).toMatch(/^op_/);
  });

  it('no key at all is another operation each time', () => {
    expect(ask(undefined)).not.toBe(ask(undefined));
  });
});

describe('after a restart on the same journal', () => {
  /** The server is gone without a word and starts again. */
  async function restarted(store: MemoryStore, pauseMs = 1000): Promise<House> {
    const startAt = house.clock.now() + pauseMs;
    return new House({ store, link: QUIET, startAt }).open();
  }

  it('a key still stands for its operation, and for nothing else', async () => {
    const store = new MemoryStore();
    house = await new House({ store, link: QUIET }).open();
    const id = ask('a');
    await house.clock.advance(1000);
    const again = await restarted(store);
    expect(ask('a', {}, again)).toBe(id);
    expect(() => ask('a', { digest: 'another' }, again)).toThrow('idempotency-key-reused');
    expect(again.telephony.operations.find(id)).toEqual(house.telephony.operations.find(id));
    expect(again.telephony.calls()).toEqual([]);
  });

  it('a key is free again when its day is over', async () => {
    const store = new MemoryStore();
    house = await new House({ store, link: QUIET }).open();
    const id = ask('a');
    await house.clock.advance(1000);
    const again = await restarted(store, KEY_LIFETIME_MS);
    expect(ask('a', {}, again)).not.toBe(id);
  });

  it('an operation that was under way failed as interrupted, once, for all time', async () => {
    const store = new MemoryStore();
    house = await new House({ store, link: QUIET }).open();
    await house.farEnd.inject({ kind: 'lose-response' });
    const command: Command = { command: 'make-call', from: 'demo:2001', to: '2002' };
    const identity = { principal: 'token:agent', digest: 'of the body', key: 'a' };
    const { id } = house.telephony.command(command, identity).operation;
    await house.clock.advance(10);
    house = await restarted(store);
    expect(house.telephony.operations.find(id)).toMatchObject({
      state: 'failed',
      error: { code: 'interrupted' },
    });
    expect(ask('a')).toBe(id);
    house = await restarted(store);
    expect(ask('a')).toBe(id);
    const types = house.journal.read(0, 1000, { types: ['operation.*'], subjects: [id] }).events;
    expect(types.map(({ type }) => type)).toEqual(['operation.accepted', 'operation.failed']);
  });
});

describe('an operation', () => {
  it('nobody ever asked for is not found', () => {
    expect(house.telephony.operations.find('op_x')).toBeUndefined();
    expect(house.telephony.operations.find('demo')).toBeUndefined();
  });

  it('is not ended by anybody a second time', async () => {
    const id = ask('a');
    await house.clock.advance(1000);
    house.telephony.operations.done(id);
    house.telephony.operations.done('op_x');
    await house.clock.advance(1000);
    expect(house.typesOf(id)).toEqual(['operation.accepted', 'operation.done']);
  });
});

describe('a journal that cannot be written', () => {
  it('refuses commands and brings nothing else down: what the switch tells is let go', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    const others = process.listeners('uncaughtException');
    const rejections = process.listeners('unhandledRejection');
    process.removeAllListeners('uncaughtException').on('uncaughtException', note);
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    try {
      house = await new House({ store: new FailingStore(4), link: QUIET }).open();
      const call = await house.incoming();
      const answer: Command = { command: 'answer', call, device: 'demo:2001' };
      house.telephony.command(answer, { principal: 'p', digest: 'd' });
      await house.clock.advance(1000);
      expect(house.journal.hasFailed).toBe(true);
      await house.farEnd.hangUp('2001');
      await house.farEnd.inject({ kind: 'link-down', durationMs: 100 });
      await house.clock.advance(10_000);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.removeAllListeners('uncaughtException');
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('uncaughtException', other);
      for (const other of rejections) process.on('unhandledRejection', other);
    }
    expect(uncaught).toEqual([]);
    expect(() => ask('a')).toThrow('journal-failed');
    await house.telephony.stop();
  });
});
