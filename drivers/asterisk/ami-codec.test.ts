import {
  array,
  assert,
  nat,
  property,
  string,
  stringMatching,
  tuple,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../src/spi/index.ts';
import { AmiDecoder, encodeAmi } from './ami-codec.ts';

const GREETING = Buffer.from('Asterisk Call Manager/11.0.0\r\n');

function decoder(): AmiDecoder {
  const made = new AmiDecoder();
  made.push(GREETING);
  return made;
}

/** The same bytes in pieces of these sizes. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let rest = bytes;
  for (const size of sizes) {
    pieces.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return [...pieces, rest];
}

const name = stringMatching(/^[A-Za-z][A-Za-z0-9]{0,20}$/);
const value = string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));

describe('the AMI codec', () => {
  it('reads what it wrote, however the bytes are cut', () => {
    assert(
      property(
        array(array(tuple(name, value), { minLength: 1, maxLength: 8 }), { maxLength: 5 }),
        array(nat(60), { maxLength: 12 }),
        (messages, sizes) => {
          const bytes = Buffer.concat(messages.map((fields) => encodeAmi(fields)));
          const reader = decoder();
          const read = cut(bytes, sizes).flatMap((piece) => reader.push(piece));
          expect(read.map(({ fields }) => fields)).toEqual(messages);
        },
      ),
    );
  });

  it('never fails on any bytes but with malformed-frame and an offset within them', () => {
    assert(
      property(array(uint8Array({ maxLength: 300 }), { maxLength: 6 }), (pieces) => {
        const reader = decoder();
        let length = GREETING.length;
        try {
          for (const piece of pieces) {
            length += piece.length;
            reader.push(Buffer.from(piece));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(CrosspointError);
          const { code, position } = error as CrosspointError;
          expect(code).toBe('malformed-frame');
          expect(position?.offset).toBeGreaterThanOrEqual(GREETING.length);
          expect(position?.offset).toBeLessThanOrEqual(length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says where a line is no field', () => {
    const reader = decoder();
    try {
      reader.push(Buffer.from('Event: A\r\n\r\nnonsense\r\n'));
      expect.unreachable();
    } catch (error) {
      expect((error as CrosspointError).position?.offset).toBe(GREETING.length + 12);
    }
  });

  it('refuses a stream that is not AMI, a line without end and a message without end', () => {
    expect(() => new AmiDecoder().push(Buffer.from('SSH-2.0-OpenSSH\r\n'))).toThrow(
      /no AMI greeting/,
    );
    expect(() => decoder().push(Buffer.alloc(20_000, 'a'))).toThrow(/too long/);
    expect(() => decoder().push(Buffer.from('A: b\r\n'.repeat(2_000)))).toThrow(/too many fields/);
  });

  it('takes a value with colons and an empty one as they are', () => {
    const [message] = decoder().push(Buffer.from('Event: X\r\nChannel: a: b:c\r\nEmpty:\r\n\r\n'));
    expect(message?.get('channel')).toBe('a: b:c');
    expect(message?.get('Empty')).toBe('');
    expect(message?.get('Missing')).toBe('');
  });

  it('refuses to write a value that would begin another field', () => {
    expect(() => encodeAmi([['Channel', 'x\r\nAction: Originate']])).toThrow(/line break/);
  });
});
