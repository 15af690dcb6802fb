import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { INVOKE_ID, reportOf } from './testing/messages.ts';
import { decodeXmlFrame, encodeXmlFrame } from './xml-frame.ts';
import { XmlProtocol } from './xml-protocol.ts';

const ED5 = 'http://www.ecma-international.org/standards/ecma-323/csta/ed5';

function frame(invokeId: string, document: string): Buffer {
  const octets = Buffer.from(`\0\0\0\0${invokeId}${document}`);
  octets.writeUInt16BE(octets.length, 2);
  return octets;
}

function fault(action: () => unknown): CrosspointError {
  try {
    action();
  } catch (error) {
    if (error instanceof CrosspointError) return error;
    throw error;
  }
  throw new Error('it went well');
}

describe('a frame of CSTA XML in readable form', () => {
  it('tells the header, the message and every element with its place', () => {
    const document = `<?xml version="1.0" encoding="UTF-8"?><MonitorStop xmlns="${ED5}"><monitorCrossRefID>17</monitorCrossRefID></MonitorStop>`;
    expect(decodeXmlFrame(frame('0042', document))).toEqual({
      invokeId: 42,
      namespace: ED5,
      edition: 5,
      message: 'MonitorStop',
      document: {
        name: 'MonitorStop',
        offset: 46,
        attributes: { xmlns: ED5 },
        children: [{ name: 'monitorCrossRefID', offset: 129, text: '17' }],
      },
    });
  });

  it('tells what is passed over, and why a message cannot be read', () => {
    const held = `<HeldEvent><monitorCrossRefID>1</monitorCrossRefID><heldConnection><callID>1</callID><x><y/></x></heldConnection><servicesPermitted/></HeldEvent>`;
    expect(decodeXmlFrame(Buffer.from(held)).passedOver).toEqual([
      '/HeldEvent/heldConnection/x',
      '/HeldEvent/servicesPermitted',
    ]);
    expect(decodeXmlFrame(Buffer.from('<HoldCall/>'))).toMatchObject({
      problem: expect.stringContaining('no callToBeHeld in HoldCall'),
    });
  });

  it('gives back the very octets, layout and all, as long as nothing is changed', () => {
    const document = `<!-- x -->\r\n<MonitorStop xmlns='${ED5}' >\n <monitorCrossRefID>1&#55;</monitorCrossRefID></MonitorStop>\n`;
    for (const octets of [frame('9999', document), Buffer.from(document)]) {
      const json: unknown = JSON.parse(JSON.stringify(decodeXmlFrame(octets)));
      expect(json).toHaveProperty('encoding', octets.toString('hex').toUpperCase());
      expect(Buffer.from(encodeXmlFrame(json))).toEqual(octets);
    }
  });

  it('needs no octets beside the value for what is written the plain way', () => {
    const protocol = new XmlProtocol();
    assert(
      property(reportOf('established'), INVOKE_ID, (report, invokeId) => {
        const document = protocol.encode({ kind: 'event', invokeId, report }) as Uint8Array;
        const octets = frame(String(invokeId).padStart(4, '0'), Buffer.from(document).toString());
        const json = decodeXmlFrame(octets);
        expect(Buffer.from(encodeXmlFrame(JSON.parse(JSON.stringify(json))))).toEqual(octets);
        if (report.privateData === undefined) expect(json.encoding).toBeUndefined();
      }),
      { seed: 323, numRuns: 50 },
    );
  });

  it('writes a changed value anew', () => {
    const octets = frame(
      '0001',
      `<HoldCall ><callToBeHeld><callID>1</callID></callToBeHeld></HoldCall>`,
    );
    const text = JSON.stringify(decodeXmlFrame(octets)).replace('"text":"1"', '"text":"<2>"');
    const written = Buffer.from(encodeXmlFrame(JSON.parse(text)));
    expect(written.subarray(8).toString()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><HoldCall><callToBeHeld><callID>&lt;2&gt;</callID></callToBeHeld></HoldCall>',
    );
    expect(written.readUInt16BE(2)).toBe(written.length);
    expect(decodeXmlFrame(written).invokeId).toBe(1);
  });

  it.each([
    ['a header that is cut off', Buffer.from('000000', 'hex'), 3],
    ['a header with another start', Buffer.from('00010009303030313C', 'hex'), 1],
    ['a length that is not its own', Buffer.from('00000008303030313C', 'hex'), 2],
    ['an invoke id in letters', Buffer.from('00000009303030413C', 'hex'), 4],
    ['a document that breaks off', frame('0001', '<a>'), 11],
    ['nothing', Buffer.alloc(0), 0],
  ])('refuses %s where it stands', (_, octets, offset) => {
    const { code, position } = fault(() => decodeXmlFrame(octets));
    expect(code).toBe('malformed-frame');
    expect(position?.offset).toBe(offset);
  });

  it.each([
    [[], ''],
    [{ document: { name: 'a' }, invokeId: 10_000 }, '/invokeId'],
    [{ document: { name: 'a' }, encoding: 'xyz' }, '/encoding'],
    [{ document: { name: 'a b' } }, '/document/name'],
    [{ document: { name: 'a', text: 1 } }, '/document/text'],
    [{ document: { name: 'a', attributes: { 'b c': '' } } }, '/document/attributes/b c'],
    [{ document: { name: 'a', children: {} } }, '/document/children'],
    [{ document: { name: 'a', children: [{ name: 'b' }, null] } }, '/document/children/1'],
  ])('refuses %j with a pointer', (json, pointer) => {
    const { code, position } = fault(() => encodeXmlFrame(json));
    expect(code).toBe('invalid-request');
    expect(position?.pointer).toBe(pointer);
  });

  it('refuses what makes no document', () => {
    const json = { document: { name: 'x:a' } };
    expect(fault(() => encodeXmlFrame(json)).code).toBe('invalid-request');
  });
});
