/** What a device is to people: a phone, a line to outside, a group, a number calls arrive at. */
export type DeviceKind = 'extension' | 'trunk' | 'group' | 'pilot';

/** A device as the switch knows it (ECMA-269 §6.1.2). */
export interface DeviceInfo {
  /** The number or name the switch itself uses; unique within the switch. */
  readonly device: string;
  readonly kind: DeviceKind;
  readonly name?: string;
  readonly isInService: boolean;
  readonly doNotDisturb?: boolean;
  /** Where its calls go instead, if they do. */
  readonly forwardedTo?: string;
}

/** Somebody in a call, as far as the switch says who. */
export interface Party {
  /** The device, where it is one of the switch's own. */
  readonly device?: string;
  /** As sent by the network or the switch, unchanged. */
  readonly number?: string;
  readonly name?: string;
}
