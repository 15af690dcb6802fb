import { describe, expect, it } from 'vitest';
import { BerReader } from '../ber/reader.ts';
import { DeliveredEvent, ForwardingEvent } from '../generated/phase-1.ts';
import { PHASE_1_EVENTS } from '../pdu/operations-phase-1.ts';
import { decodePdu } from '../pdu/phases.ts';
import { invoke, octets, vector } from './testing/read-vector.ts';

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

function numberedEvent(id: string, code: number): unknown {
  const { eventType, eventInfo } = invoke(id).argument as {
    readonly eventType: number;
    readonly eventInfo: string;
  };
  expect(eventType).toBe(code);
  const codec = code === PHASE_1_EVENTS.forwarding.code ? ForwardingEvent : DeliveredEvent;
  return codec.decode(new BerReader(octets(eventInfo)));
}
