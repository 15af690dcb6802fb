import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { Noise } from './line-noise.ts';
import type { Transport, TransportEvents } from './transport.ts';

export interface MemoryCableOptions {
  readonly clock: Clock;
  /** From end to end. Default 1. */
  readonly latencyMs?: number;
  /** What happens to octets on their way, both ways. */
  readonly noise?: Noise;
}

/**
 * Two transports joined in memory: what one writes the other receives, after the latency and in order.
 * With a virtual clock whole links are played in no time.
 */
export class MemoryCable {
  readonly left: Transport;
  readonly right: Transport;
  readonly #ends: readonly [MemoryEnd, MemoryEnd];
  #isCut = false;

  constructor({ clock, latencyMs = 1, noise = (octets) => octets }: MemoryCableOptions) {
    const carry = (to: () => MemoryEnd, octets: Uint8Array): void => {
      if (this.#isCut) return;
      // A copy: the writer may use its octets again.
      const passed = noise(octets.slice());
      if (passed.length === 0) return;
      clock.setTimeout(() => to().receive(passed, clock.now()), latencyMs);
    };
    const left: MemoryEnd = new MemoryEnd(
      (octets) => carry(() => right, octets),
      () => clock.setTimeout(() => right.hangUp(closedThere()), latencyMs),
    );
    const right: MemoryEnd = new MemoryEnd(
      (octets) => carry(() => left, octets),
      () => clock.setTimeout(() => left.hangUp(closedThere()), latencyMs),
    );
    this.#ends = [left, right];
    this.left = left;
    this.right = right;
  }

  /** Pulls the cable: what is written vanishes, and neither end is told, as on a serial line. */
  cut(): void {
    this.#isCut = true;
  }

  /** Plugs it in again. */
  mend(): void {
    this.#isCut = false;
  }

  /** Both ends learn that the line is gone, as over TCP. */
  break(): void {
    this.#isCut = true;
    const reason = new CrosspointError('transport-failed', 'memory: the line broke');
    for (const end of this.#ends) end.hangUp(reason);
  }
}

function closedThere(): CrosspointError {
  return new CrosspointError('link-down', 'memory: closed by the other side');
}

class MemoryEnd implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly bufferedOctets = 0;
  readonly #send: (octets: Uint8Array) => void;
  readonly #tellOther: () => void;
  #state: 'new' | 'open' | 'over' = 'new';

  constructor(send: (octets: Uint8Array) => void, tellOther: () => void) {
    this.#send = send;
    this.#tellOther = tellOther;
  }

  open(): Promise<void> {
    if (this.#state !== 'new') {
      return Promise.reject(new CrosspointError('transport-failed', 'memory: opened once only'));
    }
    this.#state = 'open';
    return Promise.resolve();
  }

  write(octets: Uint8Array): void {
    if (this.#state === 'open') this.#send(octets);
  }

  close(): Promise<void> {
    if (this.#state === 'open') this.#tellOther();
    this.#state = 'over';
    return Promise.resolve();
  }

  receive(octets: Uint8Array, receivedAt: number): void {
    if (this.#state === 'open') this.events.emit('data', octets, receivedAt);
  }

  hangUp(reason: CrosspointError): void {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    if (wasOpen) this.events.emit('closed', reason);
  }
}
