/** One device's part in one call, by the switch's own identifiers (ECMA-269 §6.1.5). */
export interface ConnectionId {
  /** The call identifier the switch uses. It may be used again after the call has ended. */
  readonly call: string;
  /**
   * The device identifier. One that takes part twice in a call (two parties behind one trunk) gets a
   * dynamic identifier `DEVICE~N` for each part.
   */
  readonly device: string;
}

/** The seven connection states of ECMA-269 §6.1.5.1. */
export type ConnectionState =
  | 'null'
  | 'initiated'
  | 'alerting'
  | 'connected'
  | 'held'
  | 'queued'
  | 'failed';

/** The static device behind a device identifier that may be dynamic. */
export function staticDevice(device: string): string {
  const mark = device.lastIndexOf('~');
  return mark < 0 ? device : device.slice(0, mark);
}
