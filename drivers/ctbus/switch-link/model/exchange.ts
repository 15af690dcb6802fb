import {
  type CallSnapshot,
  type ServiceAnswer,
  type ServiceArgs,
  type ServiceName,
  type SwitchSnapshot,
} from '../../../../src/spi/index.ts';
import type { HardwareEvents } from '../hardware.ts';
import { Part, type Call } from './call.ts';
import { Desk, type DeskParts } from './desk.ts';
import { keyPressed, lifted, putDown } from './phones.ts';
import { perform } from './services.ts';
import { boardRemoved, takeTrunkEvent } from './trunk-calls.ts';

/** One board as a switch: takes what the hardware tells and what is asked, each as one step. It has no input or output of its own. */
export class Exchange {
  readonly #desk: Desk;
  readonly #stopListening: readonly (() => void)[];
  #isOver = false;

  /** `onRemoved` is called when the last connection has been told of. */
  constructor(parts: DeskParts, onRemoved: () => void) {
    this.#desk = new Desk(parts);
    const { events } = parts.hardware;
    const on = <Name extends keyof HardwareEvents>(
      name: Name,
      listener: (...args: HardwareEvents[Name]) => void,
    ): (() => void) =>
      events.on(name, (...args) => {
        if (!this.#isOver) this.#desk.attempt(() => listener(...args));
      });
    this.#stopListening = [
      on('hook', (line, hook) => this.#onHook(line, hook)),
      on('digit', (port, digit) => this.#onDigit(port, digit)),
      on('pulseDigit', (line, digit) => {
        const phone = this.#desk.phonesByLine.get(line);
        if (phone !== undefined) keyPressed(this.#desk, phone, digit);
      }),
      on('pressed', (port) => this.#onPressed(port)),
      on('trunk', (name, event) => {
        const trunk = this.#desk.trunk(name);
        if (trunk !== undefined) takeTrunkEvent(this.#desk, trunk, event);
      }),
      on('fault', (what) => parts.oddity(what)),
      on('removed', () => {
        boardRemoved(this.#desk);
        this.close();
        onRemoved();
      }),
    ];
  }

  /** Throws a `CrosspointError` where it cannot be done; then nothing has changed. */
  perform<Name extends ServiceName>(service: Name, args: ServiceArgs<Name>): ServiceAnswer<Name> {
    return perform(this.#desk, service, args);
  }

  snapshot(): SwitchSnapshot {
    const devices = [...this.#desk.devices.values()].map((device) => this.#desk.infoOf(device));
    const calls = [...this.#desk.calls.values()].flatMap(pictureOf);
    return { devices, calls };
  }

  /** The engine's port on which a media extension's part in a call hears and speaks. */
  portOf(connection: { readonly call: string; readonly device: string }): number | undefined {
    const part = this.#desk.part(connection);
    return part.owner.is === 'media' ? part.port : undefined;
  }

  /** Forgets all calls without a word and stops every timer. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const stop of this.#stopListening) stop();
    for (const device of this.#desk.devices.values()) {
      if (device.is === 'phone') this.#desk.stopDialling(device);
      for (const part of device.parts) this.#desk.disarm(part);
    }
    this.#desk.calls.clear();
  }

  #onHook(line: number, hook: 'off' | 'on'): void {
    const phone = this.#desk.phonesByLine.get(line);
    if (phone === undefined) return;
    if (hook === 'off') lifted(this.#desk, phone);
    else putDown(this.#desk, phone);
  }

  #onDigit(port: number, digit: string): void {
    const owner = this.#desk.ports.ownerOf(port);
    if (owner === undefined) return;
    if (!(owner instanceof Part)) keyPressed(this.#desk, owner, digit);
    else if (owner.state === 'connected' && owner.owner.is === 'trunk') {
      this.#desk.teller.digits(owner, digit);
    }
  }

  #onPressed(port: number): void {
    const owner = this.#desk.ports.ownerOf(port);
    if (owner === undefined) return;
    const parts = owner instanceof Part ? [owner] : owner.parts;
    for (const part of parts) if (part.isPressing) this.#desk.audio.pressed(part);
  }
}

function pictureOf(call: Call): CallSnapshot[] {
  const told = call.parts.filter(({ isTold }) => isTold);
  if (told.length === 0) return [];
  const { id, correlator, calling, called } = call;
  const picture: CallSnapshot = {
    call: id,
    ...(correlator === undefined ? {} : { correlator }),
    callingDevice: calling,
    calledDevice: called,
    connections: told.map((part) => ({
      connection: part.id,
      state: part.state,
      party: part.party,
    })),
  };
  return [picture];
}
