import { pick, randomInteger, type Random } from '../../../../src/base/random.ts';
import type { CallRecord } from '../../../../src/spi/call-record.ts';
import { smdrFormat } from '../../smdr/smdr-format.ts';
import { SmdrParser, type SmdrResult } from '../../smdr/smdr-parser.ts';
import { SmdrPrinter } from '../../smdr/smdr-printer.ts';
import { SMDR_PROFILE_NAMES } from '../../smdr/smdr-settings.ts';
import type { FuzzKind, Verdict } from './fuzz-kind.ts';
import { isProper } from './fuzz-run.ts';
import { OctetMutator } from './octet-mutator.ts';

const FORMATS = SMDR_PROFILE_NAMES.map((profile) => smdrFormat({ profile }));
const ODD = Array.from(Buffer.from(' \r\n\f\t,:/<>IDR=-.X0\u0000\u0011\u0013\u00ff', 'latin1'));
const RECORDS: readonly CallRecord[] = [
  { endedAt: '2002-01-02T10:03', device: '1200', trunk: '01', direction: 'in', number: '0815' },
  { endedAt: '2025-12-31T23:59', device: '2001', trunk: '12', direction: 'out', number: '9*#1' },
  { endedAt: '1999-10-10T00:00', device: '31', trunk: '03', direction: 'in', name: 'MARY WARD' },
].map((record) => ({ ...record, durationMs: 65_000, raw: '' }) as CallRecord);

/** Spoilt pages of call-record printers, in any pieces, by the format of any profile. */
export class SmdrKind implements FuzzKind {
  readonly name = 'smdr';
  readonly #random: Random;
  readonly #mutator: OctetMutator;

  constructor(random: Random) {
    this.#random = random;
    this.#mutator = new OctetMutator(random, pages(), ODD);
  }

  next(): Uint8Array {
    return this.#mutator.next();
  }

  read(octets: Uint8Array): Verdict {
    const parser = new SmdrParser(pick(this.#random, FORMATS));
    const cut = randomInteger(this.#random, octets.length + 1);
    const results: readonly SmdrResult[] = [
      ...parser.push(octets.subarray(0, cut)),
      ...parser.push(octets.subarray(cut)),
      ...parser.end(),
    ];
    let verdict: Verdict = 'read';
    for (const result of results) {
      if (!('error' in result)) continue;
      verdict = 'refused';
      if (!isProper(result.error)) throw result.error;
    }
    return verdict;
  }
}

function pages(): Uint8Array[] {
  return FORMATS.map((format) => {
    const printer = new SmdrPrinter(format);
    return Buffer.from(RECORDS.map((record) => printer.print(record)).join(''), 'latin1');
  });
}
