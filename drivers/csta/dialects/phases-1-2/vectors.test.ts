import { describe, expect, it } from 'vitest';
import type { CstaEvent, EventReport } from '../../model/event-report.ts';
import type { DeviceForm, DeviceId, WireConnection } from '../../model/identifiers.ts';
import type { CstaMessage } from '../../model/message.ts';
import { CAPTURED_VECTORS } from '../../pdu/testing/captured-vectors.ts';
import { MD110_APPLINK, OMNIPCX_OFFICE } from '../../profiles/makers.ts';
import { createProtocol } from '../create-protocol.ts';

const PROTOCOLS = {
  I: createProtocol(MD110_APPLINK),
  II: createProtocol(OMNIPCX_OFFICE),
} as const;

const dialing = (value: string): DeviceId => ({ form: 'dialingNumber', value });
const at = (value: string, form: DeviceForm = 'dialingNumber') => ({ device: { form, value } });
const within = (value: string) => at(value, 'implicitPrivate');
const outside = (value: string) => at(value, 'implicitPublic');
const part = (call: string, value = '10960100'): WireConnection => ({
  call,
  device: { form: 'dynamic', value },
});

const CALLER = outside('00612345678');
const PHONE = within('29707');

/** Of the one monitor on the system of phase II. */
function told(
  event: CstaEvent,
  { time, ...details }: Omit<EventReport, 'crossRef' | 'event'> = {},
): (invokeId: number) => CstaMessage {
  const report = { crossRef: '0142F900', event, ...details, time: time ?? '20250312101530' };
  return (invokeId) => ({ kind: 'event', invokeId, report });
}

const MESSAGES: Readonly<Record<string, CstaMessage>> = {
  'p1-makecall': {
    kind: 'request',
    invokeId: 6,
    request: {
      service: 'makeCall',
      args: { callingDevice: dialing('1144'), calledNumber: '1106' },
    },
  },
  'p1-monitorstart': {
    kind: 'request',
    invokeId: 1,
    request: { service: 'monitorStart', args: { object: at('1144') } },
  },
  'p1-forwarding': {
    kind: 'event',
    invokeId: 46,
    report: {
      crossRef: '12',
      event: {
        event: 'forwarding',
        device: at('1348'),
        type: 'immediate',
        isOn: true,
        forwardTo: '8109',
      },
    },
  },
  'p1-delivered': {
    kind: 'event',
    invokeId: 1,
    report: {
      crossRef: '12',
      event: {
        event: 'delivered',
        connection: { call: '0058', device: dialing('1144') },
        subject: at('1144'),
        callingDevice: at('1106'),
        calledDevice: at('1144'),
        lastRedirectionDevice: { status: 'notRequired' },
      },
      cause: 'newCall',
      localState: 'alerting',
    },
  },
  'p2-delivered': {
    kind: 'event',
    invokeId: 1,
    report: {
      crossRef: '0142F900',
      event: {
        event: 'delivered',
        connection: part('0058'),
        subject: within('3001'),
        callingDevice: within('3331'),
        calledDevice: within('3001'),
        lastRedirectionDevice: { status: 'notRequired' },
      },
      cause: 'newCall',
      localState: 'alerting',
    },
  },
  'ale-monitorstart': {
    kind: 'request',
    invokeId: 1,
    request: { service: 'monitorStart', args: { object: at('29707') } },
  },
  'ale-snapshotdevice': {
    kind: 'request',
    invokeId: 3,
    request: { service: 'snapshotDevice', args: at('29707') },
  },
  'p2-serviceinitiated': told(
    { event: 'serviceInitiated', connection: part('0058'), subject: {} },
    { localState: 'initiated' },
  )(0x1201),
  'p2-originated': told(
    {
      event: 'originated',
      connection: part('0058'),
      subject: PHONE,
      callingDevice: PHONE,
      calledDevice: within('29708'),
    },
    { localState: 'connected', cause: 'newCall' },
  )(0x1202),
  'p2-delivered-outside': told(
    {
      event: 'delivered',
      connection: part('0058'),
      subject: PHONE,
      callingDevice: CALLER,
      calledDevice: PHONE,
      lastRedirectionDevice: { status: 'notKnown' },
    },
    { localState: 'alerting', cause: 'newCall' },
  )(0x1203),
  'p2-established': told(
    {
      event: 'established',
      connection: part('0058'),
      subject: PHONE,
      callingDevice: CALLER,
      calledDevice: PHONE,
      lastRedirectionDevice: within('29700'),
    },
    { localState: 'connected', cause: 'newCall' },
  )(0x1204),
  'p2-held': told(
    { event: 'held', connection: part('0058'), subject: PHONE },
    { localState: 'held', cause: 'consultation' },
  )(0x1205),
  'p2-retrieved': told(
    { event: 'retrieved', connection: part('0058'), subject: PHONE },
    { localState: 'connected' },
  )(0x1206),
  'p2-diverted': told(
    {
      event: 'diverted',
      connection: part('0058'),
      subject: PHONE,
      newDestination: within('2970801'),
    },
    { localState: 'null', cause: 'redirected' },
  )(0x1207),
  'p2-failed': told(
    {
      event: 'failed',
      connection: part('0058'),
      subject: within('29708'),
      calledDevice: within('29708'),
    },
    { localState: 'failed', cause: 'busy' },
  )(0x1208),
  'p2-connectioncleared': told(
    { event: 'connectionCleared', connection: part('0058'), subject: PHONE },
    { localState: 'null', cause: 'normalClearing' },
  )(0x1209),
  'p2-transferred': told(
    {
      event: 'transferred',
      primaryOldCall: part('0058'),
      secondaryOldCall: part('0059'),
      subject: PHONE,
      added: within('29708'),
      connections: [
        { newConnection: part('005A'), endpoint: at('29708') },
        { newConnection: part('005A', '10960102') },
      ],
    },
    { localState: 'null', cause: 'transfer' },
  )(0x120a),
  'p2-systemstatus': {
    kind: 'request',
    invokeId: 0x1337,
    request: { service: 'systemStatus', args: { status: 'normal' } },
  },
  'p2-systemstatus-result': {
    kind: 'result',
    invokeId: 0x1337,
    result: { service: 'systemStatus', result: undefined },
  },
};

const EARLY = CAPTURED_VECTORS.filter(({ phase }) => phase !== 'III');

function octetsOf(id: string): { readonly octets: Buffer; readonly phase: 'I' | 'II' } {
  const { phase, hex } = EARLY.find((one) => one.id === id) ?? { hex: '' };
  if (phase !== 'I' && phase !== 'II') throw new Error(`there is no ${id}`);
  return { octets: Buffer.from(hex, 'hex'), phase };
}

describe('PDUs of phases I and II', () => {
  it.each(EARLY)('$id is one of those tried here', ({ id }) => {
    expect([...Object.keys(MESSAGES), 'ale-aarq', 'p2-monitorstart-result']).toContain(id);
  });

  it.each(Object.entries(MESSAGES))('%s is read field by field', (id, message) => {
    const { octets, phase } = octetsOf(id);
    expect(PROTOCOLS[phase].decode(octets, undefined, () => undefined)).toEqual(message);
  });

  it.each(Object.entries(MESSAGES))('%s is written octet for octet', (id, message) => {
    const { octets, phase } = octetsOf(id);
    const written = Buffer.from(PROTOCOLS[phase].encode(message) ?? []);
    expect(written.toString('hex')).toBe(octets.toString('hex'));
  });

  it('reads which filter a monitor was given as no more than its cross reference', () => {
    const { octets } = octetsOf('p2-monitorstart-result');
    expect(PROTOCOLS.II.decode(octets, undefined, () => 'monitorStart')).toEqual({
      kind: 'result',
      invokeId: 1,
      result: { service: 'monitorStart', result: { crossRef: '0142F900' } },
    });
  });
});
