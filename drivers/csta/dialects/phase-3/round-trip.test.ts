import { describe, expect, it } from 'vitest';
import type { CstaEventName } from '../../model/event-report.ts';
import type { CstaMessage, Protocol } from '../../model/message.ts';
import type { CstaRequest, CstaResult, ServiceName } from '../../model/requests.ts';
import { GENERIC_PHASE_3 } from '../../profiles/generic.ts';
import { HIPATH_3000 } from '../../profiles/makers.ts';
import { createProtocol } from '../create-protocol.ts';
import { SEEDED_EVENTS, seededReport } from '../testing/seeded-reports.ts';
import { SEEDED_ARGS, SEEDED_RESULTS } from '../testing/seeded-services.ts';
import { SeededValues } from '../testing/seeded-values.ts';

const SEEDS = Array.from({ length: 40 }, (_, index) => 285 + index);
const SERVICES = Object.keys(SEEDED_ARGS) as ServiceName[];
const EVENTS = Object.keys(SEEDED_EVENTS) as CstaEventName[];
const protocol = createProtocol(GENERIC_PHASE_3);
const unanswered: ReadonlySet<ServiceName> = protocol.unanswered ?? new Set();

/** Through the octets and back; what a record says of its own octets is left out. */
function back(message: CstaMessage, by: Protocol = protocol, pending?: ServiceName): CstaMessage {
  const octets = by.encode(message);
  if (octets === undefined) throw new Error(`no words for ${JSON.stringify(message)}`);
  expect(by.isWhole(octets)).toBe(true);
  const read = by.decode(octets, undefined, () => pending);
  return JSON.parse(
    JSON.stringify(read, (name, value: unknown) => (name === 'raw' ? undefined : value)),
  ) as CstaMessage;
}

describe('phase III', () => {
  it('has words for every service', () => {
    expect([...protocol.services].toSorted()).toEqual(SERVICES.toSorted());
  });

  it.each(SERVICES)('asks for %s and is understood', (service) => {
    for (const seed of SEEDS) {
      const args = SEEDED_ARGS[service](new SeededValues(seed));
      const request = { service, args } as CstaRequest;
      const message: CstaMessage = { kind: 'request', invokeId: seed, request };
      expect(back(message), `seed ${seed}`).toEqual(message);
    }
  });

  it.each(SERVICES.filter((service) => !unanswered.has(service)))(
    'answers %s and is understood',
    (service) => {
      for (const seed of SEEDS) {
        const result = SEEDED_RESULTS[service](new SeededValues(seed));
        const answer = { service, result } as CstaResult;
        const message: CstaMessage = { kind: 'result', invokeId: seed, result: answer };
        expect(back(message, protocol, service), `seed ${seed}`).toEqual(message);
        expect(back(message), 'where nobody waits for it').toEqual(message);
      }
    },
  );

  it('is not answered what routes a call', () => {
    const routeing = ['routeRequest', 'reRoute', 'routeSelect', 'routeUsed', 'routeEnd'];
    expect([...unanswered]).toEqual(routeing);
  });

  it.each([...unanswered])('does not answer %s', (service) => {
    const result = { service, result: undefined } as CstaResult;
    expect(protocol.encode({ kind: 'result', invokeId: 1, result })).toBeUndefined();
  });

  it.each(EVENTS)('tells of %s and is understood', (name) => {
    for (const seed of SEEDS) {
      const report = seededReport(name, new SeededValues(seed));
      const message: CstaMessage = { kind: 'event', invokeId: seed, report };
      expect(back(message), `seed ${seed}`).toEqual(message);
    }
  });

  it('says what the standard demands of an event of which little is known', () => {
    const message: CstaMessage = {
      kind: 'event',
      invokeId: 1,
      report: {
        crossRef: '01',
        event: { event: 'delivered', connection: { call: '02' }, subject: {} },
      },
    };
    expect(back(message)).toEqual({
      ...message,
      report: {
        crossRef: '01',
        event: {
          event: 'delivered',
          connection: { call: '02' },
          subject: { status: 'notKnown' },
          callingDevice: { status: 'notKnown' },
          calledDevice: { status: 'notKnown' },
          lastRedirectionDevice: { status: 'notRequired' },
        },
      },
    });
  });

  it('calls a cause that it has no word for normal', () => {
    const event = { event: 'callCleared', connection: { call: '02' } } as const;
    const report = { crossRef: '01', event, cause: 'resynchronised' };
    expect(back({ kind: 'event', invokeId: 1, report })).toEqual({
      kind: 'event',
      invokeId: 1,
      report: { ...report, cause: 'normal' },
    });
  });

  it.each([
    { event: 'other', name: 'hookswitch' },
    { event: 'agentState', device: {}, state: 'null' },
  ] as const)('has no words for $name$state', (event) => {
    const report = { crossRef: '01', event };
    expect(protocol.encode({ kind: 'event', invokeId: 1, report })).toBeUndefined();
  });

  it('refuses with a category and a value, and with what it has no word for as generic', () => {
    const refusals = [
      { category: 'operation', value: 'invalidDeviceID' },
      { category: 'security', value: 'generic' },
      { category: 'state', value: 'invalidObjectState' },
      { category: 'system', value: 'resourceBusy' },
      { category: 'subscribed', value: 'objectMonitorLimitExceeded' },
      { category: 'performance', value: '7' },
      { category: 'private', value: 'privateDataInfoError' },
      { category: 'unspecified', value: 'unspecified' },
    ] as const;
    for (const refusal of refusals) {
      const message = { kind: 'refusal', invokeId: 9, refusal } as const;
      expect(back(message)).toEqual(message);
      expect(back(message, protocol, 'makeCall')).toEqual({ ...message, service: 'makeCall' });
    }
    const odd = { category: 'state', value: 'sunday' } as const;
    expect(back({ kind: 'refusal', invokeId: 9, refusal: odd })).toMatchObject({
      refusal: { category: 'state', value: 'generic' },
    });
  });

  it('filters with every bit of every group where the profile says so', () => {
    const full = createProtocol(HIPATH_3000);
    const object = { device: { form: 'dialingNumber', value: '257' } } as const;
    const filterOut = ['callAssociated', 'media', 'voice'] as const;
    const request: CstaRequest = { service: 'monitorStart', args: { object, filterOut } };
    const octets = full.encode({ kind: 'request', invokeId: 1, request });
    expect(
      Buffer.from(octets ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(
      'A135020101020147302D30058003323537A0248004060000008602' +
        '03F88702' +
        '06C088030500008903020000830205008502' +
        '01FE84020700',
    );
  });

  it('reads a filter the other way round where a maker means it so', () => {
    const monitor = {
      filter: 'full',
      polarity: 'set-bit-lets-through',
      filterOut: ['private'],
    } as const;
    const strange = createProtocol({ ...GENERIC_PHASE_3, monitor });
    const object = { device: { form: 'dialingNumber', value: '257' } } as const;
    const filterOut = ['physical'] as const;
    const request: CstaRequest = { service: 'monitorStart', args: { object, filterOut } };
    const message: CstaMessage = { kind: 'request', invokeId: 1, request };
    expect(back(message, strange)).toEqual({
      ...message,
      request: { ...request, args: { object, filterOut: ['physical', 'private'] } },
    });
  });
});
