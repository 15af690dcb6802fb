import { readFileSync } from 'node:fs';
import { assert, constantFrom, integer, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { decodeFrame, encodeFrame, FRAME_NAMES } from './frame-codec.ts';
import { FRAMING_KINDS } from './framing-settings.ts';
import { isWholeBer } from './raw-ber.ts';

const VECTORS = readFileSync(new URL('hipath-v24-vectors.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [id: string, pdu: string, frame: string]);

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

describe('one frame', () => {
  it('has vectors to be held against', () => {
    expect(VECTORS.length).toBeGreaterThan(40);
  });

  it.each(VECTORS)('of V.24 is taken apart and put together: %s', (_id, pdu, frame) => {
    const decoded = decodeFrame('hipath-v24', octets(frame));
    if (decoded.kind !== 'data') throw new Error(decoded.kind);
    expect(hex(decoded.payload)).toBe(pdu);
    expect(isWholeBer(decoded.payload)).toBe(true);
    expect(decoded.checksum?.given).toBe(decoded.checksum?.computed);
    expect(hex(encodeFrame('hipath-v24', { kind: 'data', payload: octets(pdu) }))).toBe(frame);
    expect(hex(encodeFrame('hipath-v24', decoded))).toBe(frame);
  });

  it.each([
    ['1030', { kind: 'ack', ack: 0 }],
    ['1031', { kind: 'ack', ack: 1 }],
    ['15', { kind: 'nak' }],
    ['1005', { kind: 'enquiry' }],
  ])('of V.24 may be a control: %s', (control, expected) => {
    const decoded = decodeFrame('hipath-v24', octets(`${control}FFFF`));
    expect(decoded).toMatchObject({ ...expected, length: control.length / 2 });
    expect(hex(encodeFrame('hipath-v24', decoded))).toBe(control);
  });

  it('of V.24 with a wrong checksum is shown with both, and kept as it was', () => {
    const decoded = decodeFrame('hipath-v24', octets('1002A10010031099'));
    expect(decoded).toMatchObject({ checksum: { given: 0x10, computed: 0xb4 }, length: 7 });
    expect(hex(encodeFrame('hipath-v24', decoded))).toBe('1002A100100310');
  });

  it('tells its parts and where they are', () => {
    const { parts } = decodeFrame('csta-xml', octets('0000000B303034323C612F3E'));
    expect(parts.map(({ name, offset, octets: part }) => [name, offset, hex(part)])).toEqual([
      ['header', 0, '0000000B30303432'],
      ['payload', 8, '3C612F'],
    ]);
    const serial = decodeFrame('hipath-v24', octets('10026110101003 84'.replace(' ', '')));
    expect(serial.parts.map(({ name, offset, octets: part }) => [name, offset, hex(part)])).toEqual(
      [
        ['start', 0, '1002'],
        ['payload', 2, '611010'],
        ['end', 5, '1003'],
        ['checksum', 7, '84'],
      ],
    );
  });

  it('of Panasonic is one with 16 bits of length', () => {
    expect(FRAME_NAMES['panasonic-tcp']).toBe('length16');
    const decoded = decodeFrame('length16', octets('0002A100FF'));
    expect(decoded).toMatchObject({ kind: 'data', length: 4, payload: octets('A100') });
    expect(decodeFrame('csta-xml', octets('0000000930303432 3C'.replace(' ', '')))).toMatchObject({
      invokeId: 42,
    });
    expect(decodeFrame('hipath-tcp', octets('260001A1'))).toMatchObject({ isLast: false });
  });

  it('gives the same octets again, or malformed-frame with an offset in it, for any octets', () => {
    assert(
      property(constantFrom(...FRAMING_KINDS), uint8Array({ maxLength: 40 }), (kind, bytes) => {
        try {
          const decoded = decodeFrame(kind, bytes);
          expect(encodeFrame(kind, decoded)).toEqual(bytes.slice(0, decoded.length));
          expect(decoded.parts.reduce((sum, part) => sum + part.octets.length, 0)).toBe(
            decoded.length,
          );
        } catch (error) {
          if (!(error instanceof CrosspointError)) throw error;
          expect(error.code).toBe('malformed-frame');
          expect(error.position?.offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('carries any payload there and back', () => {
    assert(
      property(
        constantFrom(...FRAMING_KINDS),
        uint8Array({ minLength: 0, maxLength: 127 }),
        integer({ min: 0, max: 9_999 }),
        (kind, bytes, invokeId) => {
          // An element of BER, since the framing without a frame wants one.
          const payload = Uint8Array.of(0xa1, bytes.length, ...bytes);
          const frame = encodeFrame(kind, { kind: 'data', payload, invokeId });
          const decoded = decodeFrame(kind, frame);
          expect(decoded).toMatchObject({ kind: 'data', payload, length: frame.length });
          if (kind === 'csta-xml') expect(decoded).toMatchObject({ invokeId });
        },
      ),
    );
  });

  it('has no control in any other framing', () => {
    expect(() => encodeFrame('length16', { kind: 'nak' })).toThrow('invalid-request');
  });
});
