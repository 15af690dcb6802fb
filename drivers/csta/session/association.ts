import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { CstaMessage, Login } from '../model/message.ts';

export interface AssociationParts {
  readonly role: 'client' | 'pbx';
  /** The client's, or what the switch asks for. */
  readonly login: Login | undefined;
  /** How long its beginning may take. 0: for ever, as on a line that waits for its next client. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly nextInvokeId: () => number;
  readonly send: (message: AssociationMessage) => void;
  readonly onBegun: () => void;
  /** The client has begun anew on the same line. */
  readonly onBegunAnew: () => void;
  readonly onEnded: (reason: CrosspointError) => void;
}

export type AssociationMessage = Extract<
  CstaMessage,
  { readonly kind: 'associate' | 'associated' | 'release' | 'released' | 'abort' }
>;

/**
 * The association of one session (ITU-T X.227; ECMA-354): the client asks for it, the switch accepts, and
 * either may end it.
 */
export class Association {
  readonly #parts: AssociationParts;
  readonly #established = Promise.withResolvers<void>();
  #state: 'new' | 'waiting' | 'begun' | 'over' = 'new';
  #timer: Timer | undefined;

  constructor(parts: AssociationParts) {
    this.#parts = parts;
    // Whoever does not wait for it is told by the end of the session.
    this.#established.promise.catch(() => {});
  }

  /** Resolves when it has begun; rejects with `link-down` where it is refused or does not come. */
  establish(): Promise<void> {
    const { role, login, timeoutMs, clock, nextInvokeId, send } = this.#parts;
    this.#state = 'waiting';
    if (timeoutMs > 0) {
      this.#timer = clock.setTimeout(() => {
        this.end(linkDown(`no association within ${timeoutMs} ms`));
      }, timeoutMs);
    }
    if (role === 'client') {
      const invokeId = nextInvokeId();
      send({ kind: 'associate', invokeId, ...(login === undefined ? {} : { login }) });
    }
    return this.#established.promise;
  }

  take(message: AssociationMessage): void {
    switch (message.kind) {
      case 'associate':
        this.#accept(message);
        return;
      case 'associated':
        this.#takeAnswer(message);
        return;
      case 'release':
        this.#parts.send({ kind: 'released', ...withId(message.invokeId) });
        this.#parts.onEnded(linkDown('the other side released the association'));
        return;
      case 'abort': {
        const why = message.reason ?? 'no reason given';
        this.#parts.onEnded(linkDown(`the other side aborted: ${why}`));
        return;
      }
      case 'released':
    }
  }

  /** The client takes its leave. */
  release(): void {
    const { role, nextInvokeId, send } = this.#parts;
    if (role === 'client') send({ kind: 'release', invokeId: nextInvokeId() });
  }

  end(reason: CrosspointError): void {
    this.#state = 'over';
    this.#parts.clock.clear(this.#timer);
    this.#established.reject(reason);
  }

  #accept({ login, invokeId }: Extract<AssociationMessage, { kind: 'associate' }>): void {
    const { role, login: wanted, send } = this.#parts;
    if (role !== 'pbx') return;
    const isKnown =
      wanted === undefined || (login?.name === wanted.name && login.password === wanted.password);
    send({ kind: 'associated', isAccepted: isKnown, ...withId(invokeId) });
    if (!isKnown) this.#established.reject(linkDown('the client gave a wrong name or password'));
    else if (this.#state === 'begun') this.#parts.onBegunAnew();
    else this.#begin();
  }

  #takeAnswer(answer: Extract<AssociationMessage, { kind: 'associated' }>): void {
    // Said twice, or to a switch, it changes nothing.
    if (this.#state !== 'waiting' || this.#parts.role !== 'client') return;
    if (answer.isAccepted) this.#begin();
    else {
      const why = answer.information ?? 'no reason given';
      this.#established.reject(linkDown(`the switch refuses the association: ${why}`));
    }
  }

  #begin(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'begun';
    this.#parts.clock.clear(this.#timer);
    this.#parts.onBegun();
    this.#established.resolve();
  }
}

function withId(invokeId: number | undefined): { invokeId?: number } {
  return invokeId === undefined ? {} : { invokeId };
}

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
