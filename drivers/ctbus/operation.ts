import { CrosspointError } from '../../src/base/errors.ts';
import { type Action, ACTIONS, type Condition, numberOf, type Reason } from './enumerations.ts';
import { native } from './native-errors.ts';
import type { NativeEngine } from './native.ts';

/** What the engine said of an operation when it ended. */
export interface EngineEnd {
  readonly reason: Reason;
  /** Frames of the sound for a player, of what was written for a recorder. */
  readonly position: number;
  readonly condition: Condition | undefined;
  readonly symbol: string;
  /** Engine time. */
  readonly frame: number;
}

/** How an operation ended. What could not end well, on a board that was pulled out above all, rejects instead. */
export interface OperationResult {
  readonly reason: Exclude<Reason, 'none' | 'failed' | 'boardRemoved'>;
  /** Of `runTimeControl`: what fired, and for digits which. */
  readonly trigger?: { readonly on: Condition; readonly symbol: string };
  /** Engine time at which it ended, in milliseconds since the board was started. */
  readonly atMs: number;
}

/** Frames of 125 µs as milliseconds. */
export function toMs(frames: number): number {
  return frames / 8;
}

export function resultOf({ reason, condition, symbol, frame }: EngineEnd): OperationResult {
  if (reason === 'boardRemoved') {
    throw new CrosspointError('board-removed', 'the board was pulled out');
  }
  if (reason === 'failed' || reason === 'none') {
    throw new CrosspointError('internal', 'the engine could not go on with the operation');
  }
  const atMs = toMs(frame);
  if (condition === undefined) return { reason, atMs };
  return { reason, atMs, trigger: { on: condition, symbol } };
}

/**
 * Something that goes on at a port. `done` resolves when it has ended, for whatever reason that may be expected, and rejects with
 * `board-removed` or what else went wrong. Nobody has to look at it. What is asked of one that has ended does nothing.
 */
export class Operation<Result> {
  /** Its number in the engine; no other operation of the board ever has the same. */
  readonly id: number;
  readonly done: Promise<Result>;
  readonly #engine: NativeEngine;
  readonly #settle: (end: EngineEnd) => void;
  #hasEnded = false;

  /** @param finish what is left to do when the engine has ended it */
  constructor(
    engine: NativeEngine,
    id: number,
    signal: AbortSignal | undefined,
    finish: (end: EngineEnd) => Result | Promise<Result>,
  ) {
    this.#engine = engine;
    this.id = id;
    const { promise, resolve } = Promise.withResolvers<EngineEnd>();
    this.#settle = resolve;
    this.done = promise.then(finish);
    // Rejecting is for those who wait for it.
    this.done.catch(() => undefined);
    if (signal === undefined) return;
    const stop = (): void => this.stop();
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    void promise.then(() => signal.removeEventListener('abort', stop));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  stop(): void {
    this.control('stop');
  }

  pause(): void {
    this.control('pause');
  }

  resume(): void {
    this.control('resume');
  }

  /** Any action of run-time control; `amount` as there, 0 is what the operation was started with. */
  control(action: Action, amount = 0): void {
    if (this.#hasEnded) return;
    native(() => this.#engine.control(this.id, numberOf(ACTIONS, action), amount));
  }

  /** For the board: the engine has told its end. */
  end(end: EngineEnd): void {
    this.#hasEnded = true;
    this.#settle(end);
  }
}
