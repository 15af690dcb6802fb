import { CrosspointError } from '../../../../src/spi/index.ts';
import type { CallTone, End, Hardware } from '../hardware.ts';
import type { Call, Part, Phone } from './call.ts';
import type { Ports } from './ports.ts';

/** Who a port belongs to: a phone whose handset is lifted, or a part of a trunk or media extension. */
export type PortOwner = Phone | Part;

/**
 * Makes what is heard follow from the states of the connections: whoever is connected hears who else is, two by the switch
 * of the board, more by a conference. Requests change states and call `settle`; they touch no audio themselves.
 */
export class Audio {
  readonly #hardware: Hardware;
  readonly #ports: Ports<PortOwner>;
  readonly #tones = new Map<number, CallTone>();

  constructor(hardware: Hardware, ports: Ports<PortOwner>) {
    this.#hardware = hardware;
    this.#ports = ports;
  }

  /** Throws `resource-busy` where there are not as many ports as a conference of these takes. */
  checkCanMix(parts: readonly Part[]): void {
    const wanted = parts.filter((part) => mixPortOf(part) === undefined).length;
    if (parts.length <= 2 || wanted <= this.#ports.freeCount) return;
    throw new CrosspointError('resource-busy', 'the board has no free port for the conference');
  }

  settle(call: Call): void {
    const heard = call.parts.filter(isHeard);
    const mixes = heard.filter(({ state }) => state === 'connected').length > 2;
    if (mixes) this.#mix(call, heard);
    else this.#unmix(call);
    for (const part of call.parts) {
      if (!isHeard(part) && part.state !== 'held') continue;
      if (part.owner.is === 'phone' && isElsewhere(part)) continue;
      this.#settlePart(part, heard, mixes);
    }
  }

  /** Takes a part out of what is mixed and heard, before it leaves its call. */
  takeOut(part: Part): void {
    const port = mixPortOf(part);
    if (part.call.conference !== undefined && port !== undefined) this.#hardware.leave(port);
    this.#dropBridge(part);
    if (part.owner.is === 'phone') {
      if (isElsewhere(part)) return;
      this.tone(part.owner, undefined);
    }
    const end = endOf(part);
    const isOfSignalling = part.owner.is === 'trunk' && !part.isThrough;
    if (end !== undefined && !isOfSignalling) this.#hardware.listen(end, undefined);
  }

  drop(call: Call): void {
    this.#unmix(call);
  }

  /** A phone whose handset is lifted gets an ear for its keys. */
  attach(phone: Phone): void {
    if (phone.port !== undefined) return;
    phone.port = this.#ports.take(phone);
    if (phone.port !== undefined) this.#hear(phone.port, phone.line);
  }

  detach(phone: Phone): void {
    this.tone(phone, undefined);
    this.#hardware.listen({ line: phone.line }, undefined);
    this.#ports.giveBack(phone.port);
    phone.port = undefined;
  }

  /** A trunk's part gets an ear for its keys; a line that it has changed to is listened to instead. */
  attachPart(part: Part): void {
    if (part.line === undefined) return;
    part.port ??= this.#ports.take(part);
    if (part.port !== undefined) this.#hear(part.port, part.line);
  }

  detachPart(part: Part): void {
    this.#ports.giveBack(part.port);
    part.port = undefined;
  }

  /** What a phone is told by ear, from its own port. */
  tone(phone: Phone, tone: CallTone | undefined): void {
    const { port, line } = phone;
    if (port === undefined || this.#tones.get(port) === tone) return;
    if (tone === undefined) this.#tones.delete(port);
    else this.#tones.set(port, tone);
    this.#hardware.tone(port, tone);
    if (tone !== undefined) this.#hardware.listen({ line }, { port });
  }

  /** Presses keys for a part, towards everybody else. */
  press(part: Part, digits: string, durationMs: number | undefined): void {
    const { call } = part;
    const isMixed = call.conference !== undefined;
    const ports = isMixed ? call.others(part).filter(isHeard).map(mixPortOf) : [portOf(part)];
    for (const port of ports) {
      if (port !== undefined) this.#hardware.press(port, digits, durationMs);
    }
    if (isMixed || portOf(part) === undefined) return;
    part.isPressing = true;
    this.settle(call);
  }

  pressed(part: Part): void {
    part.isPressing = false;
    this.settle(part.call);
  }

  #settlePart(part: Part, heard: readonly Part[], mixes: boolean): void {
    const { owner } = part;
    const listener = endOf(part);
    if (listener === undefined || (owner.is === 'trunk' && !part.isThrough)) return;
    if (mixes && part.state === 'connected') {
      if (owner.is === 'phone') this.tone(owner, undefined);
      this.#hardware.listen(listener, asEnd(mixPortOf(part)));
      return;
    }
    const other = heard.find((one) => one !== part);
    const isListening = part.state === 'connected' || owner.is === 'trunk';
    const speaker = isListening && other?.state !== 'held' ? sourceOf(other) : undefined;
    if (owner.is === 'phone') {
      this.tone(owner, isListening && other === undefined ? toneFor(part) : undefined);
      if (this.#tones.has(owner.port ?? -1)) return;
    }
    this.#hardware.listen(listener, part.state === 'held' ? undefined : speaker);
  }

  #mix(call: Call, heard: readonly Part[]): void {
    call.conference ??= this.#hardware.createConference();
    for (const part of call.parts) {
      const talks = heard.includes(part) && part.state === 'connected';
      if (talks) this.#giveMixPort(part);
      const port = mixPortOf(part);
      if (port === undefined || isElsewhere(part)) continue;
      if (talks) this.#hardware.join(call.conference, port);
      else this.#hardware.leave(port);
    }
  }

  #unmix(call: Call): void {
    if (call.conference === undefined) return;
    for (const part of call.parts) {
      const port = mixPortOf(part);
      if (port !== undefined && !isElsewhere(part)) this.#hardware.leave(port);
      this.#dropBridge(part);
    }
    this.#hardware.destroyConference(call.conference);
    call.conference = undefined;
  }

  #giveMixPort(part: Part): void {
    const { owner } = part;
    if (owner.is === 'phone') this.attach(owner);
    else if (owner.is === 'trunk') this.attachPart(part);
    else if (part.bridge === undefined && part.port !== undefined) {
      part.bridge = this.#ports.take(part);
      if (part.bridge === undefined) return;
      this.#hardware.listen({ port: part.bridge }, { port: part.port });
    }
  }

  #dropBridge(part: Part): void {
    this.#ports.giveBack(part.bridge);
    part.bridge = undefined;
  }

  #hear(port: number, line: number): void {
    this.#hardware.listen({ port }, { line });
    this.#hardware.detect(port, true);
  }
}

/** What stands at the switch for a part. */
export function endOf({ owner, line, port }: Part): End | undefined {
  switch (owner.is) {
    case 'phone':
      return { line: owner.line };
    case 'trunk':
      return line === undefined ? undefined : { line };
    case 'media':
      return asEnd(port);
  }
}

export function portOf({ owner, port }: Part): number | undefined {
  return owner.is === 'phone' ? owner.port : port;
}

/** By which port it takes part in a conference: its ear at the line, or one between it and the port that an application plays on. */
function mixPortOf(part: Part): number | undefined {
  return part.owner.is === 'media' ? part.bridge : portOf(part);
}

function asEnd(port: number | undefined): End | undefined {
  return port === undefined ? undefined : { port };
}

/** From where a part is heard: keys that are pressed for it come from its port. */
function sourceOf(part: Part | undefined): End | undefined {
  if (part === undefined) return undefined;
  return part.isPressing ? asEnd(portOf(part)) : endOf(part);
}

/** Its sound belongs to the call: it is connected, or the network speaks before the answer. */
function isHeard({ owner, state, isCaller, hasInBand }: Part): boolean {
  if (state === 'connected') return true;
  if (owner.is !== 'trunk' || isCaller) return false;
  return state === 'initiated' || (state === 'alerting' && hasInBand);
}

/** The phone's line is in use by another of its calls. */
function isElsewhere(part: Part): boolean {
  const { owner } = part;
  if (owner.is !== 'phone') return false;
  const inUse = (one: Part): boolean => one.state === 'connected' || one.state === 'initiated';
  return !inUse(part) && owner.parts.some((one) => one !== part && inUse(one));
}

/** A caller who is alone hears that somebody is rung. */
function toneFor(part: Part): CallTone | undefined {
  return part.call.parts.some(({ state }) => state === 'alerting') ? 'ringback' : undefined;
}
