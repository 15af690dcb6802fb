import type { ChargingInfo, CurrencyMultiplier } from '../../generated/phase-3.ts';
import { octetsOf, textOf } from '../octet-text.ts';

/** By how many decimal places an amount is moved. */
const PLACES: Readonly<Record<string, number>> = {
  oneThousandth: -3,
  oneHundredth: -2,
  oneTenth: -1,
  one: 0,
  ten: 1,
  hundred: 2,
  thousand: 3,
};
const FRACTIONS = ['one', 'oneTenth', 'oneHundredth', 'oneThousandth'] as const;

/** `1.25 EUR`, or a number of charge units; any other text is no charge. */
export function toCharge(text: string | undefined): ChargingInfo | undefined {
  const parts = /^(\d{1,12})(?:\.(\d{1,3}))?(?: (.{1,10}))?$/su.exec(text ?? '');
  if (parts === null) return undefined;
  const [, whole = '', fraction = '', currency] = parts;
  if (currency === undefined && fraction === '') {
    const units = [{ chargingUnits: Number(whole) }];
    return { numberUnits: { numberOfChargeUnits: units }, typeOfChargingInfo: 'total' };
  }
  const money = {
    currencyType: octetsOf(currency ?? ''),
    currencyAmount: Number(whole + fraction),
    currencyMultiplier: (FRACTIONS[fraction.length] ?? 'one') as CurrencyMultiplier,
  };
  return { numberUnits: { numberOfCurrencyUnits: money }, typeOfChargingInfo: 'total' };
}

export function fromCharge(info: ChargingInfo | undefined): string | undefined {
  const units = info?.numberUnits;
  if (units === undefined) return undefined;
  if ('numberOfChargeUnits' in units) {
    return String(units.numberOfChargeUnits.reduce((sum, one) => sum + one.chargingUnits, 0));
  }
  if (!('numberOfCurrencyUnits' in units)) return undefined;
  const { currencyType, currencyAmount, currencyMultiplier = 'one' } = units.numberOfCurrencyUnits;
  const value = moved(currencyAmount, PLACES[currencyMultiplier] ?? 0);
  const currency = textOf(currencyType ?? '');
  return currency === '' ? value : `${value} ${currency}`;
}

/** In digits alone, since binary fractions are no money. */
function moved(amount: number, places: number): string {
  const digits = String(Math.abs(amount)) + '0'.repeat(Math.max(0, places));
  const sign = amount < 0 ? '-' : '';
  if (places >= 0) return sign + digits;
  const padded = digits.padStart(1 - places, '0');
  return `${sign}${padded.slice(0, places)}.${padded.slice(places)}`;
}
