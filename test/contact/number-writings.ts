import type { NumberingConfiguration } from '../../schemas/generated/types.ts';

/** Numbers as networks, switches, letterheads and agents write them, and who they are. */
export interface Writing {
  readonly where: NumberingConfiguration;
  readonly raw: string;
  /** E.164; undefined where it is no public number. */
  readonly is: string | undefined;
}

const DE = { country: 'DE', outsidePrefixes: ['0'], areaCode: '30' };
const US = { country: 'US', outsidePrefixes: ['9'], areaCode: '212' };
const BR = { country: 'BR' };
const MX = { country: 'MX', areaCode: '55' };
const AR = { country: 'AR', areaCode: '11' };
const IT = { country: 'IT' };
const CI = { country: 'CI' };
const FR = { country: 'FR', outsidePrefixes: ['0'] };
const GB = { country: 'GB', outsidePrefixes: ['9'], areaCode: '20' };
const NOWHERE = {};

const ROWS: readonly (readonly [NumberingConfiguration, string, string | undefined])[] = [
  // Germany: area codes of any length, 0 to seize a line.
  [DE, '+49 30 1234567', '+49301234567'],
  [DE, '+49 (0) 30 1234567', '+49301234567'],
  [DE, '+49(0)30/1234567', '+49301234567'],
  [DE, '+49 030 1234567', '+49301234567'],
  [DE, '0049 30 1234567', '+49301234567'],
  [DE, '000493012345678', '+493012345678'],
  [DE, '030/1234567', '+49301234567'],
  [DE, '030 / 123 45-67', '+49301234567'],
  [DE, '(030) 1234567', '+49301234567'],
  [DE, '030.123.45.67', '+49301234567'],
  [DE, '030-1234567 ', '+49301234567'],
  [DE, '\t030 1234567  ', '+49301234567'],
  [DE, '00301234567', '+49301234567'],
  [DE, '1234567', '+49301234567'],
  [DE, '49301234567', '+49301234567'],
  [DE, '0171 1234567', '+491711234567'],
  [DE, '0 0171 1234567', '+491711234567'],
  [DE, 'tel:+49-30-1234567', '+49301234567'],
  [DE, 'sip:+49301234567@sbc.example.net;user=phone', '+49301234567'],
  [DE, '"Anna" <sip:0301234567@10.0.0.1:5060>', '+49301234567'],
  [DE, 'sip:%2B49301234567@example.net', '+49301234567'],
  [DE, 'sips:+49301234567;npdi@example.net', '+49301234567'],
  [DE, '+49 30 1234567 Durchwahl 12', '+49301234567'],
  [DE, '０３０１２３４５６７', '+49301234567'],
  [DE, '٠٣٠١٢٣٤٥٦٧', '+49301234567'],
  [DE, '+1 (212) 555-1234', '+12125551234'],
  [DE, '001 212 555 1234', '+12125551234'],
  [DE, '2001', undefined],
  [DE, '12345', undefined],
  [DE, 'sip:2001@pbx', undefined],
  // North America: ten digits, 1 to leave the area, 011 to leave the country, 9 to seize a line.
  [US, '(212) 555-1234', '+12125551234'],
  [US, '212.555.1234', '+12125551234'],
  [US, '1-212-555-1234', '+12125551234'],
  [US, '12125551234', '+12125551234'],
  [US, '9 1 212 555 1234', '+12125551234'],
  [US, '9,12125551234', '+12125551234'],
  [US, '92125551234', '+12125551234'],
  [US, '555-1234', '+12125551234'],
  [US, '5551234567', '+15551234567'],
  [US, '011 49 30 1234567', '+49301234567'],
  [US, '9 011 49 30 1234567', '+49301234567'],
  [US, '0049301234567', '+49301234567'],
  [US, '+1 212 555 1234 x123', '+12125551234'],
  [US, '+1 212 555 1234;ext=123', '+12125551234'],
  [US, 'tel:863-1234;phone-context=+1-914-555', '+19145558631234'],
  [US, '4001', undefined],
  // Brazil: carrier codes.
  [BR, '+55 11 98765-4321', '+5511987654321'],
  [BR, '(11) 98765-4321', '+5511987654321'],
  [BR, '011 98765-4321', '+5511987654321'],
  [BR, '0 15 11 98765-4321', '+5511987654321'],
  [BR, '5511987654321', '+5511987654321'],
  [BR, '(11) 3123-4567', '+551131234567'],
  // Mexico, Argentina.
  [MX, '55 1234 5678', '+525512345678'],
  [MX, '+52 55 1234 5678', '+525512345678'],
  [AR, '+54 9 11 1234-5678', '+5491112345678'],
  [AR, '011 15-1234-5678', '+5491112345678'],
  [AR, '15-1234-5678', '+5491112345678'],
  [AR, '1234-5678', '+541112345678'],
  [AR, '+54 11 15 1234 5678', '+5491112345678'],
  // Italy: the 0 is part of the number.
  [IT, '06 1234 5678', '+390612345678'],
  [IT, '+39 06 12345678', '+390612345678'],
  [IT, '0039 06 12345678', '+390612345678'],
  [IT, '347 1234567', '+393471234567'],
  // Ivory Coast, France, Great Britain.
  [CI, '07 08 12 34 56', '+2250708123456'],
  [FR, '01 42 68 53 00', '+33142685300'],
  [FR, '0 01 42 68 53 00', '+33142685300'],
  [FR, '+33 (0)1 42 68 53 00', '+33142685300'],
  [GB, '020 7946 0018', '+442079460018'],
  [GB, '9 020 7946 0018', '+442079460018'],
  [GB, '7946 0018', '+442079460018'],
  [GB, '+44 (0)20 7946 0018', '+442079460018'],
  // Without a country only what says itself where it is.
  [NOWHERE, '+49301234567', '+49301234567'],
  [NOWHERE, '0049301234567', '+49301234567'],
  [NOWHERE, '01149301234567', '+49301234567'],
  [NOWHERE, '49301234567', '+49301234567'],
  [NOWHERE, '030 1234567', undefined],
  // Withheld, and no numbers at all.
  [DE, '', undefined],
  [DE, 'Anonymous', undefined],
  [DE, 'sip:anonymous@anonymous.invalid', undefined],
  [DE, 'unknown', undefined],
  [DE, '0000000000', undefined],
  [DE, 'sip:anna@example.com', undefined],
  [DE, '*21*2001#', undefined],
  [DE, '+', undefined],
];

export const WRITINGS: readonly Writing[] = ROWS.map(([where, raw, is]) => ({ where, raw, is }));
