import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberReader, internalNumber, readNumber } from '../../src/contact/number-identity.ts';
import { matchNumbers } from '../../src/contact/number-match.ts';
import { NumberingPlans, numberingOf } from '../../src/contact/numbering.ts';
import { WRITINGS } from './number-writings.ts';

const NOWHERE = numberingOf();
const DE = numberingOf({ country: 'DE', outsidePrefixes: ['0'], areaCode: '30' });
const US = numberingOf({ country: 'US', outsidePrefixes: ['9'], areaCode: '212' });

const read = (raw: string, numbering = NOWHERE) => readNumber(raw, numbering);

describe('a number is understood where it was written', () => {
  it.each(WRITINGS)('$where.country $raw is $is', ({ where, raw, is }) => {
    expect(readNumber(raw, numberingOf(where)).e164).toBe(is);
  });

  it.each(['', 'Anonymous', 'private', 'Restricted', '266696687', '<sip:anonymous@a.b>', '+'])(
    'tells nothing of the withheld %j',
    (raw) => {
      expect(read(raw, DE)).toMatchObject({ raw, kind: 'withheld', keys: [] });
    },
  );

  it('keeps what is no public number apart by itself', () => {
    expect(read('2001', DE)).toMatchObject({ kind: 'internal', keys: ['#2001'] });
    expect(read('sip:Anna@Example.com')).toMatchObject({
      kind: 'text',
      keys: ['@anna@example.com'],
    });
    expect(read('030 1234567')).toMatchObject({ kind: 'incomplete', keys: ['~01234567'] });
  });

  it('has at most four keys, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (raw) => {
        expect(read(raw, DE).keys.length).toBeLessThanOrEqual(4);
        expect(read(raw, US).raw).toBe(raw);
      }),
    );
  });

  it('has at most four keys for any run of digits', () => {
    const digits = fc.stringMatching(/^\+?[0-9]{0,20}$/);
    fc.assert(fc.property(digits, (raw) => read(raw, DE).keys.length <= 4));
  });
});

const FILLINGS = [' ', '-', '.', '/', ' / ', '\u00a0', '  '] as const;

/** A number with something between any two of its digits. */
function spaced(digits: string): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('', '', ...FILLINGS), {
      minLength: digits.length,
      maxLength: digits.length,
    })
    .map((gaps) =>
      digits
        .split('')
        .map((digit, index) => digit + (gaps[index] ?? ''))
        .join(''),
    );
}

describe('any usual way of writing gives the same keys', () => {
  it('German numbers', () => {
    const local = fc.integer({ min: 2_000_000, max: 8_999_999 }).map(String);
    const writings = local.chain((number) =>
      fc.tuple(
        fc.constant(`+4930${number}`),
        fc.oneof(
          ...['+4930', '004930', '030', '0030', '0004930', ''].map((before) =>
            spaced(before + number),
          ),
          fc.constant(`+49 (0)30 ${number}`),
          fc.constant(`(030) ${number}`),
          fc.constant(`tel:+49-30-${number}`),
          fc.constant(`<sip:030${number}@pbx.example;user=phone>`),
        ),
      ),
    );
    fc.assert(
      fc.property(writings, ([e164, raw]) => {
        expect(read(raw, DE)).toMatchObject({ e164, keys: read(e164, DE).keys });
      }),
      { numRuns: 300 },
    );
  });

  it('American numbers', () => {
    const local = fc.integer({ min: 2_000_000, max: 9_999_999 }).map(String);
    const writings = local.chain((number) =>
      fc.tuple(
        fc.constant(`+1212${number}`),
        fc.oneof(...['+1212', '1212', '212', '91212'].map((before) => spaced(before + number))),
      ),
    );
    fc.assert(
      fc.property(writings, ([e164, raw]) => {
        const found = read(raw, US);
        expect(found.e164).toBe(e164);
        expect(found.keys[0]).toBe(read(e164).keys[0]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('two numbers match', () => {
  it.each([
    ['+49301234567', '+49 30 1234567', 1],
    // Renumberings.
    ['+5511987654321', '+551187654321', 0.9],
    ['+5215512345678', '+525512345678', 0.9],
    ['+5491112345678', '+541112345678', 0.9],
    ['+2250708123456', '+22508123456', 0.9],
    ['+2290190123456', '+22990123456', 0.9],
    ['+576016012345', '+5716012345', 0.9],
    // A fixed line of São Paulo is nobody's mobile.
    ['+551131234567', '+5511931234567', 0],
    // Without a country.
    ['030 1234567', '030/1234567', 0.8],
    ['+49301234567', '030 1234567', 0.5],
    ['030 1234567', '+49301234567', 0.5],
    ['+49401234567', '030 1234567', 0],
    // The same end in another country.
    ['+4930123456789', '+43123456789', 0],
    ['2001', '2001', 1],
    ['2001', '2002', 0],
    ['Anonymous', 'Anonymous', 0],
    ['sip:anna@example.com', 'sip:ANNA@example.com', 1],
  ])('%s and %s: %d', (a, b, confidence) => {
    expect(matchNumbers(read(a), read(b))).toBe(confidence);
  });

  it('with less confidence in a reading that is not the likeliest', () => {
    expect(matchNumbers(read('33142685300', DE), read('+4933142685300'))).toBe(1);
    expect(matchNumbers(read('33142685300', DE), read('+33142685300'))).toBe(0.6);
  });

  it('the same whichever is asked for', () => {
    const number = fc.constantFrom(...WRITINGS);
    fc.assert(
      fc.property(number, number, (one, other) => {
        const [a, b] = [one, other].map(({ raw, where }) => readNumber(raw, numberingOf(where)));
        if (a === undefined || b === undefined) return;
        expect(matchNumbers(a, b)).toBe(matchNumbers(b, a));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('numbering', () => {
  const plans = new NumberingPlans([
    { id: 'pbx', driver: 'x', numbering: { outsidePrefixes: ['0'] } },
    {
      id: 'other',
      driver: 'x',
      numbering: { country: 'DE', areaCode: '030', outsidePrefixes: ['0'] },
      trunks: { T9: { country: 'US', areaCode: '212', outsidePrefixes: [] } },
    },
  ]);

  it('of a trunk is laid over that of its switch', () => {
    expect(plans.of('other', 'T1')).toMatchObject({ country: 'DE', areaCode: '30' });
    expect(plans.of('other', 'T9')).toMatchObject({
      country: 'US',
      areaCode: '212',
      outsidePrefixes: ['0'],
    });
  });

  it('of contacts is that of the first switch with a country', () => {
    expect(plans.home.country).toBe('DE');
    expect(plans.of('gone')).toBe(plans.home);
  });

  it('refuses a country that has no numbering plan', () => {
    expect(() => numberingOf({ country: 'XX' })).toThrow('invalid-configuration');
  });
});

describe('a reader', () => {
  it('remembers what it has read, for each numbering apart', () => {
    const reader = new NumberReader();
    expect(reader.read('5551234', US)).toBe(reader.read('5551234', US));
    expect(reader.read('5551234', US).e164).toBe('+12125551234');
    expect(reader.read('5551234', DE).e164).toBe('+49305551234');
    expect(reader.read(undefined, DE).kind).toBe('withheld');
  });

  it('takes the number of a phone of the switch as it is, however long', () => {
    expect(internalNumber('200123')).toMatchObject({ kind: 'internal', keys: ['#200123'] });
  });
});
