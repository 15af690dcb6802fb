import { beforeEach, describe, expect, it } from 'vitest';
import { CrosspointError } from '../../src/base/errors.ts';
import type { Fault } from '../../src/spi/far-end.ts';
import { checkTruth } from '../../bench/simulation/invariants.ts';
import { DEVICE, Desk, RIGHT, demo, on } from './desk.ts';

let desk: Desk;
beforeEach(async () => (desk = await new Desk().open()));

/** Longer than an answer and then an event are waited for. */
const LOST_MS = 8000;

const found = (id: string | undefined) => desk.house.telephony.operations.find(id ?? '');

describe('an answer of the switch that gets lost', () => {
  it('is a success where the model shows what was asked for', async () => {
    const [call] = await desk.begin('ringing');
    await desk.house.farEnd.inject({ kind: 'lose-response' });
    const { operation } = await desk.house.command(on('answer')(call, ''));
    expect(operation?.state).toBe('accepted');
    await desk.house.clock.advance(LOST_MS);
    expect(found(operation?.id)).toMatchObject({ state: 'done' });
    expect(desk.endsOf(operation?.id)).toEqual(['operation.done']);
  });

  it('is a success of a call that was made, under the identifier that was promised', async () => {
    await desk.house.farEnd.inject({ kind: 'lose-response' });
    const command = { command: 'make-call', from: DEVICE, to: '2002', data: { a: 1 } } as const;
    const { call = '', operation } = await desk.house.command(command);
    await desk.house.clock.advance(LOST_MS);
    expect(found(operation?.id)).toMatchObject({ state: 'done', result: { call } });
    expect(desk.house.telephony.findCall(call)?.call.data).toEqual({ a: 1 });
  });

  it('is a switch-timeout where nothing shows it; what comes late is believed all the same', async () => {
    const [call] = await desk.begin('ringing');
    // The answer and its event come later than anybody waits.
    await desk.house.farEnd.inject({ kind: 'delay', delayMs: 60_000, count: 2 });
    const { operation } = await desk.house.command(on('answer')(call, ''));
    await desk.house.clock.advance(LOST_MS);
    expect(found(operation?.id)).toMatchObject({
      state: 'failed',
      error: { code: 'switch-timeout', retryable: true },
    });
    await desk.house.clock.advance(120_000);
    expect(desk.endsOf(operation?.id)).toEqual(['operation.failed']);
    expect(desk.house.stateOf(call)).toBe('2001 connected, T1 connected');
  });

  it('that the server does not live to see ends the operation once', async () => {
    const [call] = await desk.begin('ringing');
    await desk.house.farEnd.inject({ kind: 'lose-response' });
    const { operation } = await desk.house.command(on('answer')(call, ''));
    const stopped = desk.house.telephony.stop();
    await desk.house.clock.advance(10_000);
    await stopped;
    expect(desk.endsOf(operation?.id)).toHaveLength(1);
    expect(desk.house.telephony.operations.pending).toEqual([]);
  });
});

describe('a link that is down', () => {
  it('refuses commands with the reason', async () => {
    const [call] = await desk.begin('ringing');
    await desk.house.farEnd.inject({ kind: 'link-down', durationMs: 10_000 });
    await desk.house.clock.advance(10);
    const makeCall = { command: 'make-call', from: demo('2003'), to: '2002' } as const;
    for (const ask of [on('answer')(call, ''), makeCall]) {
      await expect(desk.house.command(ask)).rejects.toMatchObject({ code: 'link-down' });
    }
  });

  it('fails what was under way', async () => {
    const [call] = await desk.begin('ringing');
    const identity = { principal: 'a', digest: '' };
    const { operation } = desk.house.telephony.command(on('answer')(call, ''), identity);
    await desk.house.farEnd.inject({ kind: 'link-down', durationMs: 100 });
    await desk.house.clock.advance(10_000);
    expect(found(operation.id)).toMatchObject({ state: 'failed', error: { code: 'link-down' } });
    expect(desk.endsOf(operation.id)).toEqual(['operation.failed']);
  });

  it('leaves a server that is stopping to say so', async () => {
    const [call] = await desk.begin('ringing');
    const stopped = desk.house.telephony.stop();
    await desk.house.clock.advance(100);
    await stopped;
    await expect(desk.house.command(on('answer')(call, ''))).rejects.toMatchObject({
      code: 'shutting-down',
    });
  });
});

const FAULTS: [name: string, fault: Fault][] = [
  ['a link that breaks', { kind: 'link-down', durationMs: 300 }],
  ['a short delay', { kind: 'delay', delayMs: 800, count: 6 }],
  ['a delay longer than anybody waits', { kind: 'delay', delayMs: 20_000, count: 6 }],
  ['doubled events', { kind: 'duplicate', count: 6 }],
  ['swapped events', { kind: 'reorder', count: 6 }],
  ['lost answers', { kind: 'lose-response', count: 2 }],
  ['a dead phone', { kind: 'device-out-of-service', device: '2001', durationMs: 2000 }],
  ['a dead phone there', { kind: 'device-out-of-service', device: '2002', durationMs: 2000 }],
];

describe('every command', () => {
  it.each(FAULTS)('with %s ends exactly once, and the model is the truth', async (_, fault) => {
    for (const [name, scene, ask] of RIGHT) {
      desk = await new Desk().open();
      const { house } = desk;
      const calls = await desk.begin(scene);
      await house.farEnd.inject(fault);
      const id = await house.command(ask(...calls)).then(
        ({ operation }) => operation?.id,
        (error: unknown) => {
          expect(error).toBeInstanceOf(CrosspointError);
          return undefined;
        },
      );
      await house.clock.advance(100_000);
      if (id !== undefined) expect([name, desk.endsOf(id).length]).toEqual([name, 1]);
      expect(house.telephony.operations.pending).toEqual([]);
      const truth = house.telephony.requireSwitch('demo').link.snapshot();
      await house.clock.advance(100);
      checkTruth(house.telephony.calls(), await truth);
    }
  });
});
