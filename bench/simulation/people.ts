import type { Call } from '../../schemas/generated/types.ts';
import { CrosspointError } from '../../src/base/errors.ts';
import type { Random } from '../../src/base/random.ts';
import { pick, randomInteger } from '../../src/base/random.ts';
import type { FarEnd, Fault } from '../../src/spi/far-end.ts';
import type { Command } from '../../src/telephony/command.ts';
import type { Telephony } from '../../src/telephony/telephony.ts';

export interface PeopleOptions {
  readonly telephony: Telephony;
  readonly farEnd: FarEnd;
  readonly random: Random;
  readonly extensions: readonly string[];
  /** Numbers that outside callers dial. */
  readonly dialled: readonly string[];
}

/** What everybody does by chance: outside callers, agents at their desks and at their phones. */
export class People {
  readonly #options: PeopleOptions;
  #requests = 0;
  /** Commands that were refused before they were accepted, by code. */
  readonly refused = new Map<string, number>();

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  callIn(): void {
    const { random, dialled } = this.#options;
    const from = `+4930${1_000_000 + randomInteger(random, 8_000_000)}`;
    const digits = random.next() < 0.1 ? '12#' : undefined;
    this.#command({
      command: 'simulate-call',
      switch: 'demo',
      from,
      to: pick(random, dialled),
      digits,
    });
  }

  /** One device does something that its calls suggest, or now and then something senseless. */
  act(calls: readonly Call[]): void {
    const { random, extensions } = this.#options;
    const extension = pick(random, extensions);
    const device = `demo:${extension}`;
    const own = calls.filter((call) => call.connections.some((part) => part.device === device));
    if (random.next() < 0.05) return this.#actSenselessly(calls, device);
    const call = own.length === 0 ? undefined : pick(random, own);
    if (call === undefined) {
      if (random.next() < 0.1) this.#dial(extension);
      return undefined;
    }
    const state = call.connections.find((part) => part.device === device)?.state;
    if (random.next() < 0.3) return this.#actByHand(call, extension, state);
    return this.#actOn(call, device, { state, hasTwo: own.length > 1 });
  }

  /** Ends what is left, so that the switch comes to rest. */
  goHome(calls: readonly Call[]): void {
    for (const { id } of calls) this.#command({ command: 'clear', call: id });
  }

  #actOn(call: Call, device: string, at: { state: string | undefined; hasTwo: boolean }): void {
    const { random, extensions } = this.#options;
    const on = { call: call.id, device };
    const to = pick(random, extensions);
    const choices: Command[] =
      at.state === 'alerting'
        ? [
            { ...on, command: 'answer' },
            { ...on, command: 'answer' },
            { ...on, command: 'answer' },
            { ...on, command: 'deflect', to },
            { ...on, command: 'pickup', by: to },
          ]
        : at.state === 'held'
          ? [{ ...on, command: 'retrieve' }, ...this.#twoCalls(on, at.hasTwo)]
          : [
              { ...on, command: 'hold' },
              { ...on, command: 'consult', to, data: { reason: 'question' } },
              { ...on, command: 'transfer-to', to },
              { ...on, command: 'park', to: '71' },
              { ...on, command: 'digits', digits: '5' },
              { command: 'set-data', call: call.id, patch: { note: randomInteger(random, 100) } },
              { ...on, command: 'clear' },
              { ...on, command: 'clear' },
              ...this.#twoCalls(on, at.hasTwo),
            ];
    this.#command(pick(random, choices));
  }

  #twoCalls(on: { call: string; device: string }, hasTwo: boolean): Command[] {
    if (!hasTwo) return [];
    return (['alternate', 'reconnect', 'transfer', 'transfer', 'conference'] as const).map(
      (command) => ({ ...on, command }),
    );
  }

  #actSenselessly(calls: readonly Call[], device: string): void {
    const { random } = this.#options;
    if (calls.length === 0) return;
    const on = { call: pick(random, calls).id, device };
    const commands = ['answer', 'hold', 'retrieve', 'transfer', 'reconnect', 'clear'] as const;
    this.#command({ ...on, command: pick(random, commands) });
  }

  #actByHand(call: Call, extension: string, state: string | undefined): void {
    const { farEnd, random } = this.#options;
    const act =
      state === 'alerting' && random.next() < 0.8
        ? farEnd.answer(extension)
        : random.next() < 0.5
          ? farEnd.hangUp(extension)
          : farEnd.hangUpOutside(call.switchCall);
    // People do what the telephone allows.
    act.catch(ignoreRefusal);
  }

  #dial(extension: string): void {
    const { random, extensions, farEnd } = this.#options;
    const to = random.next() < 0.5 ? pick(random, extensions) : '+49 40 5550';
    if (random.next() < 0.5) {
      farEnd.dial(extension, to.replaceAll(' ', '')).catch(ignoreRefusal);
      return;
    }
    this.#command({ command: 'make-call', from: `demo:${extension}`, to, autoAnswer: true });
  }

  #command(command: Command): void {
    this.#requests += 1;
    const key = `key-${this.#requests}`;
    try {
      this.#options.telephony.command(command, { key, principal: 'people', digest: key });
    } catch (error) {
      ignoreRefusal(error);
      const { code } = error as CrosspointError;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    }
  }
}

/** A fault of any kind, by chance. */
export function someFault(random: Random, extensions: readonly string[]): Fault {
  const count = 1 + randomInteger(random, 5);
  switch (randomInteger(random, 6)) {
    case 0:
      return { kind: 'link-down', durationMs: 100 + randomInteger(random, 5000) };
    case 1:
      return { kind: 'delay', delayMs: randomInteger(random, 2000), count };
    case 2:
      return { kind: 'duplicate', count };
    case 3:
      return { kind: 'reorder', count };
    case 4:
      return { kind: 'lose-response', count };
    default:
      return {
        kind: 'device-out-of-service',
        device: pick(random, extensions),
        durationMs: 1000 + randomInteger(random, 10_000),
      };
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof CrosspointError) || error.code === 'internal') throw error;
}
