import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../model/identifiers.ts';
import type { CstaMessage } from '../../model/message.ts';
import type { ServiceName } from '../../model/requests.ts';
import { encodePdu } from '../../pdu/phases.ts';
import type { Pdu } from '../../pdu/pdu.ts';
import { CAPTURED_VECTORS } from '../../pdu/testing/captured-vectors.ts';
import { GENERIC_PHASE_1, GENERIC_PHASE_2 } from '../../profiles/generic.ts';
import { randomInteger, SeededRandom } from '../../../../src/base/random.ts';
import { createProtocol } from '../create-protocol.ts';

const PROTOCOLS = { I: createProtocol(GENERIC_PHASE_1), II: createProtocol(GENERIC_PHASE_2) };
const PHASES = ['I', 'II'] as const;
type EarlyPhase = (typeof PHASES)[number];

const NUMBER = { dialingNumber: '1144' };
const CALL = { call: '0058', device: NUMBER };
const DEVICE: DeviceId = { form: 'dialingNumber', value: '1144' };
const WIRE = { call: '0058', device: DEVICE };

function read(pdu: Pdu, phase: EarlyPhase, pending?: ServiceName): CstaMessage {
  return PROTOCOLS[phase].decode(encodePdu(pdu, phase), undefined, () => pending);
}

function asked(operation: string, argument: unknown, phase: EarlyPhase): unknown {
  const message = read({ invoke: { invokeId: 1, operation, argument } }, phase);
  return message.kind === 'request' ? message.request : message.kind;
}

function answered(service: ServiceName, operation: string, result: unknown, phase: EarlyPhase) {
  const message = read({ returnResult: { invokeId: 1, operation, result } }, phase, service);
  return message.kind === 'result' ? message.result.result : message.kind;
}

function told(hex: string, phase: EarlyPhase): unknown {
  const octets = Buffer.from(hex, 'hex');
  const message = PROTOCOLS[phase].decode(octets, undefined, () => undefined);
  return message.kind === 'event' ? message.report : message.kind;
}

describe.each(PHASES)('what a switch of phase %s may say otherwise', (phase) => {
  it('one thing in a SEQUENCE', () => {
    const argumentSeq = { call: CALL };
    expect(asked('answerCall', { argumentSeq }, phase)).toMatchObject({
      args: { connection: WIRE },
    });
    expect(asked('monitorStop', { argumentSeq: { crossRefIdentifier: '12' } }, phase)).toEqual({
      service: 'monitorStop',
      args: { crossRef: '12' },
    });
    expect(asked('snapshotDevice', { argumentSeq: { snapshotObject: NUMBER } }, phase)).toEqual({
      service: 'snapshotDevice',
      args: { device: DEVICE },
    });
    expect(asked('systemStatus', { argumentSeq: { systemStatus: 'normal' } }, phase)).toEqual({
      service: 'systemStatus',
      args: { status: 'normal' },
    });
    const calls = { argumentSeq: { callsInvolved: { bothCalls: BOTH } } };
    expect(asked('transferCall', calls, phase)).toMatchObject({
      args: { heldCall: WIRE, activeCall: { call: '0059' } },
    });
    const divert = { argumentSeq: { divertInfo: { deflect: DEFLECT } } };
    expect(asked('divertCall', divert, phase)).toEqual({
      service: 'deflectCall',
      args: { connection: WIRE, newDestination: '8109' },
    });
  });

  it('one call of two', () => {
    expect(asked('reconnectCall', { activeCall: CALL }, phase)).toMatchObject({
      args: { heldCall: {}, activeCall: WIRE },
    });
    expect(asked('alternateCall', { heldCall: CALL }, phase)).toMatchObject({
      args: { heldCall: WIRE, activeCall: {} },
    });
  });

  it('who picks up a call, as a number called', () => {
    const directedPickup = { callToBePickedUp: CALL, newDestination: { dialingNumber: '1106' } };
    expect(asked('divertCall', { directedPickup }, phase)).toMatchObject({
      service: 'directedPickupCall',
      args: { callToBePickedUp: WIRE, requestingDevice: { value: '1106' } },
    });
    expect(asked('divertCall', { directedPickup: {} }, phase)).toBe('unknown-request');
  });

  it('services that nobody here has a use for', () => {
    expect(asked('divertCall', { groupPickup: {} }, phase)).toBe('unknown-request');
    const asksFor = { device: NUMBER, feature: 'lastDialedNumber' };
    expect(asked('queryDevice', asksFor, phase)).toBe('unknown-request');
    expect(asked('callCompletion', { campOn: CALL }, phase)).toBe('unknown-request');
  });

  it('new and merged calls bare or in a SEQUENCE, and what it has to say with it', () => {
    const initiated = { resultSeq: { initiatedCall: CALL } };
    expect(answered('makeCall', 'makeCall', initiated, phase)).toEqual({ connection: WIRE });
    expect(answered('transferCall', 'transferCall', { mergedCall: CALL }, phase)).toEqual({
      connection: WIRE,
    });
    expect(answered('transferCall', 'transferCall', { noData: null }, phase)).toEqual({});
    expect(answered('makeCall', 'makeCall', { noData: null }, phase)).toBe('unreadable-answer');
  });

  it('forwarding for calls from inside and outside, and the parts of one parameter', () => {
    const forward = [
      { parameter: { forwardingType: 'forwardNoAnsExtOn', forwardDN: { dialingNumber: '1' } } },
      { forwardingType: 'forwardBusyOff' },
      { forwardDN: { number: '8109' } },
    ];
    expect(answered('getForwarding', 'queryDevice', { forward }, phase)).toEqual({
      forwardings: [
        { type: 'noAnswer', isOn: true, forwardTo: '1' },
        { type: 'busy', isOn: false, forwardTo: '8109' },
      ],
    });
  });

  it('an answer to a question about a device with more beside it, but to no other question', () => {
    const resultSeq = { feature: { doNotDisturb: true } };
    expect(answered('getDoNotDisturb', 'queryDevice', { resultSeq }, phase)).toEqual({
      isOn: true,
    });
    expect(answered('getForwarding', 'queryDevice', { resultSeq }, phase)).toBe(
      'unreadable-answer',
    );
  });

  it('work after a call, with calls or without', () => {
    for (const agentState of ['workReady', 'workNotReady']) {
      expect(answered('getAgentState', 'queryDevice', { agentState }, phase)).toEqual({
        agents: [{ state: 'workingAfterCall' }],
      });
    }
    const feature = { requestedAgentState: { workReady: null } };
    expect(asked('setFeature', { device: NUMBER, feature }, phase)).toEqual({
      service: 'setAgentState',
      args: { device: DEVICE, state: 'workingAfterCall' },
    });
  });

  it('snapshots with the other device, or with the state of the whole call', () => {
    const snapshotData = [
      {
        deviceOnCall: { dialingNumber: '1106' },
        callIdentifier: CALL,
        localConnectionState: 'hold',
      },
      { deviceOnCall: NUMBER, callIdentifier: CALL },
      { callIdentifier: CALL, localCallState: { simpleCallState: 'callReceived' } },
      { callIdentifier: CALL, localCallState: { simpleCallState: 0x34 } },
      { callIdentifier: CALL, localCallState: { compoundCallState: ['queued', 'connected'] } },
      { callIdentifier: CALL, localCallState: { unknown: null } },
    ];
    const result = { resultSeq: { snapshotData } };
    expect(answered('snapshotDevice', 'snapshotDevice', result, phase)).toEqual({
      connections: [
        { connection: WIRE, state: 'held' },
        { connection: WIRE, party: { device: DEVICE } },
        { connection: WIRE, state: 'alerting' },
        { connection: WIRE, state: 'held' },
        { connection: WIRE, state: 'queued' },
        { connection: WIRE },
      ],
    });
  });

  it('a party of a call without its connection', () => {
    const snapshotData = [{ deviceOnCall: NUMBER, localConnectionState: 'alerting' }];
    expect(answered('snapshotCall', 'snapshotCall', { snapshotData }, phase)).toEqual({
      endpoints: [{ connection: { device: DEVICE }, party: { device: DEVICE }, state: 'alerting' }],
    });
  });

  it('a status from the future', () => {
    expect(asked('systemStatus', { systemStatus: 77 }, phase)).toMatchObject({
      args: { status: 'normal' },
    });
  });

  it('a filter that leaves a part of a group, which then is wanted', () => {
    const filterOf = (call: string, agent?: string) =>
      asked(
        'monitorStart',
        {
          monitorObject: { device: NUMBER },
          monitorFilter: { call, feature: FEATURES[phase], agent },
        },
        phase,
      );
    const all = '1'.repeat(14);
    expect(filterOf(all, '111111')).toMatchObject({
      args: { filterOut: ['callControl', 'logical'] },
    });
    expect(filterOf(`0${all.slice(1)}`, '111111')).toMatchObject({
      args: { filterOut: ['logical'] },
    });
    expect(filterOf(all)).toMatchObject({ args: { filterOut: ['callControl'] } });
    expect(filterOf('', '1')).toEqual({
      service: 'monitorStart',
      args: { object: { device: DEVICE } },
    });
  });

  it('private data that stands alone', () => {
    const privateData = { manufacturer: '1.3.12.2.1107', data: '0500' };
    expect(asked('escape', { privateData }, phase)).toEqual({
      service: 'escape',
      args: { privateData: '300906052B0C0288530500' },
    });
  });

  it('is told that nothing is to be kept free for a held call', () => {
    const request = { service: 'holdCall', args: { connection: WIRE } } as const;
    const octets = PROTOCOLS[phase].encode({ kind: 'request', invokeId: 1, request });
    const held = tlv('A1', '020101', '020109', tlv('30', CONNECTION, '010100'));
    expect(
      Buffer.from(octets ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(held);
  });

  it('never throws anything but malformed-frame, whatever comes', () => {
    const random = new SeededRandom(217);
    const protocol = PROTOCOLS[phase];
    const services = [...protocol.services, undefined];
    const all = CAPTURED_VECTORS.filter((one) => one.phase === phase);
    for (let run = 0; run < 6_000; run += 1) {
      const octets = Buffer.from(all[run % all.length]?.hex ?? '', 'hex');
      for (let spoilt = randomInteger(random, 3); spoilt >= 0; spoilt -= 1) {
        octets[randomInteger(random, octets.length)] = randomInteger(random, 256);
      }
      const pending = services[randomInteger(random, services.length)];
      try {
        protocol.decode(octets, undefined, () => pending);
      } catch (error) {
        expect(error, octets.toString('hex')).toMatchObject({ code: 'malformed-frame' });
      }
    }
  });
});

describe('event reports', () => {
  it('of phase I keep private data inside the event, who made it first', () => {
    const report = {
      crossRef: '12',
      event: { event: 'connectionCleared', connection: WIRE, subject: { device: DEVICE } },
      cause: 'normalClearing',
      localState: 'null',
      privateData: '06052B0C0288530500',
    } as const;
    const hex = inPhaseI(3, CLEARED, tlv('7D', '06052B0C028853', '0500'));
    expect(told(hex, 'I')).toEqual(report);
    const written = PROTOCOLS.I.encode({ kind: 'event', invokeId: 1, report });
    expect(
      Buffer.from(written ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(hex);
  });

  it('of phase I have it in common arguments as well, in the event or behind it', () => {
    const common = tlv('7E', tlv('A1', '0402ABCD'));
    expect(told(inPhaseI(3, CLEARED, common), 'I')).toMatchObject({ privateData: '0402ABCD' });
    const behind = told(
      tlv('A1', '020101', '020115', reportOf(3, tlv('30', CLEARED), common)),
      'I',
    );
    expect(behind).toMatchObject({ privateData: '0402ABCD', cause: 'normalClearing' });
  });

  it('of phase I say who came into service, without a tag of his own', () => {
    expect(told(inPhaseI(301, '800431313434', '0A0113'), 'I')).toEqual({
      crossRef: '12',
      event: { event: 'backInService', device: { device: DEVICE } },
      cause: 'maintenance',
    });
  });

  it('of phase I do without a type of forwarding', () => {
    const device = '6306800431313434';
    expect(told(inPhaseI(103, device, tlv('30', '160438313039')), 'I')).toMatchObject({
      event: { isOn: true, forwardTo: '8109' },
    });
    expect(told(inPhaseI(103, device, tlv('30')), 'I')).toMatchObject({ event: { isOn: false } });
  });

  it.each([
    [101, 'callInformation'],
    [777, '777'],
  ])('of phase I about nothing that is told apart have their name or number: %i', (code, name) => {
    expect(told(inPhaseI(code), 'I')).toEqual({ crossRef: '12', event: { event: 'other', name } });
  });

  it.each([
    ['a muted microphone', tlv('A1', tlv('A5', tlv('30'))), 'microphoneMute'],
    ['an event of a call that is not known', tlv('A0', tlv('AE', tlv('30'))), '[14]'],
    ['a voice unit', tlv('A5', '0500'), 'voiceUnitEvents'],
  ])('of phase II about %s have their name or tag', (_, info, name) => {
    expect(told(inPhaseII(info), 'II')).toEqual({
      crossRef: '12',
      event: { event: 'other', name },
    });
  });

  it('of phase II have lists like those of phase III too', () => {
    const joined = tlv(
      '30',
      CONNECTION,
      SUBJECT,
      SUBJECT,
      tlv('6C', tlv('30', tlv('A0', CONNECTION), tlv('A2', '800431313036'), tlv('A3', '800139'))),
    );
    expect(told(inPhaseII(tlv('A0', tlv('A1', joined))), 'II')).toMatchObject({
      event: {
        event: 'conferenced',
        connections: [{ newConnection: WIRE, endpoint: { device: { value: '1106' } } }],
      },
    });
  });

  it('of a call diverted elsewhere name its new destination by the tag of either phase', () => {
    const called = tlv('30', CONNECTION, SUBJECT, '6206800431313036');
    const subject = tlv('30', CONNECTION, SUBJECT, '6306800431313036');
    for (const body of [called, subject]) {
      expect(told(inPhaseII(tlv('A0', tlv('A4', body))), 'II')).toEqual({
        crossRef: '12',
        event: {
          event: 'diverted',
          connection: WIRE,
          subject: { device: DEVICE },
          newDestination: { device: { form: 'dialingNumber', value: '1106' } },
        },
      });
    }
    expect(() => told(inPhaseII(tlv('A0', tlv('A4', tlv('30', SUBJECT)))), 'II')).toThrow(
      expect.objectContaining({ code: 'malformed-frame' }),
    );
  });

  it('take octets for number and name only where they would be written so', () => {
    const named = Buffer.from('N<1144>Ada').toString('hex').toUpperCase();
    const event = (octets: string) =>
      told(inPhaseI(3, CONNECTION, tlv('63', tlv('86', octets))), 'I');
    expect(event(named)).toMatchObject({ event: { subject: { device: DEVICE, name: 'Ada' } } });
    expect(event(`${named}FF`)).toMatchObject({
      event: { subject: { device: { form: 'other', value: `${named}FF` } } },
    });
  });
});

const BOTH = { heldCall: CALL, activeCall: { call: '0059', device: NUMBER } };
const DEFLECT = { callToBeDiverted: CALL, newDestination: { dialingNumber: '8109' } };

/** Do not disturb and forwarding, in the filter of each phase. */
const FEATURES = { I: '0110', II: '00110000' } as const;

const CONNECTION = '6B0A82020058800431313434';
const SUBJECT = '6306800431313434';
/** Connection cleared: the connection, who released it, the state, the cause. */
const CLEARED = `${CONNECTION}${SUBJECT}4E01000A0130`;

function tlv(tag: string, ...contents: readonly string[]): string {
  const content = contents.join('');
  const length = content.length / 2;
  if (length > 0x7f) throw new Error('too long for a short length');
  return `${tag}${length.toString(16).padStart(2, '0').toUpperCase()}${content}`;
}

function inPhaseI(type: number, ...body: readonly string[]): string {
  return tlv('A1', '020101', '020115', reportOf(type, tlv('30', ...body)));
}

function reportOf(type: number, ...rest: readonly string[]): string {
  const digits = type
    .toString(16)
    .padStart(type > 0x7f ? 4 : 2, '0')
    .toUpperCase();
  return tlv('30', '550112', tlv('80', digits), ...rest);
}

function inPhaseII(info: string): string {
  return tlv('A1', '020101', '020115', tlv('30', '550112', info));
}
