import { describe, expect, it } from 'vitest';
import type { CstaEventName } from '../../model/event-report.ts';
import type { CstaMessage, Protocol } from '../../model/message.ts';
import type { CstaRequest, CstaResult, ServiceArgs, ServiceName } from '../../model/requests.ts';
import { GENERIC_PHASE_1, GENERIC_PHASE_2 } from '../../profiles/generic.ts';
import { createProtocol } from '../create-protocol.ts';
import { SEEDED_EVENTS, seededReport } from '../testing/seeded-reports.ts';
import { SEEDED_ARGS, SEEDED_RESULTS } from '../testing/seeded-services.ts';
import { argsLeft, early, reportLeft, resultLeft } from './testing/early-messages.ts';
import { EarlyValues } from './testing/early-values.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => 180 + index);
const EVENTS = Object.keys(SEEDED_EVENTS) as CstaEventName[];
const UNANSWERED: ReadonlySet<ServiceName> = new Set<ServiceName>([
  'routeRequest',
  'reRoute',
  'routeSelect',
  'routeUsed',
  'routeEnd',
]);

const OF_BOTH = [
  'makeCall',
  'answerCall',
  'clearConnection',
  'clearCall',
  'holdCall',
  'retrieveCall',
  'consultationCall',
  'alternateCall',
  'reconnectCall',
  'transferCall',
  'conferenceCall',
  'deflectCall',
  'directedPickupCall',
  'setDoNotDisturb',
  'getDoNotDisturb',
  'setForwarding',
  'getForwarding',
  'setMessageWaiting',
  'getMessageWaiting',
  'setAgentState',
  'getAgentState',
  'monitorStart',
  'changeMonitorFilter',
  'monitorStop',
  'snapshotDevice',
  'snapshotCall',
  'systemStatus',
  'escape',
  ...UNANSWERED,
] as const satisfies readonly ServiceName[];
const OF_II = [
  'singleStepTransferCall',
  'singleStepConferenceCall',
  'parkCall',
  'generateDigits',
] as const satisfies readonly ServiceName[];

/** Through the octets and back, without members that are absent. */
function back(by: Protocol, message: CstaMessage, pending?: ServiceName): unknown {
  const octets = by.encode(message);
  if (octets === undefined) throw new Error(`no words for ${JSON.stringify(message)}`);
  expect(by.isWhole(octets)).toBe(true);
  return plain(by.decode(octets, undefined, () => pending));
}

function plain(message: CstaMessage): unknown {
  return JSON.parse(JSON.stringify(message)) as unknown;
}

/** Forwarding out of do-not-disturb is refused, and tried on its own. */
function sayable(service: ServiceName, args: unknown): unknown {
  if (service !== 'setForwarding') return args;
  const { type, ...others } = args as ServiceArgs<'setForwarding'>;
  return { ...others, type: early(type) };
}

function sayableResult(service: ServiceName, result: unknown): unknown {
  return service === 'getForwarding' ? resultLeft(service, result as never, 'I') : result;
}

describe.each([
  ['I', createProtocol(GENERIC_PHASE_1), OF_BOTH],
  ['II', createProtocol(GENERIC_PHASE_2), [...OF_BOTH, ...OF_II]],
] as const)('phase %s', (phase, protocol, services) => {
  it('has words for these services and no others', () => {
    expect([...protocol.services].toSorted()).toEqual([...services].toSorted());
  });

  it.each(services)('asks for %s and is understood', (service) => {
    for (const seed of SEEDS) {
      const seeded = sayable(service, SEEDED_ARGS[service](new EarlyValues(seed)));
      const said = { service, args: seeded } as CstaRequest;
      const args = argsLeft(service, seeded as never, phase);
      const request = { service, args } as CstaRequest;
      expect(
        back(protocol, { kind: 'request', invokeId: seed, request: said }),
        `seed ${seed}`,
      ).toEqual(plain({ kind: 'request', invokeId: seed, request }));
    }
  });

  it.each(services.filter((service) => !UNANSWERED.has(service)))(
    'answers %s and is understood',
    (service) => {
      for (const seed of SEEDS) {
        const seeded = sayableResult(service, SEEDED_RESULTS[service](new EarlyValues(seed)));
        const said = { service, result: seeded } as CstaResult;
        const left = resultLeft(service, seeded as never, phase);
        const result = { service, result: left } as CstaResult;
        expect(
          back(protocol, { kind: 'result', invokeId: seed, result: said }, service),
          `seed ${seed}`,
        ).toEqual(plain({ kind: 'result', invokeId: seed, result }));
      }
    },
  );

  it.each([...UNANSWERED])('does not answer %s', (service) => {
    const result = { service, result: undefined } as CstaResult;
    expect(protocol.encode({ kind: 'result', invokeId: 1, result })).toBeUndefined();
  });

  it.each(EVENTS)('tells of %s and is understood', (name) => {
    for (const seed of SEEDS) {
      const said = seededReport(name, new EarlyValues(seed));
      const report = reportLeft(said, phase);
      const message: CstaMessage = { kind: 'event', invokeId: seed, report: said };
      if (report === undefined) expect(protocol.encode(message)).toBeUndefined();
      else {
        expect(back(protocol, message), `seed ${seed}`).toEqual(
          plain({ kind: 'event', invokeId: seed, report }),
        );
      }
    }
  });

  it('says what the standard demands of an event of which little is known', () => {
    const event = { event: 'delivered', connection: { call: '02' }, subject: {} } as const;
    const message: CstaMessage = {
      kind: 'event',
      invokeId: 1,
      report: { crossRef: '01', event, cause: 'resynchronised' },
    };
    expect(back(protocol, message)).toEqual({
      ...message,
      report: {
        crossRef: '01',
        event: {
          ...event,
          subject: { status: 'notKnown' },
          callingDevice: { status: 'notKnown' },
          calledDevice: { status: 'notKnown' },
          lastRedirectionDevice: { status: 'notRequired' },
        },
        cause: 'normal',
      },
    });
  });

  it('takes who is kept secret for somebody who is not known', () => {
    const secret = { status: 'restricted' } as const;
    const event = { event: 'held', connection: { call: '02' }, subject: secret } as const;
    const message = { kind: 'event', invokeId: 1, report: { crossRef: '01', event } } as const;
    expect(back(protocol, message)).toMatchObject({
      report: { event: { subject: { status: 'notKnown' } } },
    });
  });

  it('leaves out a name beside a number that is not dialled', () => {
    const device = { form: 'deviceNumber', value: '17' } as const;
    const event = { event: 'doNotDisturb', device: { device, name: 'Ada' }, isOn: true } as const;
    const message = { kind: 'event', invokeId: 1, report: { crossRef: '01', event } } as const;
    expect(back(protocol, message)).toMatchObject({ report: { event: { device: { device } } } });
    expect(back(protocol, message)).not.toHaveProperty('report.event.device.name');
  });

  it('leaves out a name beside a number that would end before its end', () => {
    const device = { form: 'dialingNumber', value: '70>49' } as const;
    const event = { event: 'doNotDisturb', device: { device, name: 'Ada' }, isOn: true } as const;
    const message = { kind: 'event', invokeId: 1, report: { crossRef: '01', event } } as const;
    expect(back(protocol, message)).toEqual({
      ...message,
      report: { crossRef: '01', event: { ...event, device: { device } } },
    });
  });

  it('has no words for forwarding out of do-not-disturb', () => {
    const device = { form: 'dialingNumber', value: '7049' } as const;
    const args = { device, type: 'doNotDisturb', isOn: true } as const;
    const request = { service: 'setForwarding', args } as const;
    expect(() => protocol.encode({ kind: 'request', invokeId: 1, request })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  it('says that an agent in the null state has logged off', () => {
    const event = { event: 'agentState', device: {}, state: 'null' } as const;
    const message = { kind: 'event', invokeId: 1, report: { crossRef: '01', event } } as const;
    expect(back(protocol, message)).toMatchObject({ report: { event: { state: 'loggedOff' } } });
  });

  it.each([
    ['20510203040506', '180E3230353130323033303430353036'],
    ['19990203040506', '170D3939303230333034303530365A'],
    ['20490203040506', '170D3439303230333034303530365A'],
  ])('says %s with as many digits of the year as it takes', (time, element) => {
    const event = { event: 'callCleared', connection: { call: '02' } } as const;
    const message: CstaMessage = {
      kind: 'event',
      invokeId: 1,
      report: { crossRef: '01', event, time },
    };
    expect(back(protocol, message)).toEqual(message);
    const hex = Buffer.from(protocol.encode(message) ?? [])
      .toString('hex')
      .toUpperCase();
    expect(hex).toContain(element);
  });

  it.each([
    ['operation', 'invalidDeviceID', 'operation', 'invalidDeviceID'],
    ['operation', 'serviceNotSupported', 'operation', 'invalidFeature'],
    ['operation', 'invalidParameterValue', 'operation', 'valueOutOfRange'],
    ['operation', 'invalidMonitorObject', 'operation', 'objectNotKnown'],
    ['operation', 'invalidAgentPassword', 'operation', 'generic'],
    ['security', 'generic', 'operation', 'securityViolation'],
    ['state', 'invalidObjectState', 'state', 'invalidObjectState'],
    ['state', 'invalidConnectionState', 'state', 'invalidObjectState'],
    ['system', 'resourceBusy', 'system', 'resourceBusy'],
    ['system', '99', 'system', '99'],
    ['subscribed', 'objectMonitorLimitExceeded', 'subscribed', 'objectMonitorLimitExceeded'],
    ['performance', 'performanceLimitExceeded', 'performance', 'performanceLimitExceeded'],
    ['private', 'generic', 'unspecified', 'unspecified'],
    ['unspecified', 'unspecified', 'unspecified', 'unspecified'],
  ] as const)('refuses for %s %s with %s %s', (category, value, left, word) => {
    const said = { kind: 'refusal', invokeId: 9, refusal: { category, value } } as const;
    expect(back(protocol, said, 'makeCall')).toEqual({
      kind: 'refusal',
      invokeId: 9,
      refusal: { category: left, value: word },
      service: 'makeCall',
    });
  });
});
