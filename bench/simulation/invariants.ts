import type { Call } from '../../schemas/generated/types.ts';
import type { JournalEvent } from '../../src/journal/event.ts';
import type { SwitchSnapshot } from '../../src/spi/driver.ts';

/** What has to hold after every step of a simulation, whatever the faults; a breach throws. */
export class Invariants {
  #sequence = 0;
  readonly #openOperations = new Set<string>();
  readonly #endedOperations = new Set<string>();
  readonly #liveCalls = new Set<string>();
  readonly #endedCalls = new Set<string>();
  readonly counts = { events: 0, calls: 0, operations: 0, done: 0, failed: 0, resynchronised: 0 };

  /** Takes the next durable event. */
  take(event: JournalEvent): void {
    this.counts.events += 1;
    check(
      event.sequence === this.#sequence + 1,
      `sequence ${event.sequence} after ${this.#sequence}`,
    );
    this.#sequence = event.sequence;
    if (event.type.startsWith('operation.')) this.#takeOperation(event);
    else if (event.type.startsWith('call.')) this.#takeCall(event);
  }

  /** Every accepted command has ended. */
  checkSettled(): void {
    const [open] = this.#openOperations;
    check(open === undefined, `operation ${open} never ended`);
  }

  #takeOperation({ type, subject }: JournalEvent): void {
    if (type === 'operation.accepted') {
      this.counts.operations += 1;
      check(!this.#endedOperations.has(subject), `operation ${subject} was accepted after its end`);
      this.#openOperations.add(subject);
      return;
    }
    this.counts[type === 'operation.done' ? 'done' : 'failed'] += 1;
    check(
      this.#openOperations.delete(subject),
      `operation ${subject} ended twice or was never accepted`,
    );
    this.#endedOperations.add(subject);
  }

  #takeCall({ type, subject, data }: JournalEvent): void {
    check(!this.#endedCalls.has(subject), `${type} of the call ${subject} after its end`);
    if (!this.#liveCalls.has(subject)) {
      this.counts.calls += 1;
      this.#liveCalls.add(subject);
    }
    const { call, cause } = data as { call: Call; cause: unknown };
    if (cause === 'resynchronised') this.counts.resynchronised += 1;
    checkCall(call);
    if (type !== 'call.ended') return;
    check(call.connections.length === 0, `the call ${subject} ended with connections`);
    this.#liveCalls.delete(subject);
    this.#endedCalls.add(subject);
  }
}

/** No connection in two states: a device appears once in a call, in a state that is not null. */
export function checkCall(call: Call): void {
  const devices = call.connections.map(({ device }) => device);
  check(new Set(devices).size === devices.length, `a device is twice in ${describe(call)}`);
  const isGone = call.connections.some(({ state }) => state === 'null');
  check(!isGone, `a cleared connection in ${describe(call)}`);
}

/** After quiescence the model is the switch's truth: the same calls, connections and states. */
export function checkTruth(calls: readonly Call[], truth: SwitchSnapshot): void {
  const model = calls.map((call) => ({
    call: call.switchCall,
    states: states(
      call.connections.map(({ device, state }) => [device.split(':')[1] ?? '', state]),
    ),
  }));
  const real = truth.calls.map((call) => ({
    call: call.call,
    states: states(call.connections.map(({ connection, state }) => [connection.device, state])),
  }));
  const inOrder = (list: { call: string; states: string }[]) =>
    list.map(({ call, states: text }) => `${call}: ${text}`).toSorted();
  const [here, there] = [inOrder(model).join('\n'), inOrder(real).join('\n')];
  check(here === there, `the model is not the switch's truth\nmodel:\n${here}\nswitch:\n${there}`);
}

function states(connections: [device: string, state: string][]): string {
  return connections
    .map(([device, state]) => `${device} ${state}`)
    .toSorted()
    .join(', ');
}

function describe(call: Call): string {
  return `${call.id} (${states(call.connections.map(({ device, state }) => [device, state]))})`;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${message}`);
}
