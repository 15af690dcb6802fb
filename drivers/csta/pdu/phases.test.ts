import { describe, expect, expectTypeOf, it } from 'vitest';
import { DecodeTrace } from '../ber/decode-trace.ts';
import { elementTree } from '../ber/element-tree.ts';
import type { EventReportArgument, MakeCallArgument } from '../generated/phase-3.ts';
import { isWholePdu } from './pdu-codec.ts';
import type { Pdu } from './pdu.ts';
import { decodePdu, encodePdu, type PduOf, type Phase } from './phases.ts';
import { CAPTURED_VECTORS } from './testing/captured-vectors.ts';

const PHASES: readonly Phase[] = ['I', 'II', 'III'];

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex').toUpperCase();

/** The PDU is these octets in every phase, and these octets are the PDU. */
function expectBothWays(pdu: Pdu, octets: string): void {
  for (const phase of PHASES) {
    expect(decodePdu(bytes(octets), phase)).toEqual(pdu);
    expect(hex(encodePdu(pdu, phase))).toBe(octets.replaceAll(' ', ''));
  }
}

function vector(id: string): Uint8Array {
  const found = CAPTURED_VECTORS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no vector ${id}`);
  return bytes(found.hex);
}

/** Every constructed element with an open length. */
function opened(octets: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const one of elementTree(octets)) {
    if (one.depth > 0) continue;
    const content = octets.subarray(one.offset + one.headerLength);
    const end = one.offset + one.headerLength + one.contentLength;
    if (!one.isConstructed) pieces.push(octets.subarray(one.offset, end));
    else {
      const inside = opened(content.subarray(0, one.contentLength));
      pieces.push(Uint8Array.of(octets[one.offset] ?? 0, 0x80), inside, new Uint8Array(2));
    }
  }
  return Buffer.concat(pieces);
}

describe('PDUs of real switches', () => {
  it.each(CAPTURED_VECTORS)('come out as they went in: $id', ({ hex: pdu, phase }) => {
    expect(hex(encodePdu(decodePdu(bytes(pdu), phase), phase))).toBe(pdu);
  });

  it.each(['hp-Delivered', 'hp-Transferred', 'hp-AARE'])(
    'are read as well with open lengths: %s',
    (id) => {
      const octets = vector(id);
      expect(decodePdu(opened(octets), 'III')).toEqual(decodePdu(octets, 'III'));
    },
  );

  it('have the operation by its name and its argument by the phase', () => {
    const pdu = decodePdu(vector('hp-MakeCall'), 'III');
    expect(pdu).toEqual({
      invoke: {
        invokeId: 3,
        operation: 'makeCall',
        argument: {
          callingDevice: { deviceIdentifier: { dialingNumber: '257' } },
          calledDirectoryNumber: { deviceIdentifier: { dialingNumber: '100' } },
        },
      },
    });
  });

  it('are typed by what was found', () => {
    const pdu: PduOf<'III'> = decodePdu(vector('hp-MakeCall'), 'III');
    if (!('invoke' in pdu)) throw new Error('no invoke');
    if (pdu.invoke.operation === 'makeCall') {
      expectTypeOf(pdu.invoke.argument).toEqualTypeOf<MakeCallArgument | undefined>();
    }
    if (pdu.invoke.operation === 'eventReport') {
      expectTypeOf(pdu.invoke.argument).toEqualTypeOf<EventReportArgument | undefined>();
    }
    expectTypeOf(pdu).toExtend<Pdu>();
  });
});

describe('an invocation', () => {
  it('of an operation that is not known keeps its code and the hex of its argument', () => {
    expectBothWays(
      { invoke: { invokeId: 7, operation: 9999, argument: '3003020105' } },
      'A1 0C 02 01 07 02 02 27 0F 30 03 02 01 05',
    );
  });

  it('may be linked to another, and may be without an argument', () => {
    expectBothWays(
      { invoke: { invokeId: 7, linkedId: 300, operation: 9999 } },
      'A1 0B 02 01 07 80 02 01 2C 02 02 27 0F',
    );
  });

  it('keeps what stands behind its argument', () => {
    expectBothWays(
      { invoke: { invokeId: 7, operation: 9999, argument: '0500', $unknown: ['0500', '820101'] } },
      'A1 0E 02 01 07 02 02 27 0F 05 00 05 00 82 01 01',
    );
  });

  it('of a name that the phase does not have is refused', () => {
    for (const operation of ['no such', 'toString']) {
      expect(() => encodePdu({ invoke: { invokeId: 1, operation } }, 'III')).toThrow(
        `invalid-request: there is no operation ${operation} in this phase`,
      );
    }
    expect(() =>
      encodePdu({ invoke: { invokeId: 1, operation: 9999, argument: {} } }, 'III'),
    ).toThrow('invalid-request: only hex');
  });
});

describe('an answer', () => {
  it('may have nothing but the id of its invocation', () => {
    expectBothWays({ returnResult: { invokeId: 300 } }, 'A2 04 02 02 01 2C');
  });

  it('of an operation that is not known keeps the hex of its result', () => {
    expectBothWays(
      { returnResult: { invokeId: 1, operation: 9999, result: '0500' } },
      'A2 0B 02 01 01 30 06 02 02 27 0F 05 00',
    );
  });

  it('of refusal is the universal failure of the phase', () => {
    const failure = 'A3 08 02 01 01 02 01 01 A1 00';
    expect(() => decodePdu(bytes(failure), 'III')).toThrow('malformed-frame');
    const third = decodePdu(bytes('A3 0B 02 01 01 02 01 01 A0 03 0A 01 0C'), 'III');
    expect(third).toHaveProperty('returnError.error', 'universalFailure');
    expect(hex(encodePdu(third, 'III'))).toBe('A30B020101020101A0030A010C');
    const first = decodePdu(bytes('A3 09 02 01 01 02 01 01 81 01 0C'), 'I');
    expect(first).toHaveProperty('returnError.error', 'universalFailure');
    expect(hex(encodePdu(first, 'I'))).toBe('A30902010102010181010C');
  });

  it('of an error that has only a number keeps it and the hex of its parameter', () => {
    expectBothWays(
      { returnError: { invokeId: 1, error: 9, parameter: '0A0105' } },
      'A3 09 02 01 01 02 01 09 0A 01 05',
    );
    expectBothWays({ returnError: { invokeId: 1, error: 9 } }, 'A3 06 02 01 01 02 01 09');
  });
});

describe('a rejection', () => {
  it('names the problem, and the invocation where that was read', () => {
    expectBothWays({ reject: { invokeId: null, problem: { general: 0 } } }, 'A4 05 05 00 80 01 00');
    expectBothWays({ reject: { invokeId: 5, problem: { invoke: 2 } } }, 'A4 06 02 01 05 81 01 02');
    expectBothWays(
      { reject: { invokeId: 5, problem: { returnResult: 1 } } },
      'A4 06 02 01 05 82 01 01',
    );
    expectBothWays(
      { reject: { invokeId: 5, problem: { returnError: 4 } } },
      'A4 06 02 01 05 83 01 04',
    );
    expectBothWays(
      { reject: { invokeId: 5, problem: { $unknown: '840104' } } },
      'A4 06 02 01 05 84 01 04',
    );
  });
});

describe('octets that are no PDU', () => {
  it.each([
    ['', 0],
    ['A5 00', 0],
    ['30 00', 0],
    ['A1 00', 2],
    ['A1 03 02 01 01', 5],
    ['A1 06 02 01 01 02 01', 1],
    ['A1 05 02 01 01 02 01', 6],
    ['A2 06 02 01 01 30 01 02', 8],
    ['A4 03 02 01 01', 5],
    ['A4 05 05 00 80 01 00 00', 7],
    ['65 00', 0],
  ])('are malformed at their place: %s', (octets, offset) => {
    for (const phase of PHASES) {
      expect(() => decodePdu(bytes(octets), phase)).toThrow(
        expect.objectContaining({ code: 'malformed-frame', position: { offset } }),
      );
    }
  });

  it('are told from a whole one by their length', () => {
    expect(CAPTURED_VECTORS.every(({ hex: pdu }) => isWholePdu(bytes(pdu)))).toBe(true);
    expect(CAPTURED_VECTORS.some(({ hex: pdu }) => isWholePdu(bytes(`${pdu}00`)))).toBe(false);
    expect(CAPTURED_VECTORS.some(({ hex: pdu }) => isWholePdu(bytes(pdu.slice(0, -2))))).toBe(
      false,
    );
    expect(isWholePdu(bytes('A1 80 02 01 01 00 00'))).toBe(true);
    expect(isWholePdu(bytes('A1 80 02 01 01 00'))).toBe(false);
    expect(isWholePdu(bytes(''))).toBe(false);
    expect(isWholePdu(bytes('A1'))).toBe(false);
  });
});

describe('the trace of a PDU', () => {
  it('has the place of each component from the invocation down', () => {
    const octets = vector('hp-Delivered');
    const trace = new DecodeTrace();
    decodePdu(octets, 'III', trace);
    const found = new Map(trace.elements(octets).map((one) => [one.path, one]));
    expect(found.get('/invoke/invokeId')).toMatchObject({ offset: 2, length: 3 });
    expect(found.get('/invoke/operation')).toMatchObject({ offset: 5, length: 3 });
    expect(found.get('/invoke/argument')).toMatchObject({ offset: 8, tag: '[UNIVERSAL 16]' });
    const delivered = '/invoke/argument/eventSpecificInfo/callControlEvents/delivered';
    expect(found.get(`${delivered}/cause`)).toMatchObject({
      offset: Buffer.from(octets).indexOf(Buffer.from('0A0116', 'hex')),
      length: 3,
    });
    expect(found.get(`${delivered}/extensions`)).toMatchObject({ tag: '[APPLICATION 30]' });
  });

  it('says of every path what the value has there', () => {
    for (const { hex: pdu, phase } of CAPTURED_VECTORS) {
      const trace = new DecodeTrace();
      const value: unknown = decodePdu(bytes(pdu), phase, trace);
      for (const { path } of trace.elements(bytes(pdu))) {
        const there = path
          .split('/')
          .slice(1)
          .reduce((inside, name) => (inside as Record<string, unknown>)[name], value);
        expect(there, path).toBeDefined();
      }
    }
  });
});
