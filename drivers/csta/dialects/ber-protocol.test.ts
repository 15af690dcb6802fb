import { describe, expect, it } from 'vitest';
import type { CstaMessage } from '../model/message.ts';
import { encodePdu } from '../pdu/phases.ts';
import { CAPTURED_VECTORS } from '../pdu/testing/captured-vectors.ts';
import { SeededRandom, randomInteger } from '../../../src/base/random.ts';
import { ASSOCIATION_OF_218, GENERIC_PHASE_3, GENERIC_XML } from '../profiles/generic.ts';
import { HIPATH_3000, PANASONIC_KX } from '../profiles/makers.ts';
import { BerProtocol } from './ber-protocol.ts';
import { createProtocol } from './create-protocol.ts';
import { PHASE_3 } from './phase-3/vocabulary.ts';

const protocol = createProtocol(GENERIC_PHASE_3);
const nobody = () => undefined;

function read(pdu: Parameters<typeof encodePdu>[0], pending: typeof nobody | (() => 'makeCall')) {
  return protocol.decode(encodePdu(pdu, 'III'), undefined, pending);
}

function back(message: CstaMessage, by = protocol): CstaMessage {
  return by.decode(by.encode(message) ?? new Uint8Array(), undefined, nobody);
}

const ON_HOOK = { device: { notKnown: null }, hookswitchOnHook: true };
const OF_DEVICE = { device: { deviceIdentifier: { dialingNumber: '257' } } };

describe('a protocol in BER', () => {
  it('takes an operation without words for a request that is not known', () => {
    expect(
      read({ invoke: { invokeId: 7, operation: 'getAutoAnswer', argument: OF_DEVICE } }, nobody),
    ).toEqual({
      kind: 'unknown-request',
      invokeId: 7,
      operation: 'getAutoAnswer',
      problem: 'unrecognisedOperation',
    });
    expect(read({ invoke: { invokeId: 7, operation: 999, argument: '0500' } }, nobody)).toEqual({
      kind: 'unknown-request',
      invokeId: 7,
      operation: '999',
      problem: 'unrecognisedOperation',
    });
    const problem = 'unrecognisedOperation';
    const message = { kind: 'unknown-request', invokeId: 7, operation: 'x', problem } as const;
    expect(protocol.encode(message)).toBeUndefined();
  });

  it('has a request rejected of which nothing but its number can be read', () => {
    const mistyped = { kind: 'unknown-request', invokeId: 7, problem: 'mistypedArgument' };
    expect(read({ invoke: { invokeId: 7, operation: 'makeCall' } }, nobody)).toMatchObject(
      mistyped,
    );
    const octets = Uint8Array.from([0xa1, 0x09, 2, 1, 7, 2, 1, 10, 0x30, 1, 0x05]);
    expect(() => protocol.decode(octets, undefined, nobody)).toThrow('malformed-frame');
    const boolean = Uint8Array.from([0xa1, 0x09, 2, 1, 7, 2, 1, 10, 1, 1, 0xff]);
    expect(protocol.decode(boolean, undefined, nobody)).toMatchObject(mistyped);
  });

  it('does not take a request for anything without what it asks', () => {
    expect(() => read({ invoke: { invokeId: 7, operation: 'eventReport' } }, nobody)).toThrow(
      /without an argument/,
    );
    expect(read({ invoke: { invokeId: 7, operation: 'requestSystemStatus' } }, nobody)).toEqual({
      kind: 'request',
      invokeId: 7,
      request: { service: 'requestSystemStatus', args: undefined },
    });
  });

  it('reads a result that does not say its operation by what was asked', () => {
    const bare = encodePdu({ returnResult: { invokeId: 7 } }, 'III');
    expect(protocol.decode(bare, undefined, () => 'holdCall')).toEqual({
      kind: 'result',
      invokeId: 7,
      result: { service: 'holdCall', result: undefined },
    });
    expect(protocol.decode(bare, undefined, () => 'transferCall')).toEqual({
      kind: 'result',
      invokeId: 7,
      result: { service: 'transferCall', result: {} },
    });
    expect(protocol.decode(bare, undefined, () => 'makeCall')).toMatchObject({
      kind: 'unreadable-answer',
      invokeId: 7,
      error: { message: expect.stringContaining('says nothing') },
    });
  });

  it('does not take the answer to one question for that to another', () => {
    const other = {
      returnResult: { invokeId: 7, operation: 'holdCall', result: { noData: null } },
    };
    expect(read(other, () => 'makeCall')).toMatchObject({
      kind: 'unreadable-answer',
      invokeId: 7,
      error: { message: expect.stringContaining('holdCall where makeCall was asked') },
    });
  });

  it('reads any result that nobody waits for as far as it can', () => {
    const late = (returnResult: object) => read({ returnResult } as never, nobody);
    expect(late({ invokeId: 8 })).toMatchObject({ kind: 'result', invokeId: 8 });
    expect(late({ invokeId: 8, operation: 999, result: '0500' })).toMatchObject({ invokeId: 8 });
    expect(late({ invokeId: 8, operation: 'makeCall', result: null })).toMatchObject({
      invokeId: 8,
    });
    const ack = { invokeId: 8, operation: 'holdCall', result: { noData: null } };
    expect(late(ack)).toEqual({
      kind: 'result',
      invokeId: 8,
      result: { service: 'holdCall', result: undefined },
    });
  });

  it('keeps the number of an error that is not universalFailure', () => {
    expect(
      read({ returnError: { invokeId: 3, error: 22, parameter: '0500' } }, () => 'makeCall'),
    ).toEqual({
      kind: 'refusal',
      invokeId: 3,
      refusal: { category: 'unspecified', value: '22' },
      service: 'makeCall',
    });
    expect(read({ returnError: { invokeId: 3, error: 'universalFailure' } }, nobody)).toMatchObject(
      {
        refusal: { category: 'unspecified' },
      },
    );
  });

  it.each([
    ['unrecognisedOperation', 'invoke.unrecognizedOperation'],
    ['invoke.mistypedArgument', 'invoke.mistypedArgument'],
    ['result.unrecognizedInvocation', 'result.unrecognizedInvocation'],
    ['error.unrecognizedInvocation', 'error.unrecognizedInvocation'],
    ['general.badlyStructuredPDU', 'general.badlyStructuredPDU'],
    ['invoke.77', 'invoke.77'],
    ['it is sunday', 'general.unrecognizedPDU'],
  ])('rejects with %s and means %s', (said, problem) => {
    expect(back({ kind: 'reject', invokeId: 5, problem: said })).toEqual({
      kind: 'reject',
      invokeId: 5,
      problem,
    });
  });

  it('associates, releases and aborts', () => {
    const login = { name: 'Müller', password: '' };
    for (const message of [
      { kind: 'associate' },
      { kind: 'associate', login },
      { kind: 'associated', isAccepted: true },
      { kind: 'release' },
      { kind: 'released' },
      { kind: 'abort', reason: 'protocol error' },
    ] as const) {
      expect(back(message)).toEqual(message);
    }
    expect(back({ kind: 'abort' })).toEqual({ kind: 'abort', reason: 'no reason given' });
    expect(back({ kind: 'associated', isAccepted: false })).toEqual({
      kind: 'associated',
      isAccepted: false,
      information: 'rejected for good: no reason given',
    });
  });

  it('says who it is and why it refuses where a login is wanted', () => {
    const hipath = createProtocol(HIPATH_3000);
    expect(back({ kind: 'associate' }, hipath)).toEqual({
      kind: 'associate',
      login: { name: 'AMHOST', password: '77777' },
    });
    const accepted = { kind: 'associated', isAccepted: true } as const;
    expect(back(accepted, hipath)).toEqual({ ...accepted, information: 'Crosspoint, 1' });
    expect(back({ ...accepted, information: 'only one' }, hipath)).toEqual({
      ...accepted,
      information: 'only one',
    });
    expect(back({ kind: 'associated', isAccepted: false }, hipath)).toEqual({
      kind: 'associated',
      isAccepted: false,
      information: 'rejected for good: authentication failure',
    });
  });

  it('offers the functions of phase II in the definition of before', () => {
    const { hex } = CAPTURED_VECTORS.find(({ id }) => id === 'ale-aarq') ?? { hex: '' };
    const association = { ...ASSOCIATION_OF_218, applicationContext: '1.3.12.0.180' };
    const vocabulary = PHASE_3.vocabularyFor(GENERIC_PHASE_3);
    const settings = {
      phase: 'II',
      vocabulary,
      association: { ...association, versions: '11000' },
    } as const;
    const octets = new BerProtocol(settings).encode({ kind: 'associate' });
    expect(
      Buffer.from(octets ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(hex);
  });

  it('has no association to speak of where the profile has none', () => {
    const vocabulary = PHASE_3.vocabularyFor(GENERIC_PHASE_3);
    const bare = new BerProtocol({ phase: 'III', vocabulary, association: { kind: 'none' } });
    for (const kind of ['associate', 'release', 'released', 'abort'] as const) {
      expect(bare.encode({ kind })).toBeUndefined();
    }
  });

  it.each([
    [{ callControlEvents: { offered: { offeredConnection: { callID: '01' } } } }, 'offered'],
    [{ callControlEvents: { $unknown: 'B700' } }, '[23]'],
    [{ logicalDeviceFeatureEvents: { presenceState: '0500' } }, 'presenceState'],
    [{ physicalDeviceFeatureEvents: { hookswitch: ON_HOOK } }, 'hookswitch'],
    [{ callAssociatedEvents: { $unknown: '8900' } }, '[9]'],
    [{ voiceUnitEvents: '0500' }, 'voiceUnitEvents'],
  ])('tells of an event that it has no use for: %j', (eventSpecificInfo, name) => {
    const argument = { crossRefIdentifier: '01', eventSpecificInfo };
    const report = { crossRef: '01', event: { event: 'other', name } };
    expect(read({ invoke: { invokeId: 2, operation: 'eventReport', argument } }, nobody)).toEqual({
      kind: 'event',
      invokeId: 2,
      report,
    });
  });

  it('reads past what it does not know', () => {
    const argument = {
      crossRefIdentifier: '01',
      eventSpecificInfo: {
        callControlEvents: {
          held: {
            heldConnection: { callID: '02' },
            holdingDevice: { $unknown: '8F00' },
            localConnectionInfo: 99,
            cause: 999,
            $unknown: ['9E00'],
          },
        },
      },
      $unknown: ['9F2000'],
    };
    expect(read({ invoke: { invokeId: 2, operation: 'eventReport', argument } }, nobody)).toEqual({
      kind: 'event',
      invokeId: 2,
      report: {
        crossRef: '01',
        event: { event: 'held', connection: { call: '02' }, subject: {} },
        cause: '999',
      },
    });
  });

  it('knows a whole PDU from a part of one', () => {
    const octets = protocol.encode({ kind: 'release' }) ?? new Uint8Array();
    expect(protocol.isWhole(octets)).toBe(true);
    expect(protocol.isWhole(octets.subarray(0, -1))).toBe(false);
  });

  it('is made for XML as well', () => {
    expect(createProtocol(GENERIC_XML).services.has('makeCall')).toBe(true);
  });

  it('never throws anything but malformed-frame, whatever comes', () => {
    const random = new SeededRandom(2026);
    const services = [...protocol.services, undefined];
    const protocols = [GENERIC_PHASE_3, HIPATH_3000, PANASONIC_KX].map(createProtocol);
    const octetsOf = ({ hex }: { readonly hex: string }) => Buffer.from(hex, 'hex');
    const messages = CAPTURED_VECTORS.filter(({ phase }) => phase === 'III').map(octetsOf);
    for (let run = 0; run < 8_000; run += 1) {
      const octets = Buffer.from(messages[run % messages.length] as Buffer);
      for (let spoilt = randomInteger(random, 3); spoilt >= 0; spoilt -= 1) {
        octets[randomInteger(random, octets.length)] = randomInteger(random, 256);
      }
      const pending = services[randomInteger(random, services.length)];
      try {
        protocols[run % 3]?.decode(octets, undefined, () => pending);
      } catch (error) {
        expect(error, octets.toString('hex')).toMatchObject({ code: 'malformed-frame' });
      }
    }
  });
});
