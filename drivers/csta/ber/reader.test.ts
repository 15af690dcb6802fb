import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { BerReader, END, type BerLimits } from './reader.ts';

function reader(hex: string, limits?: BerLimits): BerReader {
  return new BerReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'), limits);
}

/** The octet that the error names. */
function faultAt(read: () => unknown): number | undefined {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(CrosspointError);
    expect((error as CrosspointError).code).toBe('malformed-frame');
    return (error as CrosspointError).position?.offset;
  }
  throw new Error('nothing was thrown');
}

describe('tags', () => {
  it('are the identifier octet, constructed bit and all, and END where there is no more', () => {
    expect(reader('A1 00').peek()).toBe(0xa1);
    expect(reader('').peek()).toBe(END);
    expect(reader('').octet()).toBe(END);
  });

  it('of the high form are the number above the identifier octet', () => {
    expect(reader('9F 1F 01 00').peek()).toBe(31 * 256 + 0x9f);
    expect(reader('BF 87 68 00').peek()).toBe(1000 * 256 + 0xbf);
  });

  it('of the high form may not begin with a zero, be cut off or be without end', () => {
    expect(faultAt(() => reader('9F 80 1F 00').peek())).toBe(0);
    expect(faultAt(() => reader('9F 87').peek())).toBe(0);
    expect(faultAt(() => reader('9F FF FF FF FF 7F 00').peek())).toBe(0);
  });

  it('that are not due are told by name', () => {
    expect(() => reader('02 01 00').expect(0x30)).toThrow(
      '[UNIVERSAL 2] where [UNIVERSAL 16] is due at octet 0',
    );
    expect(() => reader('').expect(0x7e)).toThrow('nothing where [APPLICATION 30] is due');
  });

  it('of a string are due with or without the constructed bit, of a number only without', () => {
    expect(() => reader('A0 00').expectString(0x80)).not.toThrow();
    expect(() => reader('80 00').expectString(0x80)).not.toThrow();
    expect(() => reader('81 00').expectString(0x80)).toThrow('is due');
    expect(() => reader('22 00').expect(0x02)).toThrow('is due');
    expect(() => reader('BF 1F 00').expectString(31 * 256 + 0x9f)).not.toThrow();
  });
});

describe('lengths', () => {
  it.each(['02 01 05', '02 81 01 05', '02 84 00 00 00 01 05', '02 88 0000000000000001 05'])(
    'may take more octets than they need: %s',
    (hex) => {
      const r = reader(hex);
      expect(r.integer(1)).toBe(5);
      r.finish();
    },
  );

  it.each([
    ['02', 1],
    ['02 02 05', 1],
    ['02 82 01', 1],
    ['02 81', 1],
    ['02 84 FF FF FF FF 05', 1],
    ['02 FF 05', 1],
    ['02 80 05 00 00', 0],
  ])('that promise what is not there are malformed: %s', (hex, offset) => {
    expect(faultAt(() => reader(hex).integer(1))).toBe(offset);
  });

  it('of an element may not lead out of the one around it', () => {
    const r = reader('30 03 02 02 05 07');
    r.enter(1);
    expect(faultAt(() => r.integer(1))).toBe(3);
  });

  it('may be left open until the end-of-contents, one within the other', () => {
    const r = reader('30 80 30 80 02 01 07 00 00 02 01 08 00 00 02 01 09');
    const outer = r.enter(1);
    const inner = r.enter(1);
    expect(r.integer(1)).toBe(7);
    expect(r.peek()).toBe(END);
    r.leave(inner);
    expect(r.integer(1)).toBe(8);
    r.leave(outer);
    expect(r.integer(1)).toBe(9);
    r.finish();
  });

  it('left open are not ended by zeros within an element', () => {
    const r = reader('30 80 04 02 00 00 02 02 00 00 00 00');
    const entered = r.enter(1);
    expect([r.hex(1), r.integer(1)]).toEqual(['0000', 0]);
    r.leave(entered);
    r.finish();
  });

  it('left open without an end are malformed', () => {
    expect(faultAt(() => reader('30 80 02 01 07').enter(1))).toBe(1);
    expect(faultAt(() => reader('30 80 02 01 07 00').enter(1))).toBeDefined();
  });
});

describe('limits', () => {
  const nested = (depth: number): string => '3080'.repeat(depth) + '0000'.repeat(depth);

  it('keep elements within elements to the depth that is set', () => {
    const enterAll = (r: BerReader): void => {
      while (r.peek() !== END) r.enter(1);
    };
    expect(() => enterAll(reader(nested(32)))).not.toThrow();
    expect(() => enterAll(reader(nested(33)))).toThrow('too deep');
    expect(() => reader(nested(5), { maxDepth: 3 }).raw()).toThrow('too deep');
    expect(() => reader('30 04 30 02 30 00', { maxDepth: 2 }).raw()).not.toThrow();
    expect(() => enterAll(reader('30 04 30 02 30 00', { maxDepth: 2 }))).toThrow('too deep');
  });

  it('do not let a heap of open lengths take long', () => {
    expect(() => reader('3080'.repeat(32_000)).raw()).toThrow('too deep');
    expect(() => reader('2480'.repeat(32_000)).hex(1)).toThrow('too deep');
  });

  it('keep a PDU to the size that is set', () => {
    expect(() => new BerReader(new Uint8Array(65_537))).toThrow('more than 65536 octets');
    expect(faultAt(() => reader('04 02 00 00', { maxSize: 3 }))).toBe(3);
  });
});

describe('primitive values', () => {
  it.each([
    ['02 01 00', 0],
    ['02 01 7F', 127],
    ['02 01 80', -128],
    ['02 02 00 80', 128],
    ['02 02 FF 7F', -129],
    ['02 04 80 00 00 00', -2_147_483_648],
    ['02 07 1F FF FF FF FF FF FF', Number.MAX_SAFE_INTEGER],
    ['02 07 E0 00 00 00 00 00 01', Number.MIN_SAFE_INTEGER],
    ['02 09 00 00 00 00 00 00 00 00 05', 5],
  ])('INTEGER %s is %d', (hex, value) => {
    expect(reader(hex).integer(1)).toBe(value);
  });

  it('an INTEGER of no octet or beyond 53 bits is malformed', () => {
    expect(faultAt(() => reader('02 00').integer(1))).toBe(2);
    expect(faultAt(() => reader('02 07 20 00 00 00 00 00 00').integer(1))).toBe(2);
    expect(faultAt(() => reader(`02 7F ${'7F'.repeat(127)}`).integer(1))).toBe(2);
  });

  it('BOOLEAN is true for every octet but zero, and has one octet', () => {
    expect(reader('01 01 00').boolean(1)).toBe(false);
    expect(reader('01 01 01').boolean(1)).toBe(true);
    expect(faultAt(() => reader('01 00').boolean(1))).toBe(2);
    expect(faultAt(() => reader('01 02 00 00').boolean(1))).toBe(2);
  });

  it('NULL has no content', () => {
    expect(reader('05 00').null(1)).toBeNull();
    expect(faultAt(() => reader('05 01 00').null(1))).toBe(2);
  });

  it.each([
    ['06 05 2B 0C 00 81 5A', '1.3.12.0.218'],
    ['06 07 2B 0C 00 82 1D 81 48', '1.3.12.0.285.200'],
    ['06 03 88 37 03', '2.999.3'],
    ['06 01 27', '0.39'],
  ])('OBJECT IDENTIFIER %s is %s', (hex, value) => {
    expect(reader(hex).objectIdentifier(1)).toBe(value);
  });

  it('an OBJECT IDENTIFIER cut off, empty or with a padded arc is malformed', () => {
    expect(faultAt(() => reader('06 02 2B 81').objectIdentifier(1))).toBe(4);
    expect(faultAt(() => reader('06 00').objectIdentifier(1))).toBe(2);
    expect(faultAt(() => reader('06 03 2B 80 01').objectIdentifier(1))).toBe(3);
    expect(faultAt(() => reader('06 0A 2B FF FF FF FF FF FF FF FF 7F').objectIdentifier(1))).toBe(
      10,
    );
  });

  it('BIT STRING is its bits without the unused ones', () => {
    expect(reader('03 02 06 C0').bits(1)).toBe('11');
    expect(reader('80 04 06 00 00 40').bits(1)).toBe('000000000000000001');
    expect(reader('03 01 00').bits(1)).toBe('');
    expect(reader('03 02 00 A5').bits(1)).toBe('10100101');
  });

  it.each(['03 00', '03 02 08 00', '03 01 01'])('BIT STRING %s is malformed', (hex) => {
    expect(faultAt(() => reader(hex).bits(1))).toBe(2);
  });
});

describe('strings', () => {
  it('of every length are read', () => {
    for (let length = 0; length <= 40; length += 1) {
      const text = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcd'.slice(0, length);
      const octets = Buffer.from(text, 'latin1');
      const element = Buffer.concat([Buffer.from([0x16, length]), octets]).toString('hex');
      expect(reader(element).text(1)).toBe(text);
      expect(reader(element).hex(1)).toBe(octets.toString('hex').toUpperCase());
      expect(reader(element).utf8(1)).toBe(text);
      // The same within an element that ends where the string ends.
      const r = reader(`30${(length + 2).toString(16).padStart(2, '0')}${element}0500`);
      r.enter(1);
      expect(r.text(1)).toBe(text);
      expect(r.peek()).toBe(END);
    }
  });

  it('of one octet per character keep what is beyond ASCII', () => {
    expect(reader('16 03 4D FC 6C').text(1)).toBe('Mül');
    expect(reader('0C 04 4D C3 BC 6C').utf8(1)).toBe('Mül');
    expect(reader('0C 02 C3 28').utf8(1)).toBe('\uFFFD(');
  });

  it.each(['36 06 04 01 32 04 01 35', '36 80 04 01 32 04 01 35 00 00', '36 06 16 01 32 16 01 35'])(
    'may come in segments: %s',
    (hex) => {
      const r = reader(hex);
      expect(r.text(1)).toBe('25');
      r.finish();
      expect(reader(hex).hex(1)).toBe('3235');
      expect(reader(hex).utf8(1)).toBe('25');
    },
  );

  it('may come in segments of segments', () => {
    expect(reader('A0 80 24 80 04 01 32 00 00 04 00 24 03 04 01 35 00 00').text(1)).toBe('25');
  });

  it('may not have other elements for segments', () => {
    expect(faultAt(() => reader('36 03 02 01 32').text(1))).toBe(2);
    expect(faultAt(() => reader('36 02 04 05').text(1))).toBeDefined();
  });

  it('of bits come in segments too, with unused bits in the last', () => {
    expect(reader('23 08 03 02 00 A5 03 02 04 F0').bits(1)).toBe('101001011111');
    expect(reader('23 80 03 02 00 A5 03 02 04 F0 00 00').bits(1)).toBe('101001011111');
    expect(faultAt(() => reader('23 08 03 02 04 F0 03 02 00 A5').bits(1))).toBe(6);
    expect(faultAt(() => reader('23 03 04 01 00').bits(1))).toBe(2);
  });
});

describe('whole elements', () => {
  it('are given as hex, an open length with its end', () => {
    const r = reader('30 80 02 01 05 00 00 05 00');
    expect([r.raw(), r.raw()]).toEqual(['30800201050000', '0500']);
    r.finish();
  });

  it('are kept one behind the other', () => {
    const r = reader('05 00 01 01 FF');
    const kept = r.keep(r.keep(undefined));
    expect(kept).toEqual(['0500', '0101FF']);
  });

  it('leave nothing behind them', () => {
    const r = reader('05 00 00');
    r.null(1);
    expect(faultAt(() => r.finish())).toBe(2);
    const inside = reader('30 04 05 00 05 00');
    const entered = inside.enter(1);
    inside.null(1);
    expect(faultAt(() => inside.leave(entered))).toBe(4);
  });
});
