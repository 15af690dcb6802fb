import { nextConnectionState, type ConnectionInput } from '../../../src/spi/connection-state.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import { isCallControlEvent, type SwitchEvent } from '../../../src/spi/switch-event.ts';

/** Connection states as a listener works them out from the events alone. */
export class FoldedCalls {
  readonly #states = new Map<string, ConnectionState>();

  apply(event: SwitchEvent): void {
    if (!isCallControlEvent(event)) return;
    switch (event.event) {
      case 'digits':
        return;
      case 'callCleared':
        this.#endCall(event.call);
        return;
      case 'transferred':
      case 'conferenced': {
        const next = event.connections.map(({ oldConnection, newConnection }) => {
          const old = oldConnection && this.#states.get(keyOf(oldConnection));
          return [keyOf(newConnection), old ?? 'connected'] as const;
        });
        this.#endCall(event.primaryOldCall.call);
        if (event.secondaryOldCall !== undefined) this.#endCall(event.secondaryOldCall.call);
        for (const [key, state] of next) this.#states.set(key, state);
        return;
      }
      default: {
        if ('originatingConnection' in event && event.originatingConnection !== undefined) {
          const key = keyOf(event.originatingConnection);
          if (!this.#states.has(key)) this.#states.set(key, 'connected');
        }
        const key = keyOf(event.connection);
        const input: ConnectionInput =
          event.event === 'connectionCleared' || event.event === 'diverted'
            ? 'cleared'
            : event.event;
        const { to } = nextConnectionState(this.#states.get(key) ?? 'null', input);
        if (to === 'null') this.#states.delete(key);
        else if (to !== undefined) this.#states.set(key, to);
      }
    }
  }

  get states(): string[] {
    return [...this.#states].map(([key, state]) => `${key} ${state}`).toSorted();
  }

  #endCall(call: string): void {
    for (const key of [...this.#states.keys()]) {
      if (key.startsWith(`${call}/`)) this.#states.delete(key);
    }
  }
}

export function keyOf({ call, device }: ConnectionId): string {
  return `${call}/${device}`;
}
