import type { CallRecord, CallRecordDirection } from '../../../src/spi/call-record.ts';
import type { WireParty } from '../model/identifiers.ts';
import type { CdrRecord } from '../model/requests.ts';
import { partyOf } from './parties.ts';

/** A call detail record of the switch (ECMA-269 §27) as the house keeps call records. */
export function callRecordOf(record: CdrRecord, isOwn: (device: string) => boolean): CallRecord {
  const { callingDevice, calledDevice, startTime, endTime, durationMs, charge, accountCode } =
    record;
  const calling = partyOf(callingDevice, isOwn);
  const called = partyOf(calledDevice, isOwn);
  const direction = directionOf(calling.device, called.device);
  const isIncoming = direction === 'in';
  const device = isIncoming ? called.device : calling.device;
  const { number, name } = isIncoming ? calling : called;
  const trunk = trunkOf(record, isIncoming, isOwn);
  return {
    ...present('startedAt', isoOf(startTime)),
    ...present('endedAt', isoOf(endTime)),
    ...present('device', device),
    ...present('trunk', trunk),
    ...present('direction', direction),
    ...present('number', number),
    ...present('name', name),
    ...present('durationMs', durationMs),
    ...present('cost', charge),
    ...present('accountCode', accountCode),
    ...present('conditionCode', record.cause),
    raw: record.raw ?? JSON.stringify(record),
  };
}

function directionOf(
  calling: string | undefined,
  called: string | undefined,
): CallRecordDirection | undefined {
  if (calling !== undefined) return called === undefined ? 'out' : 'internal';
  return called === undefined ? undefined : 'in';
}

/** The line of the house beside whoever is outside. */
function trunkOf(
  { associatedCallingDevice, associatedCalledDevice }: CdrRecord,
  isIncoming: boolean,
  isOwn: (device: string) => boolean,
): string | undefined {
  const line: WireParty | undefined = isIncoming ? associatedCallingDevice : associatedCalledDevice;
  const { device, number } = partyOf(line, isOwn);
  return device ?? number;
}

/** `20260301100305` as ISO 8601, a zone behind it kept; anything else as it is. */
function isoOf(time: string | undefined): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?/.exec(time ?? '');
  if (parts === null) return time;
  const [, year, month, day, hour, minute, second, zone = ''] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const seconds = second === undefined ? '' : `:${second}`;
  return `${year}-${month}-${day}T${hour}:${minute}${seconds}${offset}`;
}

function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: Value });
}
