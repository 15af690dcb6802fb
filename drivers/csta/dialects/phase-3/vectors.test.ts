import { describe, expect, it } from 'vitest';
import type { CstaMessage, Protocol } from '../../model/message.ts';
import type { ServiceName } from '../../model/requests.ts';
import { CAPTURED_VECTORS } from '../../pdu/testing/captured-vectors.ts';
import { GENERIC_PHASE_3 } from '../../profiles/generic.ts';
import { HIPATH_3000, PANASONIC_KX } from '../../profiles/makers.ts';
import type { AcseAssociation, Profile } from '../../profiles/profile.ts';
import { createProtocol } from '../create-protocol.ts';

const PANASONIC = createProtocol(withVersions(PANASONIC_KX, '0000100000000000'));
const HIPATH = createProtocol(withVersions(HIPATH_3000, '0001000000000000'));
const GENERIC = createProtocol(GENERIC_PHASE_3);

const dialing = (value: string) => ({ form: 'dialingNumber', value }) as const;
const at = (value: string) => ({ device: dialing(value) });

/** A monitored phone, in a call named by the switch. */
const CALL_7049 = { call: '30304634', device: dialing('7049') };
const CALL_257 = { call: 'B164', device: dialing('257') };
const NOT_KNOWN = { status: 'notKnown' } as const;

const KME_CALLER = 'A611A60F300D860B4E34313336363137303234';
const KME_DID = 'A611B10F300D860B4E3C373034393E37303439';

const MESSAGES: Readonly<Record<string, CstaMessage>> = {
  'pan-aarq': { kind: 'associate' },
  'pan-aare': { kind: 'associated', isAccepted: true },
  'pan-sysstat-inv': request(1, 'systemStatus', { status: 'normal' }),
  'pan-sysstat-res': result(1, 'systemStatus', undefined),
  'pan-escape-ext': request(0x602, 'escape', { privateData: 'A40BA009A407A105A0030A0105' }),
  'pan-escape-co': request(0xe0, 'escape', { privateData: 'A40BA009A407A105A0030A0102' }),
  'pan-monstart-101': request(0x78, 'monitorStart', { object: at('101') }),
  'pan-delivered-7049': {
    kind: 'event',
    invokeId: 2,
    report: {
      crossRef: '01110023',
      event: {
        event: 'delivered',
        connection: CALL_7049,
        subject: at('7049'),
        callingDevice: at('4136617024'),
        calledDevice: at('7049'),
        lastRedirectionDevice: { status: 'notRequired' },
        originatingConnection: {
          call: '30304634',
          device: { form: 'deviceNumber', value: String(0x01550000) },
        },
      },
      cause: 'newCall',
      localState: 'alerting',
      privateData: KME_CALLER + KME_DID,
    },
  },
  'hp-AARQ': { kind: 'associate', login: { name: 'AMHOST', password: '77777' } },
  'hp-AARE': { kind: 'associated', isAccepted: true, information: 'APS-STAMP-16-OCT, SYS-V01' },
  'hp-ABRT': { kind: 'abort', reason: 'no reason given' },
  'hp-MonitorStart': request(1, 'monitorStart', { object: at('257') }),
  'hp-MonitorStartResponse': result(1, 'monitorStart', { crossRef: '0001' }),
  'hp-MonitorStop': request(2, 'monitorStop', { crossRef: '0001' }),
  'hp-MonitorStopResponse': result(2, 'monitorStop', undefined),
  'hp-MakeCall': request(3, 'makeCall', { callingDevice: dialing('257'), calledNumber: '100' }),
  'hp-MakeCallResponse': result(3, 'makeCall', { connection: CALL_257 }),
  'hp-SetDisplay': request(4, 'setDisplay', { device: dialing('257'), text: 'HELLO' }),
  'hp-Delivered': arriving('delivered', 5, 'alerting', '20100912193237'),
  'hp-Established': arriving('established', 6, 'connected', '20100912193241'),
  'hp-ConnectionCleared': {
    kind: 'event',
    invokeId: 7,
    report: {
      crossRef: '0001',
      event: { event: 'connectionCleared', connection: CALL_257, subject: at('257') },
      cause: 'normalClearing',
      localState: 'null',
      time: '20100912193250',
    },
  },
  'p3-error': {
    kind: 'refusal',
    invokeId: 4,
    refusal: { category: 'operation', value: 'invalidDeviceID' },
  },
  'p3-reject': { kind: 'reject', invokeId: 4, problem: 'invoke.unrecognizedOperation' },
  'p3-reject-noid': { kind: 'reject', invokeId: undefined, problem: 'general.unrecognizedPDU' },
};

/** An association is said as the profile wants it, whatever was heard. */
const IDS_OF_ROSE = CAPTURED_VECTORS.filter(
  ({ phase, id }) => phase === 'III' && !/aar[qe]/i.test(id),
).map(({ id }) => id);

/** Told with what the neutral message leaves out: a trunk behind the endpoint, the linkage of calls. */
const TRANSFERRED: CstaMessage = {
  kind: 'event',
  invokeId: 0x010203,
  report: {
    crossRef: '0001',
    event: {
      event: 'transferred',
      primaryOldCall: CALL_257,
      secondaryOldCall: { call: 'B169', device: dialing('257') },
      subject: at('257'),
      added: at('100'),
      connections: [
        {
          newConnection: { call: 'B16B', device: dialing('7806') },
          oldConnection: { call: 'B164', device: dialing('7806') },
          endpoint: at('01234567890'),
        },
        {
          newConnection: CALL_257,
          oldConnection: { call: 'B169', device: dialing('257') },
          endpoint: at('257'),
        },
      ],
    },
    cause: 'transfer',
    localState: 'null',
    time: '20100912193300',
  },
};

describe('captured PDUs of phase III', () => {
  it.each(Object.entries(MESSAGES))('%s is the message it should be, and back', (id, message) => {
    const octets = octetsOf(id);
    const by = id.startsWith('pan') ? PANASONIC : HIPATH;
    expect(by.decode(octets, undefined, () => undefined)).toEqual(message);
    expect(hexOf(by.encode(message))).toBe(octets.toString('hex'));
  });

  it('a transfer of HiPath is read with its list', () => {
    const message = HIPATH.decode(octetsOf('hp-Transferred'), undefined, () => undefined);
    expect(message).toEqual(TRANSFERRED);
    expect(back(HIPATH, message)).toEqual(message);
  });

  it.each(IDS_OF_ROSE)('%s is understood, and what is said of it in return', (id) => {
    const octets = octetsOf(id);
    for (const by of [PANASONIC, HIPATH, GENERIC]) {
      const message = by.decode(octets, undefined, () => undefined);
      expect(message.kind).not.toBe('unknown-request');
      expect(back(by, message)).toEqual(message);
    }
  });

  it('a caller from outside stays a trunk where the maker is not known', () => {
    const message = GENERIC.decode(octetsOf('pan-delivered-7049'), undefined, () => undefined);
    expect(message).toMatchObject({
      report: { event: { callingDevice: { device: { form: 'deviceNumber', value: '22347776' } } } },
    });
  });

  it('the private data of a caller is made where there is none', () => {
    const message = MESSAGES['pan-delivered-7049'] as Extract<CstaMessage, { kind: 'event' }>;
    const { privateData: _, ...report } = message.report;
    const octets = PANASONIC.encode({ ...message, report });
    const said = GENERIC.decode(octets ?? new Uint8Array(), undefined, () => undefined);
    expect(said).toMatchObject({ report: { privateData: KME_CALLER } });
    expect(back(PANASONIC, { ...message, report })).toEqual({
      ...message,
      report: { ...report, privateData: KME_CALLER },
    });
  });

  it('a caller of Panasonic may have a name, and a phone within the system is its own caller', () => {
    const message = MESSAGES['pan-delivered-7049'] as Extract<CstaMessage, { kind: 'event' }>;
    const { event } = message.report;
    const { privateData: _, ...report } = message.report;
    const named = { ...event, callingDevice: { ...at('4136617024'), name: 'Ada' } } as typeof event;
    expect(back(PANASONIC, { ...message, report: { ...report, event: named } })).toMatchObject({
      report: { event: named },
    });
    const inside = { ...event, callingDevice: at('101'), originatingConnection: undefined };
    const fromInside: CstaMessage = { ...message, report: { ...report, event: inside } };
    expect(back(PANASONIC, fromInside)).toEqual(fromInside);
  });
});

function request(invokeId: number, service: ServiceName, args: unknown): CstaMessage {
  return { kind: 'request', invokeId, request: { service, args } as never };
}

function result(invokeId: number, service: ServiceName, value: unknown): CstaMessage {
  return { kind: 'result', invokeId, result: { service, result: value } as never };
}

function arriving(
  event: 'delivered' | 'established',
  invokeId: number,
  localState: 'alerting' | 'connected',
  time: string,
): CstaMessage {
  return {
    kind: 'event',
    invokeId,
    report: {
      crossRef: '0001',
      event: {
        event,
        connection: CALL_257,
        subject: at('257'),
        callingDevice: at('100'),
        calledDevice: at('257'),
        lastRedirectionDevice: NOT_KNOWN,
      },
      cause: 'newCall',
      localState,
      time,
    },
  };
}

function withVersions(profile: Profile, versions: string): Profile {
  return { ...profile, association: { ...(profile.association as AcseAssociation), versions } };
}

function octetsOf(id: string): Buffer {
  const vector = CAPTURED_VECTORS.find((one) => one.id === id);
  if (vector === undefined) throw new Error(`there is no vector ${id}`);
  return Buffer.from(vector.hex, 'hex');
}

function hexOf(octets: Uint8Array | undefined): string {
  return Buffer.from(octets ?? []).toString('hex');
}

function back(by: Protocol, message: CstaMessage): CstaMessage {
  const octets = by.encode(message);
  if (octets === undefined) throw new Error(`no words for ${JSON.stringify(message)}`);
  return by.decode(octets, undefined, () => undefined);
}
