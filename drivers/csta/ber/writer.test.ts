import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BerReader } from './reader.ts';
import { BerWriter } from './writer.ts';

function written(write: (w: BerWriter) => void, capacity?: number): string {
  const w = new BerWriter(capacity);
  write(w);
  return Buffer.from(w.view()).toString('hex').toUpperCase();
}

function back<T>(write: (w: BerWriter) => void, read: (r: BerReader) => T): T {
  const w = new BerWriter(1);
  write(w);
  const r = new BerReader(w.view());
  const value = read(r);
  r.finish();
  return value;
}

describe('BerWriter', () => {
  it('writes lengths in as few octets as can be', () => {
    for (const [length, header] of [
      [0, '0400'],
      [127, '047F'],
      [128, '048180'],
      [255, '0481FF'],
      [256, '04820100'],
      [65_536, '0483010000'],
    ] as const) {
      expect(written((w) => w.hex(0x04, '00'.repeat(length)))).toBe(header + '00'.repeat(length));
    }
  });

  it('writes numbers in as few octets as can be', () => {
    const numbers = [0, 127, 128, -128, -129, 255, 256, 32_768, -32_769];
    expect(numbers.map((number) => written((w) => w.integer(0x02, number)))).toEqual([
      '020100',
      '02017F',
      '02020080',
      '020180',
      '0202FF7F',
      '020200FF',
      '02020100',
      '0203008000',
      '0203FF7FFF',
    ]);
  });

  it('writes tags of the high form', () => {
    expect(written((w) => w.null(31 * 256 + 0x9f))).toBe('9F1F00');
    expect(written((w) => w.null(1000 * 256 + 0x9f))).toBe('9F876800');
    expect(written((w) => w.null(0x1f_ffff * 256 + 0x9f))).toBe('9FFFFF7F00');
  });

  it('puts the last written first, and a header around what was written since', () => {
    const octets = written((w) => {
      const before = w.size;
      w.rawAll(['0101FF', '0500']);
      w.text(0x16, '25');
      w.header(0x30, before);
    });
    expect(octets).toBe('3009160232350101FF0500');
  });

  it('grows as it must and keeps what is there', () => {
    const w = new BerWriter(4);
    for (let number = 300; number >= 0; number -= 1) w.integer(0x02, number);
    const r = new BerReader(w.view());
    for (let number = 0; number <= 300; number += 1) expect(r.integer(1)).toBe(number);
    r.finish();
  });

  it('begins anew after a reset; what was taken before stays', () => {
    const w = new BerWriter(4);
    w.null(0x05);
    const taken = w.take();
    w.reset();
    expect(w.size).toBe(0);
    w.null(0x06);
    expect([...taken]).toEqual([5, 0]);
    expect([...w.view()]).toEqual([6, 0]);
  });

  it('refuses what a type cannot carry', () => {
    for (const write of [
      (w: BerWriter) => w.text(0x16, '☎'),
      (w: BerWriter) => w.hex(0x04, '0'),
      (w: BerWriter) => w.hex(0x04, '0G'),
      (w: BerWriter) => w.raw('0é'),
      (w: BerWriter) => w.integer(0x02, 0.5),
      (w: BerWriter) => w.integer(0x02, 2 ** 53),
      (w: BerWriter) => w.bits(0x03, '012'),
      (w: BerWriter) => w.objectIdentifier(0x06, '1'),
      (w: BerWriter) => w.objectIdentifier(0x06, '1.40'),
      (w: BerWriter) => w.objectIdentifier(0x06, '3.1'),
      (w: BerWriter) => w.objectIdentifier(0x06, '1.3.9007199254740993'),
    ]) {
      expect(() => write(new BerWriter())).toThrow('invalid-request');
    }
  });

  it('writes what the reader reads', () => {
    const hex = fc.uint8Array().map((octets) => Buffer.from(octets).toString('hex').toUpperCase());
    const arc = fc.oneof(
      fc.nat(300),
      fc.maxSafeNat().map((n) => Math.floor(n / 128)),
    );
    const oid = fc
      .tuple(fc.nat(2), fc.nat(39), fc.array(arc))
      .map(([first, second, rest]) => [first, second, ...rest].join('.'));
    const latin1 = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
    const bits = fc.string({ unit: fc.constantFrom('0', '1') });
    fc.assert(
      fc.property(
        fc.record({ number: fc.maxSafeInteger(), hex, oid, latin1, bits, text: fc.string() }),
        (value) => {
          expect({
            number: back(
              (w) => w.integer(0x02, value.number),
              (r) => r.integer(1),
            ),
            hex: back(
              (w) => w.hex(0x04, value.hex),
              (r) => r.hex(1),
            ),
            oid: back(
              (w) => w.objectIdentifier(0x06, value.oid),
              (r) => r.objectIdentifier(1),
            ),
            latin1: back(
              (w) => w.text(0x16, value.latin1),
              (r) => r.text(1),
            ),
            bits: back(
              (w) => w.bits(0x03, value.bits),
              (r) => r.bits(1),
            ),
            text: back(
              (w) => w.utf8(0x0c, value.text),
              (r) => r.utf8(1),
            ),
          }).toEqual(value);
        },
      ),
    );
  });
});
