import type { CdrRecord } from '../model/requests.ts';
import { integer, seconds, text, typedHex } from './plain-forms.ts';
import { party } from './party-forms.ts';
import { inElement, listOf, may, shape, type Form } from './shape.ts';
import type { XmlIn } from './xml-in.ts';

/** The decimal places by which an amount is moved. */
const MULTIPLIERS = new Map(
  Object.entries({
    oneThousandth: -3,
    oneHundredth: -2,
    oneTenth: -1,
    one: 0,
    ten: 1,
    hundred: 2,
    thousand: 3,
  }),
);

/** ChargingInfo as `1.25 EUR`, or as a number of units. */
const charge: Form<string> = {
  write: (out, name, value) => {
    const parts = /^(\d{1,15})(?:\.(\d{1,3}))?(?: (.{1,10}))?$/su.exec(value);
    if (parts === null) return;
    const [, whole = '', places = '', currency] = parts;
    out.group(name, () => {
      out.group('numberUnits', () => {
        if (currency === undefined && places === '') {
          out.group('numberOfChargeUnits', () => {
            out.group('chargingUnitsRecord', () => out.leaf('chargingUnits', whole));
          });
        } else {
          out.group('numberOfCurrencyUnits', () => {
            out.leaf('currencyType', currency ?? '');
            out.leaf('currencyAmount', String(BigInt(whole + places)));
            out.leaf('currencyMultiplier', multiplierOf(-places.length));
          });
        }
      });
      out.leaf('typeOfChargingInfo', 'total');
    });
  },
  read: (from) => {
    const units = from.child('numberUnits') ?? from;
    const money = units.child('numberOfCurrencyUnits');
    if (money !== undefined) return amountOf(money);
    const records = units.child('numberOfChargeUnits')?.children('chargingUnitsRecord') ?? [];
    const counts = records.map((record) => integer.read(record.need('chargingUnits')));
    return String(counts.reduce((sum, count) => sum + count, 0));
  },
};

/** Call records (ECMA-269 §27); `raw` is what stands in the element and is never written. */
export const cdrRecords = listOf<CdrRecord>(
  'cdrInformationItem',
  inElement(
    shape<CdrRecord>(
      may('recordNumber', 'recordNumber', integer),
      may('callingDevice', 'callingDevice', party),
      may('calledDevice', 'calledDevice', party),
      may('associatedCallingDevice', 'associatedCallingDevice', party),
      may('associatedCalledDevice', 'associatedCalledDevice', party),
      may('startTime', 'connectionStart', text),
      may('endTime', 'connectionEnd', text),
      may('durationMs', 'connectionDuration', seconds),
      may('charge', 'chargingInfo', charge),
      may('cause', 'reasonForTerm', text),
      may('accountCode', 'accountInfo', typedHex),
      { write: () => {}, read: (from) => ({ raw: from.markup }) },
    ),
  ),
);

function multiplierOf(places: number): string {
  const found = [...MULTIPLIERS].find(([, value]) => value === places);
  return found?.[0] ?? 'one';
}

function amountOf(money: XmlIn): string {
  const amount = integer.read(money.need('currencyAmount'));
  const places = MULTIPLIERS.get(money.child('currencyMultiplier')?.text ?? 'one') ?? 0;
  const currency = money.child('currencyType')?.text ?? '';
  const digits = String(amount) + '0'.repeat(Math.max(0, places));
  const behind = Math.max(0, -places);
  const padded = digits.padStart(behind + 1, '0');
  const value =
    behind === 0 ? padded : `${padded.slice(0, -behind)}.${padded.slice(padded.length - behind)}`;
  return currency === '' ? value : `${value} ${currency}`;
}
