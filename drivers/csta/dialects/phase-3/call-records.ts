import { BerWriter } from '../../ber/writer.ts';
import { CDRInformationItem, ReasonForTerm } from '../../generated/phase-3.ts';
import type { CdrRecord } from '../../model/requests.ts';
import { namesOf } from '../names-of.ts';
import { octetsIfAny, textIfAny } from '../octet-text.ts';
import { present } from '../present.ts';
import { fromCharge, toCharge } from './charges.ts';
import { fromPartyIfAny, toPartyIfAny } from './devices.ts';
import { ACKNOWLEDGED, say } from './say.ts';

const REASONS = namesOf(ReasonForTerm);

/** Call detail records (ECMA-269 §27; ECMA-285 §22). */
export const CALL_RECORDS = {
  startCdrTransmission: say('startCdrTransmission', 'startCDRTransmission', {
    toArgument: () => ({ transferMode: 'transferAtEndOfCall' }),
    fromArgument: () => undefined,
    toResult: ({ cdrCrossRef }) => ({ cdrCrossRefID: cdrCrossRef }),
    fromResult: ({ cdrCrossRefID }) => ({ cdrCrossRef: cdrCrossRefID }),
  }),
  stopCdrTransmission: say('stopCdrTransmission', 'stopCDRTransmission', {
    toArgument: ({ cdrCrossRef }) => ({ cdrCrossRefID: cdrCrossRef }),
    fromArgument: ({ cdrCrossRefID }) => ({ cdrCrossRef: cdrCrossRefID }),
    ...ACKNOWLEDGED,
  }),
  cdrReport: say('cdrReport', 'cdrReport', {
    toArgument: ({ cdrCrossRef, records }) => ({
      cdrCrossRefID: cdrCrossRef,
      numberOfRecordsSent: records.length,
      cdrInfo: records.map(toRecord),
    }),
    fromArgument: ({ cdrCrossRefID, cdrInfo }) => ({
      cdrCrossRef: cdrCrossRefID,
      records: cdrInfo.map(fromRecord),
    }),
    ...ACKNOWLEDGED,
  }),
} as const;

/** `raw` is what was received, and never written. */
function toRecord(record: CdrRecord): CDRInformationItem {
  const { cause, durationMs } = record;
  return {
    recordNumber: record.recordNumber,
    callingDevice: toPartyIfAny(record.callingDevice),
    calledDevice: toPartyIfAny(record.calledDevice),
    associatedCallingDevice: toPartyIfAny(record.associatedCallingDevice),
    associatedCalledDevice: toPartyIfAny(record.associatedCalledDevice),
    connectionStart: record.startTime,
    connectionEnd: record.endTime,
    connectionDuration: durationMs === undefined ? undefined : Math.round(durationMs / 1_000),
    chargingInfo: toCharge(record.charge),
    reasonForTerm: toReason(cause),
    accountInfo: octetsIfAny(record.accountCode),
  };
}

function fromRecord(item: CDRInformationItem): CdrRecord {
  const { connectionDuration: seconds, reasonForTerm } = item;
  return present({
    recordNumber: item.recordNumber,
    callingDevice: fromPartyIfAny(item.callingDevice),
    calledDevice: fromPartyIfAny(item.calledDevice),
    associatedCallingDevice: fromPartyIfAny(item.associatedCallingDevice),
    associatedCalledDevice: fromPartyIfAny(item.associatedCalledDevice),
    startTime: item.connectionStart,
    endTime: item.connectionEnd,
    durationMs: seconds === undefined ? undefined : seconds * 1_000,
    accountCode: textIfAny(item.accountInfo),
    charge: fromCharge(item.chargingInfo),
    cause: reasonForTerm === undefined ? undefined : String(reasonForTerm),
    raw: rawOf(item),
  });
}

function toReason(cause: string | undefined): ReasonForTerm | undefined {
  if (cause === undefined || REASONS.has(cause)) return cause as ReasonForTerm | undefined;
  return /^\d{1,9}$/.test(cause) ? Number(cause) : 'other';
}

function rawOf(item: CDRInformationItem): string {
  const w = new BerWriter();
  CDRInformationItem.encode(w, item);
  return Buffer.from(w.view()).toString('hex').toUpperCase();
}
