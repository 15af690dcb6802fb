/** The part of opossum 10 that is used here; it brings no types of its own. */
declare module 'opossum' {
  import type { EventEmitter } from 'node:events';

  interface CircuitBreakerOptions {
    readonly timeout: number | false;
    readonly resetTimeout: number;
    readonly errorThresholdPercentage: number;
    readonly volumeThreshold: number;
    readonly rollingCountTimeout: number;
    readonly rollingCountBuckets: number;
    readonly rollingPercentilesEnabled: boolean;
    readonly enableSnapshots: boolean;
    readonly rotateBucketController: EventEmitter;
    readonly state?: {
      readonly enabled: boolean;
      readonly closed: boolean;
      readonly halfOpen: boolean;
      readonly warmUp: boolean;
      readonly shutdown: boolean;
    };
  }

  export default class CircuitBreaker<Work extends () => Promise<unknown>> {
    constructor(action: (work: Work) => Promise<unknown>, options: CircuitBreakerOptions);
    fire(work: Work): Promise<unknown>;
    shutdown(): void;
    readonly closed: boolean;
    readonly opened: boolean;
    readonly pendingClose: boolean;
    on(event: 'open' | 'close', listener: () => void): this;
  }
}
