import { assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { MOST_OCTETS, parseXml } from './parse-xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** What a refusal says, and where. */
function refusal(document: string | Uint8Array, base?: number): { detail: string; offset: number } {
  const octets = typeof document === 'string' ? Buffer.from(document) : document;
  try {
    parseXml(octets, base);
  } catch (error) {
    expect(error).toBeInstanceOf(CrosspointError);
    const { code, detail, position } = error as CrosspointError;
    expect(code).toBe('malformed-frame');
    return { detail, offset: position?.offset ?? -1 };
  }
  throw new Error('it was read');
}

describe('the reader of XML', () => {
  it('gives elements with their namespace, text and place in octets', () => {
    const { root } = parseXml(
      Buffer.from('\uFEFF<é:a xmlns:é="urn:x" b="1">ü<c>日</c><d/></é:a>'),
      8,
    );
    expect(root).toMatchObject({
      qualifiedName: 'é:a',
      name: 'a',
      namespace: 'urn:x',
      text: 'ü',
      offset: 11,
      attributes: [
        { name: 'xmlns:é', value: 'urn:x' },
        { name: 'b', value: '1' },
      ],
      children: [
        { name: 'c', namespace: '', text: '日', offset: 42 },
        { name: 'd', text: '', offset: 52 },
      ],
    });
  });

  it('joins text around comments and CDATA, and reads the five entities and character references', () => {
    const { root } = parseXml(
      Buffer.from('<a>1<!-- - -->2<![CDATA[<&]]>&lt;&amp;&#65;&#x1F600;</a>'),
    );
    expect(root.text).toBe('12<&<&A😀');
  });

  it.each([
    ['a document type', '<!DOCTYPE a><a/>', 0],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 0],
    [
      'a billion laughs',
      `${HEAD}<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>`,
      HEAD.length,
    ],
    ['an entity nobody declared', '<a>&haha;</a>', 9],
    ['a processing instruction', '<a><?php x ?></a>', 3],
    ['a style sheet', '<?xml-stylesheet href="x"?><a/>', 0],
    ['a later version', '<?xml version="1.1"?><a/>', 0],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 0],
    ['a prefix that is not bound', '<x:a/>', 6],
    ['a tag that is not closed', '<a><b></a>', 10],
    ['an end in the middle', '<a><b>', 6],
    ['two roots', '<a/><b/>', 7],
    ['nothing', '', 0],
    ['text alone', 'MakeCall', 8],
    ['the same attribute twice', '<a b="1" b="2"/>', 16],
    ['a character that XML has not', '<a>\u0001</a>', 4],
    ['a reference to such a character', '<a>&#0;</a>', 7],
  ])('refuses %s where it stands', (_, document, offset) => {
    expect(refusal(document).offset).toBe(offset);
  });

  it('counts from the start of the frame, in octets', () => {
    expect(refusal('<a>日&haha;</a>', 8).offset).toBe(8 + 12);
  });

  it.each([
    ['an octet that never stands alone', [0x3c, 0x61, 0x3e, 0xff, 0x3c], 3],
    ['a character that is cut off', [0x3c, 0x61, 0x3e, 0xe6, 0x97, 0x3c], 3],
    ['a surrogate', [0x3c, 0xed, 0xa0, 0x80], 1],
    ['behind a replacement character', [0xef, 0xbf, 0xbd, 0xc3, 0xa4, 0xc0], 5],
    ['UTF-16', [0xff, 0xfe, 0x3c, 0x00], 0],
    ['UTF-16 the other way round', [0xfe, 0xff, 0x00, 0x3c], 0],
  ])('refuses %s', (_, octets, offset) => {
    expect(refusal(Uint8Array.from(octets)).offset).toBe(offset);
  });

  it('bounds depth, attributes, names, text and the whole', () => {
    expect(() => parseXml(Buffer.from('<a>'.repeat(32) + '</a>'.repeat(32)))).not.toThrow();
    expect(refusal('<a>'.repeat(33) + '</a>'.repeat(33))).toMatchObject({ offset: 96 });
    expect(refusal(`<a b="${'x'.repeat(4_097)}"/>`).detail).toContain('too long an attribute');
    const many = Array.from({ length: 65 }, (_, index) => `a${index}=""`).join(' ');
    expect(refusal(`<a ${many}/>`).detail).toContain('too many attributes');
    expect(refusal(`<${'a'.repeat(257)}/>`).detail).toContain('too long a name');
    expect(refusal(`<a>${'x'.repeat(32_769)}</a>`).detail).toContain('too long a text');
    expect(refusal(Buffer.alloc(MOST_OCTETS + 1, 0x20)).offset).toBe(MOST_OCTETS);
  });

  it('never fails on any octets but with malformed-frame and an offset within them', () => {
    const anything = (octets: Uint8Array): void => {
      try {
        parseXml(octets);
      } catch (error) {
        expect(error).toBeInstanceOf(CrosspointError);
        const { code, position } = error as CrosspointError;
        expect(code).toBe('malformed-frame');
        expect(position?.offset).toBeGreaterThanOrEqual(0);
        expect(position?.offset).toBeLessThanOrEqual(octets.length);
      }
    };
    assert(property(uint8Array({ maxLength: 200 }), anything), { numRuns: 500 });
    const markup = string({ unit: 'grapheme' }).map((text) =>
      Buffer.from(`<a b='${text}'>${text}`),
    );
    assert(property(markup, anything), { numRuns: 500 });
  });
});
