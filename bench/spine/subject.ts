import type { Load } from './load.ts';

/** What a server under test offers to its measurement. */
export interface Subject {
  readonly port: number;
  readonly token: string;
  readonly load: Load;
  /** Events sent to every client so far. */
  readonly events: () => number;
  /** Only where latency is asked for: a million calls would leave seven million stamps. */
  isStamping: boolean;
  /** Forgets the stamps taken so far and returns them. */
  readonly takeStamps: () => [sequence: number, receivedAt: number][];
  readonly close: () => Promise<void>;
}
