import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom, type Random } from '../../../src/base/random.ts';
import type { Codec } from '../ber/codec.ts';
import { DecodeTrace } from '../ber/decode-trace.ts';
import { elementTree } from '../ber/element-tree.ts';
import { BerReader } from '../ber/reader.ts';
import { BerWriter } from '../ber/writer.ts';
import type {
  Call as CallValue,
  Colour as ColourValue,
  Device as DeviceValue,
  Everything as EverythingValue,
  Shape as ShapeValue,
  Tree as TreeValue,
} from '../generated/testing/sample.ts';
import * as asCode from '../generated/testing/sample.ts';
import * as asTables from '../generated/testing/sample-tables.ts';

function decode<T>(codec: Codec<T>, hex: string, trace?: DecodeTrace): T {
  const r = new BerReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'), undefined, trace);
  const value = codec.decode(r);
  r.finish();
  return value;
}

function encode<T>(codec: Codec<T>, value: T): string {
  const w = new BerWriter();
  codec.encode(w, value);
  return Buffer.from(w.view()).toString('hex').toUpperCase();
}

/** The value is these octets, and these octets are the value. */
function expectBothWays<T>(codec: Codec<T>, value: T, hex: string): void {
  expect(encode(codec, value)).toBe(hex.replaceAll(' ', ''));
  expect(decode(codec, hex)).toEqual(value);
}

/** Elements that no component takes; they are kept as they are. */
const STRANGERS: readonly string[] = ['AA020500', '9F8F7F00', '1E0100', 'BF2A00', '8903ABCDEF'];

/** The same element with other forms of length and strings in segments. */
function loosened(octets: Uint8Array, random: Random): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const { depth, offset, headerLength, contentLength } of elementTree(octets)) {
    if (depth > 0) continue;
    const at = offset + headerLength;
    const whole = Buffer.from(octets.subarray(offset, at + contentLength));
    if (STRANGERS.includes(whole.toString('hex').toUpperCase())) {
      pieces.push(whole);
      continue;
    }
    const identifier = Buffer.from(
      octets.subarray(offset, offset + identifierLength(octets, offset)),
    );
    const first = identifier[0] ?? 0;
    let content: Uint8Array = Buffer.from(octets.subarray(at, at + contentLength));
    const isSplit = (first === 0x04 || first === 0x0c || first === 0x16) && random.next() < 0.25;
    if (isSplit) {
      identifier[0] = first | 0x20;
      const half = Math.floor(content.length / 2);
      content = Buffer.concat(
        [content.subarray(0, half), content.subarray(half)].map((part) =>
          Buffer.concat([Buffer.from([0x04, part.length]), part]),
        ),
      );
    }
    const isConstructed = ((identifier[0] ?? 0) & 0x20) !== 0;
    if (isConstructed) content = loosened(content, random);
    const isOpen = isConstructed && random.next() < 0.5;
    const length = isOpen
      ? [0x80]
      : random.next() < 0.5 || content.length > 127
        ? [0x83, 0, content.length >> 8, content.length & 0xff]
        : [content.length];
    pieces.push(identifier, Buffer.from(length), content, Buffer.alloc(isOpen ? 2 : 0));
  }
  return Buffer.concat(pieces);
}

function identifierLength(octets: Uint8Array, offset: number): number {
  if (((octets[offset] ?? 0) & 0x1f) !== 0x1f) return 1;
  let at = offset + 1;
  while (((octets[at] ?? 0) & 0x80) !== 0) at += 1;
  return at - offset + 1;
}

const hex = fc
  .uint8Array({ maxLength: 40 })
  .map((octets) => Buffer.from(octets).toString('hex').toUpperCase());
const latin1 = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
const colour = fc.constantFrom<ColourValue>('red', 'green', 'deepBlue', 7, -3);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const shape: fc.Arbitrary<ShapeValue> = fc.oneof(
  fc.record({ circle: fc.integer() }),
  fc.record({ square: fc.integer() }),
  fc.constant<ShapeValue>({ none: null }),
  fc.constant<ShapeValue>({ inner: { dot: null } }),
  fc.record({ inner: fc.record({ line: fc.array(fc.integer()) }) }),
);
const device: fc.Arbitrary<DeviceValue> = fc.oneof(
  fc.record({ number: latin1 }),
  fc.record({ handle: hex }),
  fc.record({ both: fc.record({ number: latin1, handle: hex }) }),
  fc.constantFrom(...STRANGERS).map((stranger) => ({ $unknown: stranger })),
);
const everything: fc.Arbitrary<EverythingValue> = fc.record({
  number: fc.maxSafeInteger(),
  flag: maybe(fc.boolean()),
  nothing: maybe(fc.constant(null)),
  octets: maybe(hex),
  bits: maybe(fc.string({ unit: fc.constantFrom('0', '1') })),
  syntax: maybe(fc.constantFrom('1.3.12.0.218', '2.999.1')),
  name: latin1,
  label: maybe(fc.string({ unit: 'grapheme' })),
  colour,
  pen: maybe(colour),
  inked: maybe(colour),
  when: maybe(latin1),
  high: maybe(fc.integer()),
  higher: maybe(latin1),
  default: maybe(fc.integer()),
  at: maybe(fc.integer()),
  lastOne: maybe(fc.boolean()),
  $unknown: maybe(fc.array(fc.constantFrom(...STRANGERS), { minLength: 1 })),
});
const call: fc.Arbitrary<CallValue> = fc.record({
  subject: device,
  other: maybe(device),
  wrapped: maybe(device),
  shape: maybe(shape),
  bare: maybe(shape),
  deep: maybe(fc.integer()),
  extension: maybe(fc.constantFrom('1E0100', 'BF2A00')),
});
const { tree } = fc.letrec<{ tree: TreeValue }>((tie) => ({
  tree: fc.record({
    value: fc.integer(),
    children: maybe(fc.array(tie('tree'), { maxLength: 2 })),
  }),
}));

const VARIANTS = [
  ['code of their own', asCode],
  ['tables', asTables],
] as const;

describe.each(VARIANTS)('by %s', (_variant, codecs) => {
  const { Anything, Call, Colour, Device, Everything, SameToken, Shape, Shapes, Tree, Unordered } =
    codecs;

  describe('generated codecs', () => {
    const cases: readonly (readonly [string, Codec<unknown>, fc.Arbitrary<unknown>])[] = [
      ['Everything', Everything, everything],
      ['Call', Call, call],
      ['Tree', Tree, tree],
      ['Shapes', Shapes, fc.array(shape)],
    ];

    it.each(cases)('read what they write: %s', (_, codec, values) => {
      fc.assert(
        fc.property(values, (value) => {
          expect(decode(codec, encode(codec, value))).toEqual(value);
        }),
      );
    });

    it.each(cases)('read the same out of any form of BER: %s', (_, codec, values) => {
      fc.assert(
        fc.property(values, fc.nat(), (value, seed) => {
          const loose = loosened(Buffer.from(encode(codec, value), 'hex'), new SeededRandom(seed));
          expect(decode(codec, Buffer.from(loose).toString('hex'))).toEqual(value);
        }),
      );
    });
  });

  describe('tags', () => {
    it('of a CHOICE that is tagged go around it', () => {
      expectBothWays(Device, { number: '25' }, '6B 04 80 02 32 35');
      expectBothWays(
        Device,
        { both: { number: '2', handle: 'AA' } },
        '6B 08 30 06 80 01 32 81 01 AA',
      );
    });

    it('that are implicit take the place of an outer tag and leave the inner one', () => {
      expectBothWays(
        Call,
        { subject: { number: '2' }, other: { number: '3' } },
        '30 0A 6B 03 80 01 32 A0 03 80 01 33',
      );
    });

    it('that are explicit go around the outer tag', () => {
      expectBothWays(
        Call,
        { subject: { number: '2' }, wrapped: { number: '3' } },
        '30 0C 6B 03 80 01 32 A1 05 6B 03 80 01 33',
      );
    });

    it('before a bare CHOICE are explicit even where IMPLICIT is said', () => {
      expectBothWays(
        Call,
        { subject: { number: '2' }, shape: { none: null } },
        '30 09 6B 03 80 01 32 A2 02 05 00',
      );
    });

    it('may stand one before the other', () => {
      expectBothWays(
        Call,
        { subject: { number: '2' }, deep: 5 },
        '30 0C 6B 03 80 01 32 A3 05 A4 03 85 01 05',
      );
    });

    it('of what a CHOICE in a CHOICE holds lead there', () => {
      expectBothWays(Shape, { square: 1 }, 'A7 03 02 01 01');
      expectBothWays(Shape, { inner: { dot: null } }, 'A8 02 05 00');
      expectBothWays(Shape, { inner: { line: [1, 2] } }, 'A9 06 02 01 01 02 01 02');
    });

    it('of one name for another are the same', () => {
      expectBothWays(SameToken, 'AB', 'C2 01 AB');
      expectBothWays(Anything, '30800000', '30 80 00 00');
    });

    it('around nothing, or around more than one element, are malformed', () => {
      expect(() => decode(Device, '6B 00')).toThrow('an element is missing at octet 2');
      expect(() => decode(Device, '6B 04 80 00 80 00')).toThrow('an element too many at octet 4');
      expect(() => decode(Shape, 'A7 00')).toThrow('nothing where [UNIVERSAL 2] is due at octet 2');
    });
  });

  describe('what is not known', () => {
    it('in a SEQUENCE is kept, and what comes behind it is found', () => {
      const value = decode(
        Everything,
        '30 12 02 01 05 AA 02 05 00 16 01 41 0A 01 01 85 01 FF AB 00',
      );
      expect(value).toEqual({
        number: 5,
        name: 'A',
        colour: 'green',
        lastOne: true,
        $unknown: ['AA020500', 'AB00'],
      });
      expect(encode(Everything, value)).toBe('30120201051601410A01018501FFAA020500AB00');
    });

    it('in a SEQUENCE is also what comes out of order, and what comes twice', () => {
      const value = decode(Everything, '30 0F 02 01 05 16 01 41 01 01 FF 0A 01 01 0A 01 00');
      expect(value).toEqual({
        number: 5,
        name: 'A',
        colour: 'green',
        $unknown: ['0101FF', '0A0100'],
      });
    });

    it('in a SET is what comes twice; the order does not matter', () => {
      const value = decode(Unordered, '7E 09 81 01 02 80 01 01 80 01 03');
      expect(value).toEqual({ a: 1, b: 2, $unknown: ['800103'] });
      expect(encode(Unordered, value)).toBe('7E09800101810102800103');
    });

    it('of a CHOICE stands for the alternative', () => {
      expectBothWays(Device, { $unknown: '9F2A01FF' }, '6B 04 9F 2A 01 FF');
    });

    it('of an enumeration stays a number', () => {
      expectBothWays<ColourValue>(Colour, 'deepBlue', '0A 01 05');
      expectBothWays<ColourValue>(Colour, 3, '0A 01 03');
      expectBothWays<ColourValue>(Colour, -1, '0A 01 FF');
      expectBothWays<ColourValue>(Colour, 300, '0A 02 01 2C');
    });
  });

  describe('what does not fit', () => {
    it('is a component that must be there and is not, told by name and place', () => {
      expect(() => decode(Everything, '30 03 02 01 05')).toThrow(
        'malformed-frame: Everything.name is missing in the element at octet 0',
      );
      expect(() => decode(Tree, '30 08 02 01 01 A0 03 30 01 00')).toThrow('at octet');
      expect(() => decode(Tree, '30 07 02 01 01 A0 02 30 00')).toThrow(
        'Tree.value is missing in the element at octet 7',
      );
    });

    it('is an element of another type in a list', () => {
      expect(() => decode(Tree, '30 07 02 01 01 A0 02 05 00')).toThrow('is due at octet 7');
    });

    it('is a tree without end', () => {
      let octets = '3003020101';
      for (let depth = 0; depth < 20; depth += 1) {
        const length = (octets.length / 2).toString(16).padStart(4, '0');
        const around = (octets.length / 2 + 7).toString(16).padStart(4, '0');
        octets = `3082${around}020101A082${length}${octets}`;
      }
      expect(() => decode(Tree, octets)).toThrow('too deep');
    });

    it('is a value that has no alternative or no such name', () => {
      expect(() => encode(Shape, {} as ShapeValue)).toThrow(
        'invalid-request: no alternative of Shape',
      );
      expect(() => encode(Colour, 'mauve' as ColourValue)).toThrow('there is no mauve');
      expect(() => encode(Colour, 'toString' as ColourValue)).toThrow('there is no toString');
    });
  });

  describe('the trace', () => {
    it('has a place for each component by its path', () => {
      const octets = '30 13 6B 04 80 02 32 35 A9 06 02 01 01 02 01 02 A2 01 05 05 00';
      const trace = new DecodeTrace();
      const value = decode(Call, octets, trace);
      expect(value).toMatchObject({ bare: { inner: { line: [1, 2] } }, extension: 'A20105' });
      const found = trace.elements(Buffer.from(octets.replaceAll(' ', ''), 'hex'));
      expect(found.map(({ path, offset, length, tag }) => [path, offset, length, tag])).toEqual([
        ['/subject', 2, 6, '[APPLICATION 11]'],
        ['/subject/number', 4, 4, '[0]'],
        ['/bare', 8, 8, '[9]'],
        ['/bare/inner', 8, 8, '[9]'],
        ['/bare/inner/line', 8, 8, '[9]'],
        ['/bare/inner/line/0', 10, 3, '[UNIVERSAL 2]'],
        ['/bare/inner/line/1', 13, 3, '[UNIVERSAL 2]'],
        ['/extension', 16, 3, '[2]'],
        ['/$unknown/0', 19, 2, '[UNIVERSAL 5]'],
      ]);
    });

    it('goes as far as the octets are right', () => {
      const octets = '30 06 6B 04 80 09 32 35';
      const trace = new DecodeTrace();
      expect(() => decode(Call, octets, trace)).toThrow('at octet 5');
      const found = trace.elements(Buffer.from(octets.replaceAll(' ', ''), 'hex'));
      expect(found.map(({ path, length }) => [path, length])).toEqual([
        ['/subject', 6],
        ['/subject/number', 4],
      ]);
    });
  });
});
