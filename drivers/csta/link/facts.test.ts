import { describe, expect, it } from 'vitest';
import type { CstaEvent } from '../model/event-report.ts';
import { about, LinkRig, party, refusing, wire } from './testing/link-rig.ts';

describe('the first word of a call that does not say who calls', () => {
  const bare = { event: 'delivered', connection: wire('2001'), subject: party('2001') } as const;
  const caller = { connection: wire('T1'), party: party('0301'), state: 'connected' } as const;

  it('is completed by the switch, which is asked; later events wait in their order', async () => {
    const rig = await new LinkRig()
      .on('snapshotCall', () => ({ endpoints: [{ connection: wire('2001') }, caller] }))
      .open('2001');
    rig.report(bare);
    rig.report(about('established', '2001'));
    rig.report({ event: 'doNotDisturb', device: party('2002'), isOn: true });
    await rig.clock.advance(1);
    expect(rig.heard).toEqual([]);
    await rig.clock.advance(20);
    expect(rig.heard[0]).toMatchObject({
      ...{ event: 'delivered', callingDevice: { number: '0301' } },
      originatingConnection: { call: '1', device: 'T1' },
    });
    expect(await rig.told()).toEqual(['delivered 2001', 'established 2001', 'deviceChanged']);
    // The second was on its way before the answer, and asks as well.
    expect(new Set(rig.services)).toEqual(new Set(['snapshotCall']));
  });

  it('names no connection of a caller who is not there, or has left', async () => {
    const queued = { ...caller, state: 'queued' } as const;
    const rig = await new LinkRig()
      .on('snapshotCall', () => ({ endpoints: [queued] }))
      .open('2001');
    rig.report(bare);
    await rig.clock.advance(20);
    expect(rig.heard[0]).toMatchObject({ callingDevice: { number: '0301' } });
    expect(rig.heard[0]).not.toHaveProperty('originatingConnection');
  });

  it('is told as it is where the switch refuses, and so is what came behind it', async () => {
    const rig = await new LinkRig().on('snapshotCall', refusing).open('2001');
    rig.report(bare);
    rig.report(about('established', '2001'));
    expect(await rig.told()).toEqual(['delivered 2001', 'established 2001']);
    expect(rig.oddities).toEqual([]);
  });

  it('waits for a silent switch no longer than a request does', async () => {
    const rig = await new LinkRig().on('snapshotCall', () => 'silence').open('2001');
    rig.report(bare);
    await rig.clock.advance(1_900);
    expect(await rig.told()).toEqual([]);
    await rig.clock.advance(200);
    expect(await rig.told()).toEqual(['delivered 2001']);
  });

  it('is never told once the link was closed meanwhile', async () => {
    const rig = await new LinkRig().on('snapshotCall', () => 'silence').open('2001');
    rig.report(bare);
    await rig.clock.advance(10);
    await rig.link.close();
    await rig.clock.advance(5_000);
    expect(rig.heard).toEqual([]);
  });

  it('needs no question where it says who calls, or rings for its own call', async () => {
    const rig = await new LinkRig().open('2001');
    rig.ring();
    const own = { ...bare, connection: wire('2001', '2'), callingDevice: party('2001') };
    rig.report(own);
    rig.report(about('established', '2001'));
    expect(await rig.told()).toEqual(['delivered 2001', 'delivered 2001', 'established 2001']);
    expect(rig.asked).toEqual([]);
  });
});

describe('reports that do not fit', () => {
  it('of a transfer without a list are an oddity, and change no call', async () => {
    const rig = await new LinkRig().open('2001');
    rig.ring();
    const bare = { subject: party('2001'), connections: [] };
    rig.report({ event: 'transferred', primaryOldCall: wire('2001'), ...bare });
    rig.report(about('established', '2001'));
    expect(await rig.told()).toEqual(['delivered 2001', 'established 2001']);
    expect(rig.oddities).toEqual([expect.stringContaining('transferred has no connection list')]);
  });

  it('of the end of unknown calls are passed over without a word', async () => {
    const rig = await new LinkRig().open('2001');
    rig.report(about('connectionCleared', '2001'));
    rig.report({ event: 'callCleared', connection: { call: '7' } });
    expect([await rig.told(), rig.oddities]).toEqual([[], []]);
  });

  it('of no call at all are an oddity', async () => {
    const rig = await new LinkRig().open('2001');
    rig.report({ event: 'held', connection: {}, subject: party('2001') });
    expect([await rig.told(), rig.oddities]).toEqual([[], ['malformed-frame: held names no call']]);
  });

  it('of a call that is over do not swallow the end of the next one of that name', async () => {
    const rig = await new LinkRig().open('2001', '2002');
    const connections = [{ connection: wire('2001'), state: 'connected' }] as const;
    rig.on('snapshotDevice', ({ device }) => ({
      connections: device.value === '2001' ? connections : [],
    }));
    rig.on('snapshotCall', () => ({ endpoints: connections }));
    // Events have told something, so that a snapshot is believed the second time only.
    await rig.settled(rig.link.snapshot());
    rig.report(about('connectionCleared', '2001'), '1');
    rig.report(about('connectionCleared', '2001'), '2');
    expect(await rig.told()).toEqual(['connectionCleared 2001']);
    for (const _ of 'ab') await rig.settled(rig.link.snapshot());
    rig.report(about('connectionCleared', '2001'), '1');
    expect(await rig.told()).toEqual(['connectionCleared 2001']);
  });

  it('of correlators are bare where the switch does not give them back in every event', async () => {
    for (const [properties, correlator] of [
      [['correlatorData'], 'AB'],
      [[], undefined],
    ] as const) {
      const rig = await new LinkRig({ properties: new Set(properties) }).open('2001');
      const event = { ...about('held', '2001') };
      rig.report(event, '1', 'AB');
      await rig.clock.advance(20);
      expect((rig.heard[0] as { correlator?: string }).correlator).toBe(correlator);
    }
  });
});

it('what two monitors tell is told once, however far one of them is behind', async () => {
  const rig = await new LinkRig().open('2001', '2002');
  for (const crossRef of '12') {
    rig.report(about('established', '2001'), crossRef);
    rig.report(about('held', '2001'), crossRef);
    rig.report({ ...about('held', '2001'), event: 'retrieved' }, crossRef);
  }
  expect(await rig.told()).toEqual(['established 2001', 'held 2001', 'retrieved 2001']);
});

describe('reports about devices', () => {
  it('are told when something has changed, and then once', async () => {
    const rig = await new LinkRig().open('2001', '2002');
    const device = party('2001');
    const features: readonly CstaEvent[] = [
      { event: 'doNotDisturb', device, isOn: true },
      { event: 'forwarding', device, type: 'immediate', isOn: true, forwardTo: '2002' },
      { event: 'outOfService', device },
    ];
    for (const event of features) for (const crossRef of '12') rig.report(event, crossRef);
    await rig.clock.advance(20);
    expect(rig.heard).toHaveLength(3);
    expect(rig.heard[2]).toMatchObject({
      event: 'deviceChanged',
      device: { device: '2001', doNotDisturb: true, forwardedTo: '2002', isInService: false },
    });
    rig.report({ event: 'forwarding', device, isOn: false });
    rig.report({ event: 'backInService', device });
    await rig.clock.advance(20);
    expect(rig.heard.at(-1)).toMatchObject({ device: { isInService: true } });
    expect(rig.heard.at(-1)).not.toMatchObject({ device: { forwardedTo: '2002' } });
  });

  it('are passed over where the SPI has no word, or the switch no such device', async () => {
    const rig = await new LinkRig().open('2001');
    rig.report({ event: 'doNotDisturb', device: party('9999'), isOn: true });
    rig.report({ event: 'doNotDisturb', device: { status: 'notKnown' }, isOn: true });
    rig.report({ event: 'messageWaiting', device: party('2001'), isOn: true });
    rig.report({ event: 'forwarding', device: party('2001'), type: 'busy', isOn: true });
    rig.report({ event: 'other', name: 'hookswitch' });
    expect([await rig.told(), rig.oddities]).toEqual([[], []]);
  });
});
