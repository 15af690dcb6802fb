import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import { native } from './native-errors.ts';
import type { NativeEngine } from './native.ts';
import type { Port } from './port.ts';

export interface PartyOptions {
  readonly talks?: boolean;
  readonly listens?: boolean;
  /** Heard by this party only, who also hears the conference: a coach. */
  readonly coachOf?: Port;
}

export type ConferenceEvents = {
  /** Who is loudest now, undefined where nobody speaks. */
  activeTalker: [port: Port | undefined];
};

/** Parties that hear the sum of the others. A port is in one conference at a time. */
export class Conference {
  readonly id: number;
  readonly events: TypedEmitter<ConferenceEvents>;
  readonly #engine: NativeEngine;
  readonly #forget: () => void;
  readonly #parties = new Set<Port>();
  #isClosed = false;

  constructor(
    engine: NativeEngine,
    id: number,
    forget: () => void,
    onListenerError?: (error: unknown) => void,
  ) {
    this.#engine = engine;
    this.id = id;
    this.#forget = forget;
    this.events = new TypedEmitter(onListenerError);
  }

  get parties(): readonly Port[] {
    return [...this.#parties];
  }

  /** Again for one that is in it already: with other rights. */
  join(port: Port, { talks = true, listens = true, coachOf }: PartyOptions = {}): void {
    const options = { talks, listens, coachOf: coachOf === undefined ? 0 : coachOf.number + 1 };
    native(() => this.#engine.join(this.id, port.number, options));
    this.#parties.add(port);
  }

  leave(port: Port): void {
    if (!this.#parties.delete(port)) return;
    native(() => this.#engine.leave(port.number));
  }

  /** Everybody leaves. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parties.clear();
    this.#forget();
    native(() => this.#engine.destroyConference(this.id));
  }
}
