import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../src/base/random.ts';
import { errorJson, fromHex, toHex, type FrameJson } from './frame-tool.ts';
import { createFrameTool } from './frame-tools.ts';

const DELIVERED =
  'A15A020105020115305255020001A04CA44A6B0F300D8002B164A10730058003323537630730058003323537' +
  '610730058003313030620730058003323537640287004E01020A01167E12A010180E3230313030393132313933323337';

function tool(protocol: string) {
  const found = createFrameTool(protocol);
  if (found === undefined) throw new Error(`no tool for ${protocol}`);
  return found;
}

/** As it is after somebody has written it to a file and read it again. */
function throughText(json: FrameJson): FrameJson {
  return JSON.parse(JSON.stringify(json)) as FrameJson;
}

describe('frames of CSTA', () => {
  it('say what is meant, in which phase, and where each part lies', () => {
    const json = tool('csta').decode(fromHex(DELIVERED));
    expect(json).toMatchObject({
      protocol: 'csta',
      phase: 'III',
      pdu: { invoke: { invokeId: 5, operation: 'eventReport' } },
    });
    expect(json['elements']).toContainEqual({
      path: '/invoke/argument/eventSpecificInfo/callControlEvents/delivered/cause',
      offset: 69,
      length: 3,
      tag: '[UNIVERSAL 10]',
    });
    expect(json).not.toHaveProperty('encoding');
  });

  it('give back the very octets where a length has a longer form than it needs', () => {
    const long = 'A1810F020101020147300730058003313030';
    const json = throughText(tool('csta').decode(fromHex(long)));
    expect(json['encoding']).toBe(long);
    expect(toHex(tool('csta').encode(json))).toBe(long);
  });

  it('are written afresh where the value was changed', () => {
    const json = throughText(tool('csta').decode(fromHex('A1810F020101020147300730058003313030')));
    const { invoke } = json['pdu'] as { invoke: object };
    const changed = { ...json, pdu: { invoke: { ...invoke, invokeId: 2 } } };
    expect(toHex(tool('csta').encode(changed))).toBe('A10F020102020147300730058003313030');
  });

  it('are kept whole where no phase knows them', () => {
    const strange = 'BF8148820003020107';
    const json = throughText(tool('csta').decode(fromHex(strange)));
    expect(json).toMatchObject({ opaque: strange, problem: { offset: 0 } });
    expect(toHex(tool('csta').encode(json))).toBe(strange);
  });

  it('keep what a switch has added, in its place', () => {
    const added = 'A116020101020147300E300580033130308001FF9F220101';
    const json = throughText(tool('csta').decode(fromHex(added)));
    expect(JSON.stringify(json['pdu'])).toContain('9F220101');
    expect(toHex(tool('csta').encode(json))).toBe(added);
  });

  it('of which one octet is wrong either say where or are read otherwise, and never lose an octet', () => {
    const random = new SeededRandom(7);
    const octets = fromHex(DELIVERED);
    for (let round = 0; round < 2_000; round += 1) {
      const changed = Uint8Array.from(octets);
      const at = Math.floor(random.next() * changed.length);
      changed[at] = Math.floor(random.next() * 256);
      let json: FrameJson;
      try {
        json = throughText(tool('csta').decode(changed));
      } catch (error) {
        expect(error).toMatchObject({
          code: 'malformed-frame',
          position: { offset: expect.any(Number) },
        });
        continue;
      }
      expect(toHex(tool('csta').encode(json))).toBe(toHex(changed));
    }
  });
});

describe('frames of a line', () => {
  it('of HiPath V.24 say what is control and what is data', () => {
    expect(tool('hipath-v24').decode(fromHex('1031'))).toMatchObject({ kind: 'ack', ack: 1 });
    expect(tool('hipath-v24').decode(fromHex('15'))).toMatchObject({ kind: 'nak' });
    const data = tool('hipath-v24').decode(fromHex('1002A10C020101020200D330030A01021003DB'));
    expect(data).toMatchObject({
      kind: 'data',
      checksum: { given: 0xdb, computed: 0xdb },
      csta: {
        pdu: { invoke: { operation: 'systemStatus', argument: { systemStatus: 'normal' } } },
      },
    });
  });

  it('tell a wrong checksum and write it again as it was', () => {
    const wrong = '1002A10C020101020200D330030A010210034B';
    const json = throughText(tool('hipath-v24').decode(fromHex(wrong)));
    expect(json['checksum']).toEqual({ given: 0x4b, computed: 0xdb });
    expect(toHex(tool('hipath-v24').encode(json))).toBe(wrong);
  });

  it('compute the checksum anew where the PDU was changed', () => {
    const json = throughText(
      tool('hipath-v24').decode(fromHex('1002A10C020101020200D330030A01021003DB')),
    );
    const csta = json['csta'] as { pdu: { invoke: object } };
    const pdu = { invoke: { ...csta.pdu.invoke, invokeId: 16 } };
    const octets = tool('hipath-v24').encode({ ...json, csta: { ...csta, pdu } });
    expect(toHex(octets)).toBe('1002A10C02011010020200D330030A01021003FA');
  });

  it('of Panasonic carry a length, and say where octets are too many', () => {
    const frame = '000EA10C020101020200D330030A0102';
    const json = tool('panasonic-tcp').decode(fromHex(frame));
    expect(json).toMatchObject({ csta: { phase: 'III' } });
    expect(toHex(tool('panasonic-tcp').encode(throughText(json)))).toBe(frame);
    expect(() => tool('panasonic-tcp').decode(fromHex(`${frame}00`))).toThrow('1 octets behind');
  });
});

describe('frames of text', () => {
  it('in XML come back the same, and say what they are', () => {
    const document =
      '<MonitorStop xmlns="http://www.ecma-international.org/standards/ecma-323/csta/ed5"/>';
    const octets = Buffer.from(`\0\0\0${String.fromCodePoint(document.length + 8)}0007${document}`);
    const json = throughText(tool('csta-xml').decode(octets));
    expect(json).toMatchObject({ protocol: 'csta-xml', invokeId: 7, message: 'MonitorStop' });
    expect(toHex(tool('csta-xml').encode(json))).toBe(toHex(octets));
  });

  it('of a printer come back the same, or say at which octet they are none', () => {
    const line = `01/02/26 10:03AM   101 01 ${'0123456789'.padEnd(25)} 0'05 00:01'30\r\n`;
    const json = throughText(tool('smdr').decode(Buffer.from(line)));
    expect(json).toMatchObject({ protocol: 'smdr', record: { device: '101', durationMs: 90_000 } });
    expect(Buffer.from(tool('smdr').encode(json)).toString()).toBe(line);
    const shifted = Buffer.from(line.replace("0'05", " 0'05"));
    try {
      tool('smdr').decode(shifted);
      expect.unreachable();
    } catch (error) {
      expect(errorJson(error)).toMatchObject({
        error: { code: 'malformed-frame', offset: expect.toSatisfy((at: number) => at > 50) },
      });
    }
  });
});

describe('hexadecimal', () => {
  it('may have blanks, and says at which octet it is none', () => {
    expect(toHex(fromHex('0x10 02\ta1:0c'))).toBe('1002A10C');
    expect(() => fromHex('10 0g')).toThrow('no hexadecimal digit');
    expect(() => fromHex('100')).toThrow('half an octet');
  });
});
