import { describe, expect, it } from 'vitest';
import { BerReader } from '../ber/reader.ts';
import { BerWriter } from '../ber/writer.ts';
import { KmeSpecificPrivateData } from '../generated/phase-3.ts';
import { decodePdu, encodePdu } from '../pdu/phases.ts';
import { CAPTURED_VECTORS } from '../pdu/testing/captured-vectors.ts';
import { hexOf, invoke, octets, vector } from './testing/read-vector.ts';

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

function linkage(call: string) {
  return {
    globalCallData: { globalCallLinkageID: { globallyUniqueCallLinkageID: call } },
    threadData: {
      threadLinkageID: { globallyUniqueThreadID: '04B4429250F70788010080000000B164' },
    },
  };
}
