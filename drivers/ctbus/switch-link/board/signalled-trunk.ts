import { CrosspointError } from '../../../../src/spi/index.ts';
import type { Trunk, TrunkMessage } from '../../trunk.ts';
import type { OutgoingCall, TrunkEvent } from '../hardware.ts';
import type { ClosableTrunk } from './board-hardware.ts';
import { eventsOf, setupOf } from './trunk-messages.ts';

/** How long the far end has to confirm that the calls of a closing trunk end. */
const GRACE_MS = 500;

export interface SignalledParts {
  readonly tell: (event: TrunkEvent) => void;
  readonly fault: (error: unknown) => void;
  /** R2 has no link that would come up: the trunk can be used until all lines that are told of are blocked. */
  readonly isUpByLines: boolean;
  /** Opens it; `hear` is told of every message from then on. */
  readonly open: (hear: (message: TrunkMessage) => void) => Trunk;
}

/** Lines whose calls are signalled by a module of the engine: PRI, R2. */
export class SignalledTrunk implements ClosableTrunk {
  readonly #parts: SignalledParts;
  readonly #trunk: Trunk;
  /** Lines that something was told of; the others are as they should be. */
  readonly #toldLines = new Map<number, 'idle' | 'blocked'>();
  #isUp: boolean;

  constructor(parts: SignalledParts) {
    this.#parts = parts;
    this.#isUp = parts.isUpByLines;
    this.#trunk = parts.open((message) => this.#hear(message));
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  makeCall(call: OutgoingCall): { call: number; line: undefined } {
    return { call: this.#trunk.makeCall(setupOf(call)), line: undefined };
  }

  alert(call: number): void {
    this.#ask(call, 'alerting');
  }

  answer(call: number): void {
    this.#ask(call, 'answer');
  }

  hangUp(call: number, q850: number): void {
    this.#try(() => this.#trunk.hangUp(call, q850));
  }

  async close(): Promise<void> {
    await this.#trunk.close({ graceMs: GRACE_MS });
  }

  #hear(message: TrunkMessage): void {
    const { type, text = '', request = '', call } = message;
    if (type === 'up' || type === 'down' || type === 'closed') this.#isUp = type === 'up';
    if (type === 'fault') this.#parts.fault(new CrosspointError('malformed-frame', text));
    // A call that has ended meanwhile is no fault of anybody's.
    if (type === 'refused' && request !== 'call' && request !== 'hangup') {
      const what = `${request} of call ${call ?? 0} came to nothing (${message.result ?? 0})`;
      this.#parts.fault(new CrosspointError('switch-rejected', what));
    }
    for (const event of eventsOf(message)) this.#parts.tell(event);
    if (this.#parts.isUpByLines) this.#hearOfLine(message);
  }

  #hearOfLine({ type, line }: TrunkMessage): void {
    if (line === undefined) return;
    if (type === 'lineIdle') this.#toldLines.set(line, 'idle');
    else if (type === 'lineBlocked') this.#toldLines.set(line, 'blocked');
    else return;
    const isUp = [...this.#toldLines.values()].includes('idle');
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#parts.tell({ type: isUp ? 'up' : 'down' });
  }

  #ask(call: number, operation: string): void {
    this.#try(() => this.#trunk.request(call, { operation }));
  }

  #try(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#parts.fault(error);
    }
  }
}
