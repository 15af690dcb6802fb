import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CstaEvent } from '../model/event-report.ts';
import type { CstaMessage } from '../model/message.ts';
import type { CstaRequest, CstaResult, ServiceName } from '../model/requests.ts';
import { ARGS, EVENTS, INVOKE_ID, REFUSAL, reportOf, RESULTS } from './testing/messages.ts';
import { UNANSWERED_SERVICES, XmlProtocol, type XmlOptions } from './xml-protocol.ts';

const SERVICES = Object.keys(ARGS) as readonly ServiceName[];
const RUNS = { seed: 323, numRuns: 25 };
const SETTINGS: Readonly<Record<string, XmlOptions>> = {
  'edition 3, digits': { edition: 3 },
  'edition 6, tel': { edition: 6, deviceIds: { form: 'tel', suffix: ';phone-context=dialstring' } },
  DMCC: {
    edition: 3,
    typeOfNumber: 'other',
    deviceIds: { form: 'template', template: '{number}:SWITCH::0' },
  },
};

function back(protocol: XmlProtocol, message: CstaMessage): CstaMessage {
  const octets = protocol.encode(message);
  if (octets === undefined) throw new Error(`no words for ${JSON.stringify(message)}`);
  const invokeId = 'invokeId' in message ? message.invokeId : undefined;
  const read = protocol.decode(octets, invokeId, () => undefined);
  return withoutRaw(read);
}

/** A call record carries its own markup, which is never written. */
function withoutRaw(message: CstaMessage): CstaMessage {
  return JSON.parse(
    JSON.stringify(message, (key, value: unknown) => (key === 'raw' ? undefined : value)),
  ) as CstaMessage;
}

function expectBack(protocol: XmlProtocol, message: CstaMessage): void {
  expect(back(protocol, message)).toEqual(JSON.parse(JSON.stringify(message)));
}

describe.each(Object.entries(SETTINGS))('CSTA XML, %s', (_, options) => {
  it.each(SERVICES)('reads the request %s as it wrote it', (service) => {
    const protocol = new XmlProtocol(options);
    assert(
      property(ARGS[service], INVOKE_ID, (args: unknown, invokeId) => {
        const request = { service, args } as CstaRequest;
        expectBack(protocol, { kind: 'request', invokeId, request });
      }),
      RUNS,
    );
  });

  it.each(SERVICES.filter((service) => !UNANSWERED_SERVICES.has(service)))(
    'reads the answer to %s as it wrote it',
    (service) => {
      const protocol = new XmlProtocol(options);
      assert(
        property(RESULTS[service], INVOKE_ID, (result: unknown, invokeId) => {
          const answer = { service, result } as CstaResult;
          expectBack(protocol, { kind: 'result', invokeId, result: answer });
        }),
        RUNS,
      );
    },
  );

  it.each(Object.keys(EVENTS) as readonly CstaEvent['event'][])(
    'reads the event %s as it wrote it',
    (name) => {
      const protocol = new XmlProtocol(options);
      assert(
        property(reportOf(name), (report) => {
          expectBack(protocol, { kind: 'event', invokeId: 9_999, report });
        }),
        RUNS,
      );
    },
  );

  it('reads every refusal as it wrote it', () => {
    const protocol = new XmlProtocol(options);
    assert(
      property(REFUSAL, INVOKE_ID, (refusal, invokeId) => {
        expectBack(protocol, { kind: 'refusal', invokeId, refusal });
      }),
      { seed: 323, numRuns: 100 },
    );
  });
});
