import { BerReader } from '../../ber/reader.ts';
import { BerWriter } from '../../ber/writer.ts';
import { KmeSpecificPrivateData, type KmeAdditionalData } from '../../generated/phase-3.ts';
import type { CstaEvent, EventReport } from '../../model/event-report.ts';
import { isSameDevice, type WireParty } from '../../model/identifiers.ts';
import { personOf } from '../person-text.ts';
import { octetsOf, textOf } from '../octet-text.ts';
import { elementsOf } from '../private-data.ts';

/**
 * KX systems name the trunk as the calling device of a call from outside, and put who calls into private
 * data: the letter N and the digits, `N4136617024`, or with a name `N<4136617024>Ada`.
 */
type Arriving = Extract<CstaEvent, { readonly event: 'delivered' | 'established' }>;

/** The caller's number in place of the trunk's, and the trunk as where the call comes from. */
export function fromPanasonic(report: EventReport): EventReport {
  const { event, privateData } = report;
  if (!isArriving(event) || privateData === undefined) return report;
  const trunk = event.callingDevice?.device;
  // Only a trunk is named by its number within the switch; a phone that calls is its own caller.
  if (trunk?.form !== 'deviceNumber') return report;
  const callingDevice = callerIn(privateData);
  if (callingDevice === undefined) return report;
  const { call } = event.connection;
  const isElsewhere = !isSameDevice(trunk, event.connection.device);
  const originatingConnection =
    event.originatingConnection ??
    (call !== undefined && isElsewhere ? { call, device: trunk } : undefined);
  const origin = originatingConnection === undefined ? {} : { originatingConnection };
  return { ...report, event: { ...event, callingDevice, ...origin } };
}

/** The other way round; a caller whose trunk is not known is named as himself. */
export function toPanasonic(report: EventReport): EventReport {
  const { event, privateData } = report;
  if (!isArriving(event)) return report;
  const { originatingConnection, callingDevice, ...rest } = event;
  const trunk = originatingConnection?.device;
  const number = callingDevice?.device;
  if (trunk?.form !== 'deviceNumber' || number?.form !== 'dialingNumber') return report;
  return {
    ...report,
    event: { ...rest, callingDevice: { device: trunk } },
    privateData: privateData ?? privateCaller(number.value, callingDevice?.name),
  };
}

function isArriving(event: CstaEvent): event is Arriving {
  return event.event === 'delivered' || event.event === 'established';
}

function callerIn(privateData: string): WireParty | undefined {
  for (const element of elementsOf(privateData) ?? []) {
    const data = additionalData(element);
    const caller = data && callerOf(data);
    if (caller !== undefined) return caller;
  }
  return undefined;
}

/** Private data that is of another make, or another time, says nothing here. */
function additionalData(element: string): KmeAdditionalData | undefined {
  try {
    const data = KmeSpecificPrivateData.decode(new BerReader(Buffer.from(element, 'hex')));
    return 'kmeAdditionalData' in data ? data.kmeAdditionalData : undefined;
  } catch {
    return undefined;
  }
}

function callerOf(data: KmeAdditionalData): WireParty | undefined {
  const identifier = 'device' in data ? data.device.deviceIdentifier : undefined;
  if (identifier === undefined || !('other' in identifier)) return undefined;
  const text = textOf(identifier.other);
  const person = personOf(text);
  const number = person?.number ?? /^N<?(\+?[0-9*#]+)>?$/.exec(text)?.[1];
  if (number === undefined || number === '') return undefined;
  const device = { form: 'dialingNumber', value: number } as const;
  return person === undefined ? { device } : { device, name: person.name };
}

function privateCaller(number: string, name: string | undefined): string {
  const other = octetsOf(name === undefined ? `N${number}` : `N<${number}>${name}`);
  const w = new BerWriter();
  KmeSpecificPrivateData.encode(w, {
    kmeAdditionalData: { device: { deviceIdentifier: { other } } },
  });
  return Buffer.from(w.view()).toString('hex').toUpperCase();
}
