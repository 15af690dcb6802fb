import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import type { Clock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';

type Work = () => Promise<unknown>;

const WINDOW_MS = 10_000;
const BUCKETS = 10;
const BUCKET_MS = WINDOW_MS / BUCKETS;
/** Failures are judged from this many requests in the window on. */
const VOLUME = 5;
/** The longest a Node timer can be set to. */
const NEVER_MS = 0x7fff_ffff;

/**
 * A circuit breaker (opossum) that goes by the given clock: closed it lets requests through; when more
 * than half of them fail it opens and refuses for `openMs`; then one is let through to try, and its
 * outcome closes or opens it again. Opossum's own timers are not used: the window is turned on, and the
 * trial begun, when somebody asks.
 */
export class Circuit {
  readonly #clock: Clock;
  readonly #openMs: number;
  readonly #onChange: (isOpen: boolean) => void;
  readonly #turn = new EventEmitter();
  #breaker: CircuitBreaker<Work>;
  #turnedAt: number;
  #openedAt = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly openMs: number;
    readonly onChange: (isOpen: boolean) => void;
  }) {
    this.#clock = options.clock;
    this.#openMs = options.openMs;
    this.#onChange = options.onChange;
    this.#turnedAt = options.clock.now();
    this.#breaker = this.#make(true);
  }

  /** A request made now would be refused. */
  get isOpen(): boolean {
    const { closed, pendingClose, opened } = this.#breaker;
    if (closed || pendingClose) return false;
    return !opened || this.#clock.now() - this.#openedAt < this.#openMs;
  }

  /** Does the work, or rejects with `transport-failed` where the circuit is open. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.isOpen) throw new CrosspointError('transport-failed', 'the circuit is open');
    this.#turnWindow();
    if (this.#breaker.opened) {
      this.#breaker.shutdown();
      this.#breaker = this.#make(false);
    }
    return (await this.#breaker.fire(work)) as Result;
  }

  close(): void {
    this.#breaker.shutdown();
  }

  #make(isClosed: boolean): CircuitBreaker<Work> {
    const breaker = new CircuitBreaker<Work>((work) => work(), {
      timeout: false,
      resetTimeout: NEVER_MS,
      errorThresholdPercentage: 50,
      volumeThreshold: VOLUME,
      rollingCountTimeout: WINDOW_MS,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.#turn,
      state: {
        enabled: true,
        closed: isClosed,
        halfOpen: !isClosed,
        warmUp: false,
        shutdown: false,
      },
    });
    breaker.on('open', () => {
      this.#openedAt = this.#clock.now();
      this.#onChange(true);
    });
    breaker.on('close', () => this.#onChange(false));
    return breaker;
  }

  #turnWindow(): void {
    const passed = Math.floor((this.#clock.now() - this.#turnedAt) / BUCKET_MS);
    if (passed <= 0) return;
    this.#turnedAt += passed * BUCKET_MS;
    for (let turn = 0; turn < Math.min(passed, BUCKETS); turn += 1) this.#turn.emit('rotate');
  }
}
