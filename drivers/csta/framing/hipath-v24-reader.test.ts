import { array, assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from './hipath-v24-frame.ts';
import { HipathV24Reader, type LineSymbol, type ReaderState } from './hipath-v24-reader.ts';

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function symbol(one: LineSymbol): string {
  switch (one.kind) {
    case 'frame':
      return `frame ${hex(one.payload)}`;
    case 'bad-frame':
      return `bad: ${one.why}`;
    case 'abandoned':
    case 'noise':
      return `${one.kind} ${one.octets}`;
    case 'ack':
      return `ack ${one.ack}${one.isSure ? '' : '?'}`;
    case 'nak':
    case 'enquiry':
      return one.kind;
  }
}

describe('the reader of a V.24 line', () => {
  const INTO: Readonly<Record<ReaderState, string>> = {
    idle: '',
    'idle-dle': '10',
    hunt: 'ff',
    'hunt-dle': 'ff10',
    frame: '1002a1',
    'frame-dle': '1002a110',
    checksum: '1002a11003',
  };

  it.each<[ReaderState, string, ReaderState, string]>([
    ['idle', '10', 'idle-dle', ''],
    ['idle', '15', 'idle', 'nak'],
    ['idle', '02', 'hunt', 'noise 1'],
    ['idle', '03', 'hunt', 'noise 1'],
    ['idle', '05', 'hunt', 'noise 1'],
    ['idle', '30', 'hunt', 'noise 1'],
    ['idle', 'a1', 'hunt', 'noise 1'],
    ['idle-dle', '02', 'frame', ''],
    ['idle-dle', '05', 'idle', 'enquiry'],
    ['idle-dle', '30', 'idle', 'ack 0'],
    ['idle-dle', '31', 'idle', 'ack 1'],
    ['idle-dle', '10', 'hunt', 'noise 2'],
    ['idle-dle', '03', 'hunt', 'noise 2'],
    ['idle-dle', '15', 'hunt', 'noise 2'],
    ['hunt', '10', 'hunt-dle', ''],
    ['hunt', '15', 'hunt', 'noise 1'],
    ['hunt', 'a1', 'hunt', 'noise 1'],
    ['hunt-dle', '02', 'frame', ''],
    ['hunt-dle', '10', 'hunt', 'noise 2'],
    ['hunt-dle', '05', 'hunt', 'enquiry'],
    ['hunt-dle', '30', 'hunt', 'ack 0?'],
    ['hunt-dle', '31', 'hunt', 'ack 1?'],
    ['hunt-dle', '03', 'hunt', 'noise 2'],
    ['frame', '10', 'frame-dle', ''],
    ['frame', '15', 'frame', ''],
    ['frame', '02', 'frame', ''],
    ['frame-dle', '10', 'frame', ''],
    ['frame-dle', '03', 'checksum', ''],
    ['frame-dle', '02', 'frame', 'abandoned 3'],
    ['frame-dle', '05', 'frame', ''],
    ['frame-dle', '30', 'frame', ''],
    ['checksum', 'b4', 'idle', 'frame a1'],
    ['checksum', '10', 'hunt', 'bad: checksum'],
    ['checksum', 'b5', 'hunt', 'bad: checksum'],
  ])('in %s takes %s to %s and says "%s"', (from, octet, to, said) => {
    const reader = new HipathV24Reader(250);
    reader.push(octets(INTO[from]));
    expect(reader.state).toBe(from);
    expect(reader.push(octets(octet)).map(symbol).join()).toBe(said);
    expect(reader.state).toBe(to);
  });

  it.each<[ReaderState, string]>([
    ['idle', ''],
    ['idle-dle', 'noise 1'],
    ['hunt', ''],
    ['hunt-dle', 'noise 1'],
    ['frame', 'abandoned 3'],
    ['frame-dle', 'abandoned 4'],
    ['checksum', 'abandoned 5'],
  ])('in %s begins anew after silence, and says "%s"', (from, said) => {
    const reader = new HipathV24Reader(250);
    reader.push(octets(INTO[from]));
    expect(reader.silence().map(symbol).join()).toBe(said);
    expect(reader.state).toBe('idle');
    expect(reader.push(octets('1002 a1 1003 b4')).map(symbol)).toEqual(['frame a1']);
  });

  it.each([
    ['a single 10 inside a frame', '1002 a1 10 30 1003 f4', ['bad: a single 10']],
    ['a frame begun anew', '1002 a1 00 1002 a1 1003 b4', ['abandoned 4', 'frame a1']],
    ['a checksum of 10', '1002 fd 1003 10 1031', ['frame fd', 'ack 1']],
    ['10 in the payload', '1002 10101010 1003 53', ['frame 1010']],
    [
      'a damaged beginning before octets that look like answers',
      '1102 15 101030 101015 1003 15 1002 a1 1003 b4',
      ['noise 12', 'frame a1'],
    ],
    ['a payload over the limit', `1002 ${'00'.repeat(251)} 1003 13`, ['bad: too long']],
    ['a payload at the limit', `1002 ${'00'.repeat(250)} 1003 13`, [`frame ${'00'.repeat(250)}`]],
    ['controls without a gap', '1030 15 1005 1031', ['ack 0', 'nak', 'enquiry', 'ack 1']],
  ])('reads %s, however it is cut', (_name, stream, expected) => {
    const whole = new HipathV24Reader(250).push(octets(stream)).map(symbol);
    expect(whole).toEqual(expected);
    const reader = new HipathV24Reader(250);
    const pieces = [...octets(stream)].flatMap((one) => reader.push(Uint8Array.of(one)));
    const heard = (said: readonly string[]): string[] =>
      said.filter((one) => !one.startsWith('noise'));
    expect(heard(pieces.map(symbol))).toEqual(heard(expected));
  });

  it('finds the next frame behind any octets and silence', () => {
    assert(
      property(array(uint8Array({ maxLength: 80 }), { maxLength: 5 }), (chunks) => {
        const reader = new HipathV24Reader(40);
        for (const chunk of chunks) {
          for (const one of reader.push(chunk)) {
            if (one.kind === 'frame') expect(one.payload.length).toBeLessThanOrEqual(40);
          }
        }
        reader.silence();
        const payload = octets('a1031015');
        expect(reader.push(dataFrame(payload)).map(symbol)).toEqual([`frame ${hex(payload)}`]);
      }),
      { numRuns: 1_000 },
    );
  });
});
