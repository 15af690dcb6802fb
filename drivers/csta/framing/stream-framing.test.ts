import { array, assert, constantFrom, integer, nat, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFraming } from './create-framing.ts';
import type { Framing, FramingEffect } from './framing.ts';
import type { FramingSettings } from './framing-settings.ts';
import { isWholeBer } from './raw-ber.ts';

const hooks = { isWhole: isWholeBer };

function open(settings: FramingSettings): Framing {
  const framing = createFraming(settings, 'client', hooks);
  expect(framing.next({ kind: 'opened' })).toEqual([{ kind: 'ready' }]);
  return framing;
}

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function receive(framing: Framing, hex: string): readonly FramingEffect[] {
  return framing.next({ kind: 'received', octets: octets(hex) });
}

/** What was delivered, in hexadecimal. */
function delivered(effects: readonly FramingEffect[]): string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'deliver' ? [Buffer.from(effect.pdu).toString('hex')] : [],
  );
}

function failure(effects: readonly FramingEffect[]): [code: string, offset: number | undefined] {
  const last = effects.at(-1);
  if (last?.kind !== 'fail') throw new Error(`no failure but ${last?.kind}`);
  return [last.error.code, last.error.position?.offset];
}

const KINDS = ['length16', 'hipath-tcp', 'csta-xml', 'raw-ber'] as const;

describe('framings that go by lengths', () => {
  it('deliver what was sent, however the octets are cut', () => {
    assert(
      property(
        constantFrom(...KINDS),
        array(tuple(uint8Array({ maxLength: 300 }), integer({ min: 0, max: 9_999 })), {
          maxLength: 6,
        }),
        array(nat(90), { maxLength: 30 }),
        (kind, messages, sizes) => {
          const framing = open({ kind });
          const sent = messages.map(([body, invokeId]) => {
            const { length } = body;
            const pdu = Uint8Array.of(0xa1, 0x82, length >> 8, length & 0xff, ...body);
            return { pdu, invokeId };
          });
          const written = sent.map((one) => framing.next({ kind: 'send', ...one }));
          let stream = Buffer.concat(
            written.map(([effect]) => (effect?.kind === 'write' ? effect.octets : octets(''))),
          );
          const effects: FramingEffect[] = [];
          for (const size of [...sizes, stream.length]) {
            const chunk = Uint8Array.from(stream.subarray(0, size));
            effects.push(...framing.next({ kind: 'received', octets: chunk }));
            stream = stream.subarray(size);
          }
          const expected = sent.map(({ pdu, invokeId }) =>
            kind === 'csta-xml' ? { kind: 'deliver', pdu, invokeId } : { kind: 'deliver', pdu },
          );
          expect(effects).toEqual(expected);
        },
      ),
    );
  });

  it('never do anything but deliver, tell of an oddity or fail, whatever comes', () => {
    assert(
      property(
        constantFrom(...KINDS),
        array(uint8Array({ maxLength: 60 }), { maxLength: 8 }),
        (kind, chunks) => {
          const framing = open({ kind, maxPdu: 50 });
          let received = 0;
          let isLost = false;
          for (const chunk of chunks) {
            received += chunk.length;
            for (const effect of framing.next({ kind: 'received', octets: chunk })) {
              expect(isLost).toBe(effect.kind === 'ignored');
              expect(['deliver', 'oddity', 'fail', 'ignored']).toContain(effect.kind);
              if (effect.kind === 'deliver') expect(effect.pdu.length).toBeLessThanOrEqual(50);
              if (effect.kind !== 'fail') continue;
              isLost = true;
              expect(effect.error.code).toBe('malformed-frame');
              expect(effect.error.position?.offset).toBeLessThan(received);
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('give a frame in one chunk on without copying it', () => {
    const chunk = octets('0003A10100 0002A100'.replace(' ', ''));
    const effects = open({ kind: 'length16' }).next({ kind: 'received', octets: chunk });
    for (const effect of effects) {
      expect(effect.kind === 'deliver' && effect.pdu.buffer === chunk.buffer).toBe(true);
    }
    expect(delivered(effects)).toEqual(['a10100', 'a100']);
  });

  it.each([
    [{ kind: 'length16', maxPdu: 240 }, '0001A1 00F1', 3],
    [{ kind: 'hipath-tcp' }, '268001A1 25', 4],
    [{ kind: 'hipath-tcp', maxPdu: 4 }, '268001A1 268005', 5],
    [{ kind: 'hipath-tcp', maxPdu: 4 }, '260003A1A1A1 268002A1A1', 6],
    [{ kind: 'hipath-tcp' }, '268001A1 260000', 4],
    [{ kind: 'csta-xml' }, '0000000930303031 3C 01', 9],
    [{ kind: 'csta-xml' }, '0001', 0],
    [{ kind: 'csta-xml' }, '0000000730303031', 2],
    [{ kind: 'csta-xml', maxPdu: 4 }, '0000000D30303031', 2],
    [{ kind: 'csta-xml' }, '000000093030413F', 6],
    [{ kind: 'raw-ber' }, 'A100 A180', 3],
    [{ kind: 'raw-ber' }, 'A185', 1],
    [{ kind: 'raw-ber' }, 'BFFFFFFFFF', 0],
    [{ kind: 'raw-ber', maxPdu: 10 }, 'A100 A109', 2],
  ] as const)('lose the line at a head that cannot be: %o %s', (settings, hex, offset) => {
    const framing = open(settings);
    expect(failure(receive(framing, hex.replaceAll(' ', '')))).toEqual(['malformed-frame', offset]);
    expect(receive(framing, '00')).toEqual([{ kind: 'ignored', reason: 'received after the end' }]);
    // The same octet by octet: at the latest when the head is complete.
    const slow = open(settings);
    const effects = [...octets(hex.replaceAll(' ', ''))].flatMap((octet) =>
      slow.next({ kind: 'received', octets: Uint8Array.of(octet) }),
    );
    expect(failure(effects.filter(({ kind }) => kind !== 'ignored'))[0]).toBe('malformed-frame');
  });

  it('take a length of 0 for an oddity and go on', () => {
    for (const [kind, empty, full] of [
      ['length16', '0000', '0001A1'],
      ['hipath-tcp', '268000', '268001A1'],
      ['csta-xml', '0000000830303031', '0000000930303031A1'],
    ] as const) {
      const effects = receive(open({ kind }), empty + full);
      expect(effects.map((effect) => effect.kind)).toEqual(['oddity', 'deliver']);
      expect(delivered(effects)).toEqual(['a1']);
    }
  });

  it('put a HiPath message in pieces together', () => {
    const framing = open({ kind: 'hipath-tcp' });
    expect(receive(framing, '260002A101')).toEqual([]);
    expect(delivered(receive(framing, '26000102268003030405268002A100'))).toEqual([
      'a10102030405',
      'a100',
    ]);
  });

  it.each([
    ['length16', 241, 'payload-too-large'],
    ['hipath-tcp', 241, 'payload-too-large'],
    ['csta-xml', 241, 'payload-too-large'],
    ['raw-ber', 241, 'payload-too-large'],
    ['csta-xml', 3, 'invalid-request'],
  ] as const)('refuse what they cannot carry: %s with %d octets', (kind, length, code) => {
    const framing = open({ kind, maxPdu: 240 });
    const [effect] = framing.next({ kind: 'send', pdu: new Uint8Array(length) });
    expect(effect?.kind === 'refuse' && effect.error.code).toBe(code);
    const [next] = framing.next({ kind: 'send', pdu: octets('A100'), invokeId: 1 });
    expect(next?.kind).toBe('write');
  });

  it('write the head that the other side expects', () => {
    const pdu = octets('A10102');
    for (const [kind, frame] of [
      ['length16', '0003A10102'],
      ['hipath-tcp', '268003A10102'],
      ['csta-xml', '0000000B30303432A10102'],
      ['raw-ber', 'A10102'],
    ] as const) {
      const [effect] = open({ kind }).next({ kind: 'send', pdu, invokeId: 42 });
      expect(effect).toEqual({ kind: 'write', octets: octets(frame) });
    }
  });

  it('refuse settings that no stream could follow', () => {
    for (const maxPdu of [0, -1, 1.5, 65_536 * 256]) {
      for (const kind of KINDS) {
        expect(() => createFraming({ kind, maxPdu }, 'client', hooks)).toThrow(
          'invalid-configuration',
        );
      }
    }
  });

  it('tell a whole element from one with something missing or left over', () => {
    for (const [hex, isWhole] of [
      ['A100', true],
      ['A1', false],
      ['', false],
      ['A10100', true],
      ['A1010000', false],
      ['A18100', true],
      ['BF810100', true],
      ['A1800000', false],
    ] as const) {
      expect(isWholeBer(octets(hex))).toBe(isWhole);
    }
  });
});
