import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { Party } from '../../../src/spi/device.ts';
import type { CallControlEvent } from '../../../src/spi/switch-event.ts';
import type { WireConnection } from '../model/identifiers.ts';

/** A connection by both its names, to be remembered when the event is taken. */
export interface Naming {
  readonly id: ConnectionId;
  readonly wire: WireConnection;
  readonly party: Party;
}

/** An event report in the words of the SPI, and the connections it names. */
export interface Translated {
  readonly event: CallControlEvent;
  /** For a transfer or conference one for each entry of the connection list, in its order. */
  readonly namings: readonly Naming[];
}
