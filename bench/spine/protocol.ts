/** What the parent of a measurement and its two processes say to each other. */

/** How a server under test is driven. */
export type Work =
  | { readonly kind: 'flat-out'; readonly calls: number }
  | { readonly kind: 'steady'; readonly callsPerSecond: number; readonly seconds: number };

export type ToServer =
  | { readonly say: 'run'; readonly work: Work }
  /** The client has seen so many events: more may be sent. */
  | { readonly say: 'seen'; readonly events: number };

export type FromServer =
  | { readonly say: 'ready'; readonly port: number; readonly token: string }
  | {
      readonly say: 'ran';
      readonly cpuSeconds: number;
      readonly wallSeconds: number;
      readonly events: number;
      readonly heapBytes: number;
      /** Sequence of the last event of each report of the switch, and when the driver had it. */
      readonly stamps: readonly (readonly [sequence: number, receivedAt: number])[];
    };

export type ToClient = {
  readonly say: 'connect';
  readonly port: number;
  readonly token: string;
  readonly clients: number;
  /** Whether arrivals are noted, for the latency. */
  readonly isTimed: boolean;
};

export type FromClient =
  | { readonly say: 'connected' }
  | { readonly say: 'seen'; readonly events: number };

/** Asked for at the end: what arrived, and when. */
export type Collected = {
  readonly say: 'arrivals';
  readonly frames: number;
  readonly octets: number;
  readonly octetsOfOthers: number;
  readonly arrivals: readonly (readonly [sequence: number, at: number])[];
};
