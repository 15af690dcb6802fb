import { describe, expect, it } from 'vitest';
import { BerReader } from '../ber/reader.ts';
import { BerWriter } from '../ber/writer.ts';
import { DeliveredEvent, ForwardingEvent } from '../generated/phase-1.ts';
import { KmeSpecificPrivateData } from '../generated/phase-3.ts';
import { decodePdu, encodePdu } from '../pdu/phases.ts';
import { PHASE_1_EVENTS } from '../pdu/operations-phase-1.ts';
import { CAPTURED_VECTORS } from '../pdu/testing/captured-vectors.ts';

const octets = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

function vector(id: string) {
  const found = CAPTURED_VECTORS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

function invoke(id: string): { readonly operation: unknown; readonly argument: unknown } {
  const { phase, hex } = vector(id);
  const pdu = decodePdu(octets(hex), phase);
  if (!('invoke' in pdu)) throw new Error(`${id} is no invoke`);
  return { operation: pdu.invoke.operation, argument: pdu.invoke.argument };
}

/** The call control event of a phase III report. */
function event(id: string): unknown {
  const { operation, argument } = invoke(id);
  expect(operation).toBe('eventReport');
  const { eventSpecificInfo } = argument as {
    readonly eventSpecificInfo: { readonly callControlEvents?: unknown };
  };
  return eventSpecificInfo.callControlEvents;
}

const number = (dialingNumber: string) => ({ deviceIdentifier: { dialingNumber } });
const party = (digits: string) => ({ deviceIdentifier: number(digits) });
const connection = (callID: string, digits: string) => ({
  both: { callID, deviceID: { staticID: number(digits) } },
});

describe('every vector', () => {
  it.each(CAPTURED_VECTORS)('$id is read with no element unknown and written back', (one) => {
    const pdu = decodePdu(octets(one.hex), one.phase);
    expect(JSON.stringify(pdu)).not.toContain('$unknown');
    expect(hexOf(encodePdu(pdu, one.phase))).toBe(one.hex);
  });

  it('there are 71 of them', () => {
    expect(CAPTURED_VECTORS).toHaveLength(71);
  });
});

describe('association control', () => {
  it('Panasonic says its version and nothing of a login', () => {
    expect(decodePdu(octets(vector('pan-aarq').hex), 'III')).toEqual({
      aarq: {
        protocolVersion: '1',
        applicationContextName: '1.3.12.0.218',
        userInformation: [
          {
            directReference: '1.3.12.0.285.200',
            encoding: { singleAsn1Type: { newDefinition: { cstaVersion: '0000100000000000' } } },
          },
        ],
      },
    });
  });

  it('HiPath is told a name and a password and answers with two strings', () => {
    expect(decodePdu(octets(vector('hp-AARQ').hex), 'III')).toMatchObject({
      aarq: {
        senderAcseRequirements: '10',
        callingAuthenticationValue: {
          external: {
            encoding: {
              singleAsn1Type: {
                senderAuthentication: {
                  authenticationName: hexOf(Buffer.from('AMHOST')),
                  authenticationPassword: hexOf(Buffer.from('77777')),
                },
              },
            },
          },
        },
      },
    });
    expect(decodePdu(octets(vector('hp-AARE').hex), 'III')).toMatchObject({
      aare: {
        result: 0,
        resultSourceDiagnostic: { acseServiceUser: 0 },
        respondingAuthenticationValue: {
          external: {
            encoding: {
              singleAsn1Type: {
                responderAuthentication: {
                  apsStamp: hexOf(Buffer.from('APS-STAMP-16-OCT')),
                  systemVersion: hexOf(Buffer.from('SYS-V01')),
                },
              },
            },
          },
        },
      },
    });
  });

  it('OmniPCX is told the wanted services bit by bit', () => {
    expect(decodePdu(octets(vector('ale-aarq').hex), 'II')).toMatchObject({
      aarq: {
        applicationContextName: '1.3.12.0.180',
        userInformation: [
          {
            directReference: '1.3.12.0.218.200',
            encoding: {
              singleAsn1Type: {
                oldDefinition: {
                  cstaVersion: '11000',
                  cstaFunctionsRequiredByApplication: {
                    switchingFunctionServices: '111001111011011001001',
                    bidirectionalServices: '11',
                    statusReportingServices: '11110',
                  },
                  cstaFunctionsThatCanBeSupplied: { computingFunctionServices: '11011' },
                },
              },
            },
          },
        ],
      },
    });
  });

  it('an abort says who and why', () => {
    const abrt = { abortSource: 0, abortDiagnostic: 1 };
    expect(decodePdu(octets(vector('hp-ABRT').hex), 'III')).toEqual({ abrt });
  });
});

describe('phase III', () => {
  it('system status is normal, and NULL acknowledges it', () => {
    expect(invoke('pan-sysstat-inv')).toEqual({
      operation: 'systemStatus',
      argument: { systemStatus: 'normal' },
    });
    expect(decodePdu(octets(vector('pan-sysstat-res').hex), 'III')).toEqual({
      returnResult: { invokeId: 1, operation: 'systemStatus', result: { noData: null } },
    });
  });

  it('a monitor is started on a device with an empty filter', () => {
    expect(invoke('pan-monstart-101')).toEqual({
      operation: 'monitorStart',
      argument: { monitorObject: { deviceObject: number('101') }, requestedMonitorFilter: {} },
    });
  });

  it('a monitor is started on a call', () => {
    expect(invoke('p3-monitorstart-call').argument).toEqual({
      monitorObject: { callObject: connection('B164', '257') },
      monitorType: 'call',
    });
  });

  it('HiPath has a bit for every event of every group', () => {
    expect(invoke('hp-MonitorStart').argument).toEqual({
      monitorObject: { deviceObject: number('257') },
      requestedMonitorFilter: {
        callControl: '0'.repeat(18),
        callAssociated: '0'.repeat(5),
        mediaAttachment: '00',
        physicalDeviceFeature: '0'.repeat(11),
        logicalDeviceFeature: '0'.repeat(14),
        maintenance: '000',
        voiceUnit: '0'.repeat(7),
        private: '0',
      },
    });
  });

  it('a call is made with options out of the order of their tags', () => {
    expect(invoke('p3-makecall-doNotPrompt')).toEqual({
      operation: 'makeCall',
      argument: {
        callingDevice: number('100'),
        calledDirectoryNumber: number('0123456789'),
        autoOriginate: 'doNotPrompt',
        correlatorData: '616263',
        userData: '6869',
      },
    });
  });

  it('Panasonic rings, with an outside line as the caller and two private elements', () => {
    expect(event('pan-delivered-7049')).toEqual({
      delivered: {
        connection: connection('30304634', '7049'),
        alertingDevice: party('7049'),
        callingDevice: { deviceIdentifier: { deviceIdentifier: { deviceNumber: 0x1550000 } } },
        calledDevice: party('7049'),
        lastRedirectionDevice: { notRequired: null },
        localConnectionInfo: 'alerting',
        cause: 'newCall',
        extensions: {
          privateData: [
            'A611A60F300D860B4E34313336363137303234',
            'A611B10F300D860B4E3C373034393E37303439',
          ],
        },
      },
    });
  });

  it('Panasonic tells the outside caller and the dialled number in its private data', () => {
    const text = (hex: string) => ({ deviceIdentifier: { other: hexOf(Buffer.from(hex)) } });
    const read = (hex: string) => KmeSpecificPrivateData.decode(new BerReader(octets(hex)));
    expect(read('A611A60F300D860B4E34313336363137303234')).toEqual({
      kmeAdditionalData: { device: text('N4136617024') },
    });
    expect(read('A611B10F300D860B4E3C373034393E37303439')).toEqual({
      kmeAdditionalData: { didNo: text('N<7049>7049') },
    });
  });

  it.each([
    ['pan-escape-ext', 'station'],
    ['pan-escape-co', 'networkInterface'],
  ] as const)('%s asks a Panasonic for its devices of one category', (id, standardDevice) => {
    const privateData = { deviceList: { category: { standardDevice } } };
    const w = new BerWriter();
    KmeSpecificPrivateData.encode(w, { kmeSystemData: { getSystemData: privateData } });
    expect(invoke(id).argument).toEqual({ privateData: hexOf(w.view()) });
  });

  it('HiPath stamps its events with the time', () => {
    expect(event('hp-ConnectionCleared')).toEqual({
      connectionCleared: {
        droppedConnection: connection('B164', '257'),
        releasingDevice: party('257'),
        localConnectionInfo: 'null',
        cause: 'normalClearing',
        extensions: { security: { timestamp: '20100912193250' } },
      },
    });
  });

  it('HiPath transfers: old and new connections, endpoints and call linkage', () => {
    expect(event('hp-Transferred')).toEqual({
      transferred: {
        primaryOldCall: connection('B164', '257'),
        secondaryOldCall: connection('B169', '257'),
        transferringDevice: party('257'),
        transferredToDevice: party('100'),
        transferredConnections: [
          {
            newConnection: connection('B16B', '7806'),
            oldConnection: connection('B164', '7806'),
            endpoint: { deviceID: number('01234567890') },
            associatedNID: { deviceID: number('7806') },
          },
          {
            newConnection: connection('B164', '257'),
            oldConnection: connection('B169', '257'),
            endpoint: { deviceID: number('257') },
          },
        ],
        localConnectionInfo: 'null',
        cause: 'transfer',
        callLinkageDataList: {
          newCallLinkageData: linkage('013CBAAA50F70788010080000000B16B'),
          oldCallLinkageData: linkage('0001308A50F70788010080000000B169'),
        },
        extensions: { security: { timestamp: '20100912193300' } },
      },
    });
  });

  it('a conference lists its connections in a plain sequence', () => {
    expect(event('p3-conferenced')).toEqual({
      conferenced: {
        primaryOldCall: connection('B164', '257'),
        secondaryOldCall: connection('B169', '257'),
        conferencingDevice: party('257'),
        addedParty: party('300'),
        conferenceConnections: [
          {
            newConnection: connection('B16B', '257'),
            endpoint: { deviceID: number('257') },
          },
        ],
        localConnectionInfo: 'connected',
        cause: 'conference',
      },
    });
  });

  it('a queue tells how long it is', () => {
    expect(event('p3-queued')).toMatchObject({
      queued: {
        queue: party('500'),
        numberQueued: 3,
        callsInFront: 2,
        localConnectionInfo: 'queued',
        cause: 'enteringDistribution',
      },
    });
  });

  it('a line is known by a dynamic identifier', () => {
    expect(event('p3-networkreached')).toMatchObject({
      networkReached: {
        outboundConnection: { both: { callID: '0102', deviceID: { dynamicID: '09' } } },
        networkInterfaceUsed: { deviceIdentifier: { deviceIdentifier: { deviceNumber: 7 } } },
      },
    });
  });

  it('an error and two rejects', () => {
    expect(decodePdu(octets(vector('p3-error').hex), 'III')).toEqual({
      returnError: {
        invokeId: 4,
        error: 'universalFailure',
        parameter: { operation: 'invalidDeviceID' },
      },
    });
    expect(decodePdu(octets(vector('p3-reject').hex), 'III')).toEqual({
      reject: { invokeId: 4, problem: { invoke: 1 } },
    });
    expect(decodePdu(octets(vector('p3-reject-noid').hex), 'III')).toEqual({
      reject: { invokeId: null, problem: { general: 0 } },
    });
  });
});

describe('phase II', () => {
  it('a monitor and a snapshot take the device bare', () => {
    const device = { dialingNumber: '29707' };
    expect(invoke('ale-monitorstart').argument).toEqual({ monitorObject: { device } });
    expect(invoke('ale-snapshotdevice').argument).toEqual(device);
  });

  it('Alcatel names devices implicitly and connections dynamically', () => {
    expect(invoke('p2-delivered')).toEqual({
      operation: 'eventReport',
      argument: {
        crossRefIdentifier: '0142F900',
        eventSpecificInfo: {
          callEvents: {
            delivered: {
              connection: { call: '0058', device: { dynamicID: '10960100' } },
              alertingDevice: { implicitPrivate: '3001' },
              callingDevice: { implicitPrivate: '3331' },
              calledDevice: { implicitPrivate: '3001' },
              lastRedirectionDevice: { notRequired: null },
              localConnectionInfo: 'alerting',
              cause: 'newCall',
            },
          },
        },
      },
    });
  });
});

describe('phase II with few fields', () => {
  const implicitPrivate = (digits: string) => ({ implicitPrivate: digits });
  const dynamic = (call: string, dynamicID = '10960100') => ({ call, device: { dynamicID } });

  it('service initiated names no device, retrieved no cause', () => {
    expect(callEvent('p2-serviceinitiated')).toEqual({
      serviceInitiated: {
        initiatedConnection: dynamic('0058'),
        localConnectionInfo: 'initiated',
      },
    });
    expect(callEvent('p2-retrieved')).toEqual({
      retrieved: {
        retrievedConnection: dynamic('0058'),
        retrievingDevice: implicitPrivate('29707'),
        localConnectionInfo: 'connected',
      },
    });
  });

  it('a caller from outside is an implicit public number', () => {
    expect(callEvent('p2-delivered-outside')).toMatchObject({
      delivered: {
        callingDevice: { implicitPublic: '00612345678' },
        lastRedirectionDevice: { notKnown: null },
      },
    });
  });

  it('a call is diverted to a subject device', () => {
    expect(callEvent('p2-diverted')).toMatchObject({
      diverted: {
        divertingDevice: implicitPrivate('29707'),
        newDestination: implicitPrivate('2970801'),
        cause: 'redirected',
      },
    });
  });

  it('a transfer lists entries of a connection and a device', () => {
    expect(callEvent('p2-transferred')).toMatchObject({
      transferred: {
        primaryOldCall: dynamic('0058'),
        secondaryOldCall: dynamic('0059'),
        transferringDevice: implicitPrivate('29707'),
        transferredDevice: implicitPrivate('29708'),
        transferredConnections: [
          {
            entry: { connection: dynamic('005A'), associatedNID: { dialingNumber: '29708' } },
          },
          { entry: { connection: dynamic('005A', '10960102') } },
        ],
      },
    });
  });

  it('the time stands beside the event, with a short year', () => {
    expect(invoke('p2-held').argument).toMatchObject({
      eventSpecificInfo: { callEvents: { held: { cause: 'consultation' } } },
      extensions: { security: { timestamp: '250312101530Z' } },
    });
  });

  it('the filter of a started monitor has a bit for every event, and private is yes or no', () => {
    expect(decodePdu(octets(vector('p2-monitorstart-result').hex), 'II')).toEqual({
      returnResult: {
        invokeId: 1,
        operation: 'monitorStart',
        result: {
          resultSeq: {
            crossRefIdentifier: '0142F900',
            monitorFilter: {
              call: '10000000000000',
              feature: '00000000',
              agent: '000000',
              maintenance: '00',
              voiceUnit: '0000000',
              private: false,
            },
          },
        },
      },
    });
  });

  it('system status is a bare name', () => {
    expect(invoke('p2-systemstatus')).toEqual({
      operation: 'systemStatus',
      argument: { systemStatus: 'normal' },
    });
  });

  function callEvent(id: string): unknown {
    const { eventSpecificInfo } = invoke(id).argument as {
      readonly eventSpecificInfo: { readonly callEvents?: unknown };
    };
    return eventSpecificInfo.callEvents;
  }
});

describe('phase I', () => {
  it('a call is made from a bare device to a called device', () => {
    expect(invoke('p1-makecall')).toEqual({
      operation: 'makeCall',
      argument: {
        callingDevice: { dialingNumber: '1144' },
        calledDirectoryNumber: { dialingNumber: '1106' },
      },
    });
  });

  it('the number before an event says how to read it', () => {
    expect(numberedEvent('p1-delivered', PHASE_1_EVENTS.delivered.code)).toEqual({
      connection: { call: '0058', device: { dialingNumber: '1144' } },
      alertingDevice: { dialingNumber: '1144' },
      callingDevice: { dialingNumber: '1106' },
      calledDevice: { dialingNumber: '1144' },
      lastRedirectionDevice: { notRequired: null },
      localConnectionInfo: 'alerting',
      cause: 'newCall',
    });
    expect(numberedEvent('p1-forwarding', PHASE_1_EVENTS.forwarding.code)).toEqual({
      device: { dialingNumber: '1348' },
      forwardingInformation: {
        forwardingType: 'forwardAlwaysOn',
        forwardDN: { number: '8109' },
      },
    });
  });
});

function linkage(call: string) {
  return {
    globalCallData: { globalCallLinkageID: { globallyUniqueCallLinkageID: call } },
    threadData: {
      threadLinkageID: { globallyUniqueThreadID: '04B4429250F70788010080000000B164' },
    },
  };
}

function numberedEvent(id: string, code: number): unknown {
  const { eventType, eventInfo } = invoke(id).argument as {
    readonly eventType: number;
    readonly eventInfo: string;
  };
  expect(eventType).toBe(code);
  const codec = code === PHASE_1_EVENTS.forwarding.code ? ForwardingEvent : DeliveredEvent;
  return codec.decode(new BerReader(octets(eventInfo)));
}
