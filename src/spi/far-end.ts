/** What a far end can be told to do wrong. */
export const FAULT_KINDS = [
  'link-down',
  'delay',
  'duplicate',
  'reorder',
  'lose-response',
  'device-out-of-service',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * A fault to come. Those on events and responses hit the next `count` of them (default 1);
 * `durationMs` says how long the link stays down or the device out of service (default: link 1 s,
 * device until a call of the same fault with `durationMs: 0`).
 */
export type Fault =
  | { readonly kind: 'link-down'; readonly durationMs?: number }
  | { readonly kind: 'delay'; readonly delayMs: number; readonly count?: number }
  | { readonly kind: 'duplicate' | 'reorder' | 'lose-response'; readonly count?: number }
  | {
      readonly kind: 'device-out-of-service';
      readonly device: string;
      readonly durationMs?: number;
    };

/** A call from outside, as the network delivers it. */
export interface OutsideCall {
  /** The caller's number as the network writes it; empty where it is withheld. */
  readonly from: string;
  readonly to: string;
  readonly name?: string;
  /** Keys the caller presses once somebody has answered. */
  readonly digits?: string;
  readonly correlator?: string;
}

/**
 * The other end of a link, seen by whoever plays the people: the outside world that calls in, and the
 * hands at the phones. The simulated switch has one; so has the bench of a driver for the conformance
 * kit. All of it acts on the switch itself, never on the driver.
 *
 * Each method resolves when the switch has taken the action, with `CrosspointError` where it cannot.
 */
export interface FarEnd {
  /** The faults that `inject` can do; empty for a real switch. */
  readonly faults: ReadonlySet<FaultKind>;
  /** Somebody outside dials in; resolves with the switch's call identifier. */
  dialIn(call: OutsideCall): Promise<{ readonly call: string }>;
  /** The outside party of this call hangs up. */
  hangUpOutside(call: string): Promise<void>;
  /** The outside party of this call, rung by the switch, picks up. */
  answerOutside(call: string): Promise<void>;
  /** A person at the phone lifts the handset and dials. */
  dial(device: string, number: string): Promise<void>;
  /** A person at a ringing phone picks up. */
  answer(device: string): Promise<void>;
  /** A person puts the handset down. */
  hangUp(device: string): Promise<void>;
  inject(fault: Fault): Promise<void>;
}
