import type { CallRecord } from '../../../src/spi/call-record.ts';
import { dialingNumber, type WireParty } from '../model/identifiers.ts';
import type { CdrRecord, ServiceArgs } from '../model/requests.ts';
import { CountedNames, type NameForm } from './counted-names.ts';
import type { Handlers } from './handlers.ts';
import { refused } from './refusals.ts';

/** Call detail records (ECMA-269 §27): each is reported to whoever asked, as the switch tells it. */
export class CallDetail {
  readonly handlers: Handlers;
  readonly #names: CountedNames;
  readonly #report: (args: ServiceArgs<'cdrReport'>) => void;
  readonly #crossRefs = new Set<string>();
  #count = 0;

  constructor(form: NameForm, report: (args: ServiceArgs<'cdrReport'>) => void) {
    this.#names = new CountedNames(form);
    this.#report = report;
    this.handlers = {
      startCdrTransmission: () => {
        const cdrCrossRef = this.#names.next((name) => this.#crossRefs.has(name));
        this.#crossRefs.add(cdrCrossRef);
        return { cdrCrossRef };
      },
      stopCdrTransmission: ({ cdrCrossRef }) => {
        if (this.#crossRefs.delete(cdrCrossRef)) return undefined;
        throw refused('operation', 'invalidCrossRefID', `no transmission ${cdrCrossRef}`);
      },
    };
  }

  take(record: CallRecord): void {
    if (this.#crossRefs.size === 0) return;
    this.#count += 1;
    const told = wireRecord(record, this.#count);
    for (const cdrCrossRef of this.#crossRefs) this.#report({ cdrCrossRef, records: [told] });
  }
}

/** A call record in the words of ECMA-269 §27. */
export function wireRecord(record: CallRecord, recordNumber: number): CdrRecord {
  const { direction, device, number, name, calledNumber, trunk } = record;
  const own = partyOf(device);
  const other = partyOf(number, name);
  const line = partyOf(trunk);
  const isIn = direction === 'in';
  const startTime = timeOf(record.startedAt);
  const endTime = timeOf(record.endedAt);
  return {
    recordNumber,
    ...member('callingDevice', isIn ? other : own),
    ...member('calledDevice', isIn ? (partyOf(calledNumber) ?? own) : other),
    ...member('associatedCallingDevice', isIn ? line : undefined),
    ...member('associatedCalledDevice', associatedCalled(isIn, record, line)),
    ...member('startTime', startTime),
    ...member('endTime', endTime),
    ...member('durationMs', record.durationMs),
    ...member('accountCode', record.accountCode),
    ...member('charge', record.cost),
  };
}

/** Of a call from outside to a number of its own, the extension that took it. */
function associatedCalled(
  isIn: boolean,
  { calledNumber, device }: CallRecord,
  line: WireParty | undefined,
): WireParty | undefined {
  if (!isIn) return line;
  return calledNumber === undefined ? undefined : partyOf(device);
}

function partyOf(value: string | undefined, name?: string): WireParty | undefined {
  if (value === undefined || value === '') return name === undefined ? undefined : { name };
  const device = dialingNumber(value);
  return name === undefined ? { device } : { device, name };
}

/** ISO 8601 as YYYYMMDDhhmmss; a moment in UTC with `Z`, the switch's own time as it is. */
function timeOf(iso: string | undefined): string | undefined {
  if (iso === undefined) return undefined;
  const isMoment = /(?:Z|[+-]\d\d:?\d\d)$/.test(iso) && iso.includes('T');
  const moment = isMoment ? new Date(iso) : undefined;
  if (moment !== undefined && Number.isNaN(moment.getTime())) return undefined;
  const text = moment === undefined ? iso : moment.toISOString().slice(0, 19);
  const digits = text.replaceAll(/\D/g, '').slice(0, 14).padEnd(14, '0');
  return moment === undefined ? digits : `${digits}Z`;
}

function member<Name extends keyof CdrRecord>(
  name: Name,
  value: CdrRecord[Name] | undefined,
): Pick<CdrRecord, Name> | object {
  return value === undefined ? {} : { [name]: value };
}
