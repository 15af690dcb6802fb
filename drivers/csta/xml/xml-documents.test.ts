import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { pick, randomInteger, SeededRandom } from '../../../src/base/random.ts';
import type { CstaMessage } from '../model/message.ts';
import type { CstaRequest } from '../model/requests.ts';
import { ARGS, reportOf } from './testing/messages.ts';
import { UNANSWERED_SERVICES, XmlProtocol, type XmlOptions } from './xml-protocol.ts';

const ED3 = 'http://www.ecma-international.org/standards/ecma-323/csta/ed3';
const ED4 = 'http://www.ecma-international.org/standards/ecma-323/csta/ed4';

function read(document: string, invokeId?: number, options?: XmlOptions): CstaMessage {
  return new XmlProtocol(options).decode(Buffer.from(document), invokeId, () => undefined);
}

function written(message: CstaMessage, options?: XmlOptions): string {
  return Buffer.from(new XmlProtocol(options).encode(message) ?? []).toString();
}

function dialing(value: string): { form: 'dialingNumber'; value: string } {
  return { form: 'dialingNumber', value };
}

/** In the forms that real switches and clients were seen to use; the values are our own. */
describe('documents as they are sent', () => {
  it('reads a delivered call with names, layout, and much that is passed over', () => {
    const message = read(
      `<?xml version="1.0" encoding="UTF-8"?>
<DeliveredEvent xmlns="${ED4}">
   <monitorCrossRefID>117</monitorCrossRefID>
   <connection>
      <callID>FF0001000000AB</callID>
      <deviceID>3021002</deviceID>
   </connection>
   <alertingDevice>
      <deviceIdentifier>N&lt;3021002&gt;;noa=nk</deviceIdentifier>
   </alertingDevice>
   <callingDevice>
      <deviceIdentifier>N&lt;7865550&gt;Ada L;displayNumber=7865550;uid=FF0001</deviceIdentifier>
   </callingDevice>
   <calledDevice><deviceIdentifier>3021002</deviceIdentifier></calledDevice>
   <lastRedirectionDevice>
      <notRequired/>
   </lastRedirectionDevice>
   <localConnectionInfo>alerting</localConnectionInfo>
   <correlatorData>
      <string>
         4
         1C3A4
      </string>
   </correlatorData>
   <cause>enteringDistribution</cause>
   <servicesPermitted>
      <callControlServices><clearConnection>true</clearConnection></callControlServices>
   </servicesPermitted>
   <networkCalledDevice><deviceIdentifier>02911</deviceIdentifier></networkCalledDevice>
   <extensions>
      <privateData>
         <private xmlns:scx="http://www.siemens.com/schema/csta">
            <scx:extendedServicesPermitted/>
         </private>
      </privateData>
   </extensions>
</DeliveredEvent>`,
    );
    expect(message).toEqual({
      kind: 'event',
      invokeId: 9_999,
      report: {
        crossRef: '117',
        event: {
          event: 'delivered',
          connection: { call: 'FF0001000000AB', device: dialing('3021002') },
          subject: { device: dialing('3021002') },
          callingDevice: { device: dialing('7865550'), name: 'Ada L' },
          calledDevice: { device: dialing('3021002') },
          lastRedirectionDevice: { status: 'notRequired' },
        },
        localState: 'alerting',
        correlator: 'Aä',
        cause: 'enteringDistribution',
        privateData:
          '<scx:extendedServicesPermitted xmlns:scx="http://www.siemens.com/schema/csta"/>',
      },
    });
  });

  it('reads prefixed elements, an empty status, and single quotes', () => {
    expect(
      read(
        `<?xml version='1.0' encoding='utf-8' standalone="yes"?><ns3:MonitorStart xmlns:ns2="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns3="${ED4}"><ns3:monitorObject><ns3:deviceObject typeOfNumber="dialingNumber">3021</ns3:deviceObject></ns3:monitorObject></ns3:MonitorStart>`,
        12,
      ),
    ).toEqual({
      kind: 'request',
      invokeId: 12,
      request: { service: 'monitorStart', args: { object: { device: dialing('3021') } } },
    });
    expect(read(`<ns3:SystemStatus xmlns:ns3="${ED4}"/>`, 3)).toMatchObject({
      request: { service: 'systemStatus', args: { status: 'normal' } },
    });
  });

  it('reads elements out of order and in no namespace', () => {
    const document =
      '<DeflectCall><callToBeDiverted><deviceID>A</deviceID><callID>1</callID></callToBeDiverted><newDestination>B</newDestination></DeflectCall>';
    expect(read(document, 2)).toMatchObject({
      request: {
        service: 'deflectCall',
        args: { connection: { call: '1', device: dialing('A') }, newDestination: 'B' },
      },
    });
  });

  it('reads a request in the namespace of the session', () => {
    const document = `<MakeCall xmlns="http://www.ecma-international.org/standards/ecma-354/appl_session">
      <callingDevice typeOfNumber="other" mediaClass="notKnown">7049:SW::0</callingDevice>
      <calledDirectoryNumber typeOfNumber="other">7050:SW::0</calledDirectoryNumber>
      <userData><string></string></userData>
    </MakeCall>`;
    const options = { deviceIds: { form: 'template', template: '{number}:SW::0' } } as const;
    expect(read(document, 2, options)).toMatchObject({
      request: {
        args: { callingDevice: dialing('7049'), calledNumber: '7050', userData: '' },
      },
    });
  });

  it('reads the spellings of the schema and of the standard', () => {
    const transferred = (root: string): CstaMessage =>
      read(
        `<${root} xmlns="${ED3}"><monitorCrossRefID>1</monitorCrossRefID><primaryOldCall><callID>7</callID></primaryOldCall></${root}>`,
      );
    expect(transferred('TransferedEvent')).toMatchObject({
      report: { event: { event: 'transferred', connections: [] } },
    });
    expect(transferred('TransferredEvent')).toEqual(transferred('TransferedEvent'));
    const busy = (element: string): CstaMessage =>
      read(
        `<CSTAErrorCode xmlns="${ED3}"><${element}>resourceBusy</${element}></CSTAErrorCode>`,
        5,
      );
    expect(busy('systemResourceAvailibility')).toMatchObject({
      refusal: { category: 'system', value: 'resourceBusy' },
    });
    expect(busy('systemResourceAvailability')).toEqual(busy('systemResourceAvailibility'));
  });

  it('reads the state of a device from simple and compound call states', () => {
    const message = read(
      `<SnapshotDeviceResponse xmlns="${ED3}"><crossRefIDorSnapshotData><snapshotData>
        <snapshotDeviceResponseInfo>
          <connectionIdentifier><callID>1</callID><deviceID typeOfNumber="dynamic">T1</deviceID></connectionIdentifier>
          <localCallState><compoundCallState><localConnectionState>hold</localConnectionState><localConnectionState>connected</localConnectionState></compoundCallState></localCallState>
        </snapshotDeviceResponseInfo>
        <snapshotDeviceResponseInfo>
          <connectionIdentifier><callID>2</callID></connectionIdentifier>
          <localCallState><simpleCallState>callReceived</simpleCallState></localCallState>
        </snapshotDeviceResponseInfo>
        <snapshotDeviceResponseInfo>
          <connectionIdentifier><callID>3</callID></connectionIdentifier>
          <localCallState><simpleCallState>constructor</simpleCallState></localCallState>
        </snapshotDeviceResponseInfo>
      </snapshotData></crossRefIDorSnapshotData></SnapshotDeviceResponse>`,
      4,
    );
    expect(message).toMatchObject({
      result: {
        result: {
          connections: [
            { connection: { call: '1', device: { form: 'dynamic', value: 'T1' } }, state: 'held' },
            { connection: { call: '2' }, state: 'alerting' },
            { connection: { call: '3' } },
          ],
        },
      },
    });
  });

  it('takes plain text for hexadecimal where people type it', () => {
    const withPassword = (password: string): CstaMessage =>
      read(
        `<SetAgentState xmlns="${ED4}"><device>7049</device><requestedAgentState>loggedOn</requestedAgentState><agentID></agentID><password>${password}</password></SetAgentState>`,
        1,
      );
    expect(withPassword('1234')).toMatchObject({ request: { args: { password: '1234' } } });
    expect(withPassword('s3cret')).toMatchObject({ request: { args: { password: 's3cret' } } });
    expect(withPassword('733363726574')).toMatchObject({
      request: { args: { password: 's3cret' } },
    });
  });

  it('filters out a group only where all that is told of it is filtered out', () => {
    const filterOut = (groups: string): unknown => {
      const message = read(
        `<MonitorStart xmlns="${ED3}"><monitorObject><deviceObject>1</deviceObject></monitorObject><requestedMonitorFilter>${groups}</requestedMonitorFilter></MonitorStart>`,
        1,
      );
      return (message as { request: { args: { filterOut: unknown } } }).request.args.filterOut;
    };
    expect(filterOut('<logicalDeviceFeature/>')).toEqual([]);
    expect(filterOut('<callcontrol><held>true</held></callcontrol>')).toEqual([]);
    expect(
      filterOut(
        '<physicalDeviceFeature><displayUpdated>true</displayUpdated><messageWaiting>1</messageWaiting></physicalDeviceFeature>',
      ),
    ).toEqual(['physical']);
  });

  it('knows an event without words of its own by its name', () => {
    expect(
      read(
        `<HookswitchEvent xmlns="${ED3}"><monitorCrossRefID>1</monitorCrossRefID><hookswitch>0</hookswitch></HookswitchEvent>`,
      ),
    ).toEqual({
      kind: 'event',
      invokeId: 9_999,
      report: { crossRef: '1', event: { event: 'other', name: 'hookswitch' } },
    });
  });

  it('tells a time in digits, however it is written', () => {
    const event = (stamp: string): CstaMessage =>
      read(
        `<BackInServiceEvent xmlns="${ED3}"><monitorCrossRefID>1</monitorCrossRefID><device><notKnown/></device><extensions><security><timeStamp>${stamp}</timeStamp></security></extensions></BackInServiceEvent>`,
      );
    expect(event('2024-05-06T07:08:09.5+02:00')).toMatchObject({
      report: { time: '20240506070809' },
    });
    expect(event('20240506070809')).toMatchObject({ report: { time: '20240506070809' } });
  });

  it('gives the question to an error, and a request that is not ours its name', () => {
    const protocol = new XmlProtocol();
    const error = Buffer.from(`<CSTAErrorCode xmlns="${ED3}"><unspecified/></CSTAErrorCode>`);
    expect(protocol.decode(error, 8, (id) => (id === 8 ? 'holdCall' : undefined))).toEqual({
      kind: 'refusal',
      invokeId: 8,
      service: 'holdCall',
      refusal: { category: 'unspecified', value: 'unspecified' },
    });
    expect(read('<GetDeviceId xmlns="http://www.avaya.com/csta"/>', 9)).toEqual({
      kind: 'unknown-request',
      invokeId: 9,
      operation: 'GetDeviceId',
      problem: 'unrecognisedOperation',
    });
  });

  it.each([
    ['a root of another namespace', '<MakeCall xmlns="urn:x"/>', 0],
    ['an answer to nothing', `<GetDeviceIdResponse xmlns="${ED3}"/>`, 0],
    ['a call without a connection', `<HoldCall xmlns="${ED3}"><x/></HoldCall>`, 0],
    ['an event without its monitor', `<HeldEvent xmlns="${ED3}"/>`, 0],
    [
      'a truth that is none',
      `<SetDoNotDisturb><device>1</device><doNotDisturbOn>maybe</doNotDisturbOn></SetDoNotDisturb>`,
      35,
    ],
    ['a word that is none', '<SystemStatus><systemStatus>fine</systemStatus></SystemStatus>', 14],
    [
      'a snapshot that comes later',
      '<SnapshotDeviceResponse><crossRefIDorSnapshotData><serviceCrossRefID>1</serviceCrossRefID></crossRefIDorSnapshotData></SnapshotDeviceResponse>',
      24,
    ],
  ])('refuses %s where it stands', (_, document, offset) => {
    expect.assertions(2);
    try {
      read(document, 1);
    } catch (error) {
      expect((error as CrosspointError).code).toBe('malformed-frame');
      expect((error as CrosspointError).position?.offset).toBe(offset);
    }
  });
});

describe('documents as they are written', () => {
  it('has the order, the names and the namespace of the schema', () => {
    const request: CstaRequest = {
      service: 'makeCall',
      args: {
        correlator: 'Aä',
        autoOriginate: 'doNotPrompt',
        calledNumber: '7050',
        callingDevice: dialing('7049'),
      },
    };
    expect(written({ kind: 'request', invokeId: 1, request }, { edition: 4 })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><MakeCall xmlns="${ED4}">` +
        '<callingDevice>7049</callingDevice><calledDirectoryNumber>7050</calledDirectoryNumber>' +
        '<autoOriginate>doNotPrompt</autoOriginate>' +
        '<correlatorData><string>41C3A4</string></correlatorData></MakeCall>',
    );
  });

  it('writes a device as the switch wants it', () => {
    const request: CstaRequest = { service: 'getForwarding', args: { device: dialing('7049') } };
    expect(
      written(
        { kind: 'request', invokeId: 1, request },
        {
          typeOfNumber: 'other',
          deviceIds: { form: 'template', template: '{number}:SW::0' },
        },
      ),
    ).toContain('<device typeOfNumber="other">7049:SW::0</device>');
  });

  it('answers a rejected invocation with an error, and what is told with nothing', () => {
    expect(written({ kind: 'reject', invokeId: 3, problem: 'unrecognisedOperation' })).toContain(
      '<operation>serviceNotSupported</operation>',
    );
    const protocol = new XmlProtocol();
    expect(
      protocol.encode({ kind: 'reject', invokeId: undefined, problem: 'badlyStructured' }),
    ).toBeUndefined();
    for (const service of UNANSWERED_SERVICES) {
      const result = { service, result: undefined } as never;
      expect(protocol.encode({ kind: 'result', invokeId: 1, result })).toBeUndefined();
    }
    expect([...UNANSWERED_SERVICES]).toEqual(
      expect.arrayContaining(['routeRequest', 'routeSelect', 'routeEnd']),
    );
  });

  it('has no words for an event that goes by a number, nor for one that pretends to be ours', () => {
    const event = (name: string): CstaMessage => ({
      kind: 'event',
      invokeId: 1,
      report: { crossRef: '1', event: { event: 'other', name } },
    });
    expect(new XmlProtocol().encode(event('104'))).toBeUndefined();
    expect(new XmlProtocol().encode(event('delivered'))).toBeUndefined();
    expect(new XmlProtocol().encode(event('a><b'))).toBeUndefined();
  });

  it('gives an event of a call a cause where the switch has none with a name', () => {
    const event = { event: 'callCleared', connection: { call: '1' } } as const;
    for (const cause of [{}, { cause: '104' }]) {
      const report = { crossRef: '1', event, ...cause };
      expect(written({ kind: 'event', invokeId: 1, report })).toContain('<cause>normal</cause>');
    }
  });

  it('refuses a character that XML cannot carry', () => {
    const request: CstaRequest = {
      service: 'setDisplay',
      args: { device: dialing('1'), text: 'a\u0007' },
    };
    expect(() => written({ kind: 'request', invokeId: 1, request })).toThrow(
      'invalid-request: csta-xml: U+0007 is no character of XML',
    );
  });

  it.each([
    ['xml', '<a/>', '<private><a/></private>'],
    ['hex', '<a/>', '<string>3C612F3E</string>'],
    ['xml', '</private>', '<string>3C2F707269766174653E</string>'],
    ['xml', '<x/></private><private><y/>', '<string>'],
    ['xml', '<!DOCTYPE a><a/>', '<string>'],
    ['xml', '<a>&x;</a>', '<string>'],
    ['xml', '<a>'.repeat(40) + '</a>'.repeat(40), '<string>'],
    ['none', '<a/>', '<Escape xmlns'],
  ] as const)('puts private data (%s) %s where it belongs', (privateData, data, expected) => {
    const request: CstaRequest = { service: 'escape', args: { privateData: data } };
    const text = written({ kind: 'request', invokeId: 1, request }, { privateData });
    expect(text).toContain(expected);
    expect(text.includes('<privateData>')).toBe(privateData !== 'none');
  });

  it('carries private data on unchanged, with the namespaces it stood in', () => {
    const first = read(
      `<Escape xmlns="${ED3}" xmlns:p="urn:p&quot;"><privateData><private xmlns="urn:d">
        <p:a q="1"><b/></p:a><c xmlns="urn:c"/></private></privateData></Escape>`,
      1,
    );
    const again = read(written(first), 1);
    expect(again).toEqual(first);
    expect(first).toMatchObject({
      request: {
        args: {
          privateData:
            '<p:a xmlns="urn:d" xmlns:p="urn:p&quot;" q="1"><b/></p:a><c xmlns="urn:c"/>',
        },
      },
    });
  });
});

describe('spoilt documents', () => {
  it('never fail but with malformed-frame and an offset within them', () => {
    const protocol = new XmlProtocol();
    const random = new SeededRandom(0x323);
    const pieces = ['<', '>', '&', '"', '</', '<!--', ']]>', '\0', 'é', '<a>', '&#9;', 'xmlns=""'];
    const spoil = (octets: Uint8Array): Uint8Array => {
      const at = randomInteger(random, octets.length);
      const cut = randomInteger(random, 6);
      const piece = Buffer.from(pick(random, pieces));
      return Buffer.concat([octets.subarray(0, at), piece, octets.subarray(at + cut)]);
    };
    const samples = [reportOf('delivered'), reportOf('conferenced'), ARGS.cdrReport];
    let refused = 0;
    for (const sample of samples) {
      assert(
        property(sample, (value) => {
          const message = (
            'crossRef' in value
              ? { kind: 'event', invokeId: 1, report: value }
              : { kind: 'request', invokeId: 1, request: { service: 'cdrReport', args: value } }
          ) as CstaMessage;
          let octets = protocol.encode(message) as Uint8Array;
          for (let times = 0; times < 5; times += 1) {
            octets = spoil(octets);
            try {
              protocol.decode(octets, 1, () => undefined);
            } catch (error) {
              refused += 1;
              expect(error).toBeInstanceOf(CrosspointError);
              expect((error as CrosspointError).code).toBe('malformed-frame');
              const offset = (error as CrosspointError).position?.offset ?? -1;
              expect(offset).toBeGreaterThanOrEqual(0);
              expect(offset).toBeLessThanOrEqual(octets.length);
            }
          }
        }),
        { seed: 323, numRuns: 150 },
      );
    }
    expect(refused).toBeGreaterThan(500);
  });
});
