import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { EventReport } from '../model/event-report.ts';
import type { Endpoint } from '../model/identifiers.ts';

/** What one monitor of a device has told of the device's own connections, and nothing else. */
export class ToldStates {
  readonly #byCall = new Map<string, ConnectionState>();

  /** Begins with what a snapshot of the device shows. */
  constructor(connections: readonly Endpoint[]) {
    for (const { connection, state = 'connected' } of connections) {
      this.#set(connection.call, state);
    }
  }

  get states(): string[] {
    return [...this.#byCall.values()].toSorted();
  }

  apply({ event, localState = 'null' }: EventReport): void {
    switch (event.event) {
      case 'transferred':
      case 'conferenced':
        this.#set(event.primaryOldCall.call, 'null');
        this.#set(event.secondaryOldCall?.call, 'null');
        this.#set(event.connections[0]?.newConnection?.call, localState);
        return;
      default:
        if ('connection' in event) this.#set(event.connection.call, localState);
    }
  }

  #set(call: string | undefined, state: ConnectionState): void {
    if (call === undefined) return;
    if (state === 'null') this.#byCall.delete(call);
    else this.#byCall.set(call, state);
  }
}
