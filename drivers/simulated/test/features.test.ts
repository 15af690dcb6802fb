import { describe, expect, it } from 'vitest';
import { demoSettings } from '../demo.ts';
import { Rig } from './rig.ts';

/** 2001 talks to an outside caller and asks 2002. */
async function consulting(rig: Rig): Promise<void> {
  await rig.talking('2001');
  const existingCall = rig.at('2001');
  await rig.ask('consultationCall', { existingCall, consultedNumber: '2002' });
  await rig.told();
}

function pair(rig: Rig): {
  heldCall: ReturnType<Rig['at']>;
  activeCall: ReturnType<Rig['at']>;
} {
  return { heldCall: rig.at('2001', 'held'), activeCall: rig.at('2001', 'connected') };
}

describe('two calls of one phone', () => {
  it('are taken turns with, and reconnected', async () => {
    const rig = await new Rig().open();
    await consulting(rig);
    await rig.people.answer('2002');
    await rig.told();
    await rig.ask('alternateCall', pair(rig));
    expect(await rig.told()).toEqual(['held 2001 alternate', 'retrieved 2001 alternate']);
    await rig.ask('reconnectCall', pair(rig));
    expect(await rig.told()).toEqual([
      'connectionCleared 2001 normalClearing',
      'connectionCleared T1 normalClearing',
      'callCleared 1 normalClearing',
      'retrieved 2001 normal',
    ]);
    expect(rig.states()).toEqual(['2001 connected', '2002 connected']);
  });

  it('become one by a transfer, under a new call identifier', async () => {
    const rig = await new Rig().open();
    await consulting(rig);
    await rig.people.answer('2002');
    await rig.told();
    const { heldCall, activeCall } = pair(rig);
    await rig.ask('transferCall', { heldCall, activeCall });
    const [transferred, ...rest] = await rig.events();
    expect(rest).toEqual([]);
    expect(transferred).toMatchObject({
      event: 'transferred',
      primaryOldCall: activeCall,
      secondaryOldCall: heldCall,
      byDevice: { device: '2001' },
      addedDevice: { device: '2002' },
      connections: [
        { oldConnection: { call: '2', device: '2002' }, newConnection: { call: '3' } },
        { oldConnection: { call: '1', device: 'T1' }, newConnection: { call: '3' } },
      ],
    });
    await expect(rig.ask('clearCall', { call: '1' })).rejects.toMatchObject({
      code: 'unknown-call',
    });
  });

  it('can be transferred while the other phone still rings, which can then be answered', async () => {
    const rig = await new Rig().open();
    await consulting(rig);
    await rig.ask('transferCall', pair(rig));
    expect(await rig.told()).toEqual(['transferred 2002+T1 transfer']);
    await rig.people.answer('2002');
    expect(await rig.told()).toEqual(['established 2002 normal']);
    expect(rig.states()).toEqual(['2002 connected', 'T1 connected']);
  });

  it('become a conference, which others can join and leave', async () => {
    const rig = await new Rig().open();
    await consulting(rig);
    await expect(rig.ask('conferenceCall', pair(rig))).rejects.toMatchObject({
      code: 'wrong-state',
    });
    await rig.people.answer('2002');
    await rig.ask('conferenceCall', pair(rig));
    expect((await rig.told()).at(-1)).toBe('conferenced T1+2001+2002 conference');
    const existingCall = rig.at('2001');
    await rig.ask('consultationCall', { existingCall, consultedNumber: '2003' });
    await rig.people.answer('2003');
    await rig.ask('conferenceCall', pair(rig));
    await rig.told();
    expect(rig.states().toSorted()).toEqual([
      '2001 connected',
      '2002 connected',
      '2003 connected',
      'T1 connected',
    ]);
    await rig.people.hangUp('2001');
    expect(await rig.told()).toEqual(['connectionCleared 2001 normalClearing']);
  });
});

describe('a call goes elsewhere', () => {
  it('by single-step transfer, unless nobody can be reached there', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    const activeCall = rig.at('2001');
    await expect(
      rig.ask('singleStepTransferCall', { activeCall, transferredTo: '2999' }),
    ).rejects.toMatchObject({ code: 'invalid-destination' });
    await rig.ask('singleStepTransferCall', { activeCall, transferredTo: '2002' });
    expect(await rig.told()).toEqual([
      'transferred T1 singleStepTransfer',
      'delivered 2002 singleStepTransfer',
    ]);
  });

  it('by deflection, pickup and parking', async () => {
    const rig = await new Rig().open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    await rig.told();
    await rig.ask('deflectCall', { connection: rig.at('2001'), newDestination: '2002' });
    expect(await rig.told()).toEqual(['diverted 2001 redirected', 'delivered 2002 redirected']);
    const callToBePickedUp = rig.at('2002');
    await rig.ask('directedPickupCall', { callToBePickedUp, requestingDevice: '2003' });
    expect(await rig.told()).toEqual(['diverted 2002 callPickup', 'established 2003 callPickup']);
    await rig.ask('parkCall', { connection: rig.at('2003'), parkTo: '71' });
    expect(await rig.told()).toEqual(['diverted 2003 park', 'queued 71 park']);
    await rig.people.dial('2004', '71');
    expect(await rig.told()).toEqual(['diverted 71 callPickup', 'established 2004 callPickup']);
  });

  it('back to whoever parked it and forgot it', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    await rig.ask('parkCall', { connection: rig.at('2001'), parkTo: '71' });
    await rig.told();
    expect(await rig.told(120_000)).toEqual(['diverted 71 recall', 'delivered 2001 recall']);
  });

  it('by forwarding: at once, when busy, when nobody answers', async () => {
    const forwards = [
      { number: '2001', forward: { immediate: '2004' } },
      { number: '2002', callWaiting: false, forward: { busy: '2004' } },
      { number: '2003', forward: { noAnswer: '2005', noAnswerMs: 8_000 } },
      { number: '2004' },
      { number: '2005' },
    ];
    const rig = await new Rig({ extensions: forwards }).open();
    await rig.people.dialIn({ from: '+49301', to: '2001' });
    const [first] = await rig.events();
    expect(first).toMatchObject({
      event: 'delivered',
      cause: 'callForwardImmediate',
      connection: { device: '2004' },
      lastRedirectionDevice: { device: '2001' },
    });
    await rig.people.hangUpOutside('1');
    await rig.talking('2002');
    await rig.people.dialIn({ from: '+49302', to: '2002' });
    expect(await rig.told()).toEqual(['delivered 2004 callForwardBusy']);
    await rig.people.dialIn({ from: '+49303', to: '2003' });
    await rig.told();
    expect(await rig.told(8_000)).toEqual([
      'diverted 2003 callForwardNoAnswer',
      'delivered 2005 callForwardNoAnswer',
    ]);
  });

  it('never for ever: phones that forward to each other turn a call away', async () => {
    const rig = await new Rig({
      extensions: [
        { number: '2001', forward: { immediate: '2002' } },
        { number: '2002', forward: { immediate: '2001' } },
        { number: '2003' },
      ],
    }).open();
    await rig.people.dial('2003', '2001');
    expect((await rig.told()).at(-1)).toBe('failed 2003 destNotObtainable');
  });
});

describe('groups', () => {
  it('ring one member after the other, and are busy when all are', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    await rig.people.dialIn({ from: '+49302', to: '2100' });
    expect(await rig.told()).toEqual(['delivered 2002 newCall']);
    expect(await rig.told(15_000)).toEqual([
      'diverted 2002 callForwardNoAnswer',
      'delivered 2003 callForwardNoAnswer',
    ]);
    await rig.people.answer('2003');
    await rig.talking('2002');
    await rig.people.dial('2004', '2100');
    expect((await rig.told()).at(-1)).toBe('failed 2100 busy');
  });

  it('queue callers until an agent is free, the longest idle first', async () => {
    const rig = await new Rig({
      ...demoSettings,
      groups: [],
      pilots: [{ number: '2200', agents: ['2004', '2005'] }],
    }).open();
    await rig.talking('2005');
    await rig.people.dialIn({ from: '+49301', to: '2200' });
    expect(await rig.told()).toEqual([
      'queued 2200 enteringDistribution',
      'diverted 2200 distributed',
      'delivered 2004 distributed',
    ]);
    await rig.people.answer('2004');
    await rig.people.dialIn({ from: '+49302', to: '2200' });
    await rig.people.dialIn({ from: '+49303', to: '2200' });
    const queued = (await rig.events()).filter(({ event }) => event === 'queued');
    expect(queued).toMatchObject([{ callsInFront: 0 }, { callsInFront: 1 }]);
    await rig.people.hangUp('2005');
    expect((await rig.told()).slice(-2)).toEqual([
      'diverted 2200 distributed',
      'delivered 2005 distributed',
    ]);
    // She lets it ring: the caller is the first in the queue again.
    expect((await rig.told(15_000)).slice(0, 2)).toEqual([
      'diverted 2005 callForwardNoAnswer',
      'queued 2200 callForwardNoAnswer',
    ]);
  });
});

describe('a refused request changes nothing', () => {
  it('and says why in the code of the contract', async () => {
    const rig = await new Rig().open();
    await rig.talking('2001');
    const before = rig.people.look();
    const connection = rig.at('2001');
    const refusals = [
      [() => rig.ask('makeCall', { callingDevice: '9', calledNumber: '2002' }), 'unknown-device'],
      [
        () => rig.ask('makeCall', { callingDevice: '2002', calledNumber: 'x' }),
        'invalid-destination',
      ],
      [
        () => rig.ask('makeCall', { callingDevice: '2001', calledNumber: '2002' }),
        'switch-rejected',
      ],
      [() => rig.ask('answerCall', { connection }), 'wrong-state'],
      [() => rig.ask('retrieveCall', { connection }), 'wrong-state'],
      [
        () => rig.ask('holdCall', { connection: { ...connection, device: '2002' } }),
        'unknown-connection',
      ],
      [() => rig.ask('holdCall', { connection: { call: 'x', device: '2001' } }), 'unknown-call'],
      [() => rig.ask('holdCall', { connection: rig.at('T1') }), 'switch-rejected'],
      [() => rig.ask('parkCall', { connection, parkTo: '2200' }), 'invalid-destination'],
      [() => rig.ask('generateDigits', { connection, digits: 'x' }), 'switch-rejected'],
      [() => rig.ask('monitorStart', { device: 'x' }), 'unknown-device'],
    ] as const;
    for (const [refused, code] of refusals) {
      await expect(refused()).rejects.toMatchObject({ code });
    }
    expect(rig.people.look()).toEqual(before);
    expect(await rig.told()).toEqual([]);
  });

  it('where the switch lacks the service, nothing is sent', async () => {
    const rig = await new Rig({ ...demoSettings, without: ['parkCall'] }).open();
    const connection = { call: '1', device: '2001' };
    await expect(rig.ask('parkCall', { connection, parkTo: '71' })).rejects.toMatchObject({
      code: 'service-not-supported',
    });
  });
});
