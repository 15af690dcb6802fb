import type { ConnectionState } from '../../../src/spi/connection.ts';

/**
 * A device as a switch names it on the wire (ECMA-269 §12.3.10; ECMA-285 `DeviceID`). The form is kept,
 * since a switch that said `deviceNumber` may not know the same digits as a `dialingNumber`.
 */
export interface DeviceId {
  readonly form: DeviceForm;
  /** Digits; decimal for `deviceNumber`; upper-case hexadecimal for `other` and `dynamic`. */
  readonly value: string;
  /**
   * Of the explicit forms, by its name in ECMA-285 §9.4: `international`, `national`, `localNumber` …
   * Absent where it is not known.
   */
  readonly typeOfNumber?: string;
}

/**
 * The alternatives of ECMA-285 `DeviceID`, and `dynamic` for a device identifier that stands for one
 * part in one call only (`dynamicID`). XML has text alone: `dialingNumber`.
 */
export type DeviceForm =
  | 'dialingNumber'
  | 'deviceNumber'
  | 'implicitPublic'
  | 'explicitPublic'
  | 'implicitPrivate'
  | 'explicitPrivate'
  | 'other'
  | 'dynamic';

/** One device's part in one call, in the switch's own words (ECMA-269 §12.3.9). */
export interface WireConnection {
  /** The call identifier: upper-case hexadecimal in BER, text in XML. Absent where it is not known. */
  readonly call?: string;
  readonly device?: DeviceId;
}

/** Who a parameter of an event is about (ECMA-269 §12.3.6, 12.3.28 …). */
export interface WireParty {
  readonly device?: DeviceId;
  /** A name told beside the number. */
  readonly name?: string;
  /** Why there is no device. */
  readonly status?: 'notKnown' | 'notRequired' | 'notSpecified' | 'restricted';
}

/** A party with its connection and its state, as snapshots list them (ECMA-269 §16.1). */
export interface Endpoint {
  readonly connection: WireConnection;
  readonly party?: WireParty;
  /** Absent where the switch does not tell. */
  readonly state?: ConnectionState;
}

export function dialingNumber(value: string): DeviceId {
  return { form: 'dialingNumber', value };
}

/** The same device in the same form? */
export function isSameDevice(one: DeviceId | undefined, other: DeviceId | undefined): boolean {
  return one?.form === other?.form && one?.value === other?.value;
}

/** One text for a connection, to be used as a key. */
export function connectionKey({ call = '', device }: WireConnection): string {
  return device === undefined ? call : `${call}/${device.form}/${device.value}`;
}
