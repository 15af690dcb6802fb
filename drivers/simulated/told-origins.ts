import type { CallControlEvent } from '../../src/spi/switch-event.ts';
import type { Call } from './model/call.ts';

/**
 * Which callers one link has been told of. A link that monitors the called phone only hears its first
 * word of a call when the phone rings; that word then has to name the caller's connection too.
 */
export class ToldOrigins {
  readonly #told = new Set<Call>();

  /** The event, with whatever must be told with it or before it. */
  complete(event: CallControlEvent, call: Call): readonly CallControlEvent[] {
    const { origin } = call;
    if (origin === undefined || this.#told.has(call)) return [event];
    switch (event.event) {
      case 'serviceInitiated':
      case 'originated':
      case 'transferred':
      case 'conferenced':
        this.#told.add(call);
        return [event];
      case 'delivered':
      case 'established':
      case 'queued':
        if (event.connection === origin.id) return [event];
        this.#told.add(call);
        if (origin.state !== 'connected') return [event];
        return [{ ...event, originatingConnection: origin.id }];
      case 'failed':
      case 'networkReached': {
        this.#told.add(call);
        if (event.connection === origin.id || origin.state !== 'connected') return [event];
        return [firstWord(event, call), event];
      }
      default:
        return [event];
    }
  }

  forget(call: Call): void {
    this.#told.delete(call);
  }
}

/** A call that fails or leaves the house before it rings has said nothing of its caller yet. */
function firstWord(
  event: CallControlEvent & { readonly event: 'failed' | 'networkReached' },
  { origin, cause }: Call,
): CallControlEvent {
  const { callingDevice, calledDevice, correlator } = event;
  return {
    event: 'originated',
    cause,
    connection: origin?.id ?? event.connection,
    callingDevice,
    calledDevice,
    ...(correlator === undefined ? {} : { correlator }),
  };
}
