import type { DeviceIdentifier } from '../generated/phase-3.ts';
import type { DeviceId } from '../model/identifiers.ts';
import { malformed, unsayable } from './malformed.ts';
import { textOf } from './octet-text.ts';

/**
 * The CHOICE of seven forms that all phases share (ECMA-179 §9.5, ECMA-285 §9.4): bare in phases I and
 * II, the first component of a DeviceID in phase III.
 */
export function toIdentifier({ form, value, typeOfNumber }: DeviceId): DeviceIdentifier {
  switch (form) {
    case 'dialingNumber':
      return { dialingNumber: value };
    case 'deviceNumber':
      return { deviceNumber: deviceNumber(value) };
    case 'implicitPublic':
      return { implicitPublic: value };
    case 'explicitPublic':
      return { explicitPublic: typed(value, typeOfNumber) };
    case 'implicitPrivate':
      return { implicitPrivate: value };
    case 'explicitPrivate':
      return { explicitPrivate: typed(value, typeOfNumber) };
    case 'other':
      return { other: value };
    case 'dynamic':
      throw unsayable('a device identifier for one call only stands for no device');
  }
}

/** `undefined` for a form that the standard does not have. */
export function fromIdentifier(identifier: DeviceIdentifier): DeviceId | undefined {
  if ('dialingNumber' in identifier)
    return { form: 'dialingNumber', value: identifier.dialingNumber };
  if ('deviceNumber' in identifier) {
    return { form: 'deviceNumber', value: String(identifier.deviceNumber) };
  }
  if ('other' in identifier) return { form: 'other', value: identifier.other };
  if ('implicitPublic' in identifier) {
    return { form: 'implicitPublic', value: identifier.implicitPublic };
  }
  if ('implicitPrivate' in identifier) {
    return { form: 'implicitPrivate', value: identifier.implicitPrivate };
  }
  if ('explicitPublic' in identifier) return explicit('explicitPublic', identifier.explicitPublic);
  if ('explicitPrivate' in identifier)
    return explicit('explicitPrivate', identifier.explicitPrivate);
  return undefined;
}

/** The digits of a number to be dialled, whatever form the switch gives it. */
export function digitsOf(device: DeviceId | undefined): string {
  if (device === undefined) return '';
  return device.form === 'other' ? textOf(device.value) : device.value;
}

export function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw malformed(`there is no ${what}`);
  return value;
}

function deviceNumber(value: string): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw unsayable(`${value} is no device number`);
  }
  return number;
}

/** One alternative of PublicTON or PrivateTON, by its name; `unknown` is in both. */
function typed(value: string, typeOfNumber = 'unknown'): { readonly unknown: string } {
  return { [typeOfNumber]: value } as { readonly unknown: string };
}

function explicit(form: 'explicitPublic' | 'explicitPrivate', ton: object): DeviceId | undefined {
  const [entry] = Object.entries(ton as Readonly<Record<string, string>>);
  if (entry === undefined || entry[0] === '$unknown') return undefined;
  const [typeOfNumber, value] = entry;
  return typeOfNumber === 'unknown' ? { form, value } : { form, value, typeOfNumber };
}
