/** Calls, the devices in them, and what ties the two together (ECMA-269 §6.1). */
import {
  CrosspointError,
  type ConnectionId,
  type ConnectionState,
  type Party,
  type Timer,
} from '../../../../src/spi/index.ts';
import type { HardwareTrunk } from '../hardware.ts';
import type { TrunkSettings } from '../settings.ts';

/** A telephone at a station port. Its one line has a part in each of the phone's calls. */
export interface Phone {
  readonly is: 'phone';
  readonly device: string;
  readonly party: Party;
  readonly line: number;
  readonly parts: Part[];
  isOffHook: boolean;
  /** The engine's ear and voice at the line, as long as the handset is lifted. */
  port: number | undefined;
  /** What has been dialled so far, while a number is expected. */
  dialling: { digits: string; timer: Timer | undefined } | undefined;
}

/** An extension without a telephone. Each of its parts has a port of the engine. */
export interface Media {
  readonly is: 'media';
  readonly device: string;
  readonly party: Party;
  readonly most: number;
  readonly parts: Part[];
}

/** Lines to the network. Each of its parts is a call of the network's. */
export interface Trunk {
  readonly is: 'trunk';
  readonly device: string;
  readonly party: Party;
  readonly settings: TrunkSettings;
  readonly hardware: HardwareTrunk | undefined;
  readonly parts: Part[];
  isUp: boolean;
}

export type Device = Phone | Media | Trunk;

/** One device's part in one call. */
export class Part {
  readonly owner: Device;
  readonly isCaller: boolean;
  call: Call;
  /** The device identifier in this call. */
  device: string;
  party: Party;
  state: ConnectionState;
  /** A caller's part of a call from outside is told of together with the first thing that happens. */
  isTold = false;
  timer: Timer | undefined;
  /** Of a phone that has yet to be lifted: what it is going to call. */
  toDial: string | undefined;
  /** Keys are being pressed for it. */
  isPressing = false;
  /** Of trunk and media parts: the engine's port. */
  port: number | undefined;
  /** Of media parts in a conference: the port that mixes for them. */
  bridge: number | undefined;
  /** Of trunk parts: the number of the call on the trunk, its line, and how far it has come. */
  trunkCall = 0;
  line: number | undefined;
  isAnswered = false;
  /** Signalling has done with the line: it may hear what is said. R2 needs it for itself until then. */
  isThrough = false;
  hasInBand = false;

  constructor(call: Call, owner: Device, state: ConnectionState, how: PartOptions) {
    this.call = call;
    this.owner = owner;
    this.device = call.freeName(owner.device);
    this.party = how.party ?? owner.party;
    this.state = state;
    this.isCaller = how.isCaller === true;
    owner.parts.push(this);
    this.#enter(call);
  }

  get id(): ConnectionId {
    return { call: this.call.id, device: this.device };
  }

  /** Goes on in another call. */
  moveTo(call: Call): void {
    this.call.parts.splice(this.call.parts.indexOf(this), 1);
    this.call = call;
    this.device = call.freeName(this.owner.device);
    this.#enter(call);
  }

  /** Takes it out of its call and its device without a word. */
  remove(): void {
    for (const list of [this.call.parts, this.owner.parts]) {
      const index = list.indexOf(this);
      if (index >= 0) list.splice(index, 1);
    }
  }

  #enter(call: Call): void {
    call.parts.push(this);
    if (this.owner.is === 'trunk') call.touchesNetwork = true;
  }
}

export interface PartOptions {
  readonly isCaller?: boolean;
  readonly party?: Party;
}

export class Call {
  readonly id: string;
  readonly correlator: string | undefined;
  readonly calling: Party;
  readonly parts: Part[] = [];
  called: Party;
  lastRedirection: Party | undefined;
  /** A line to the network takes or took part: ends carry a Q.850 value. */
  touchesNetwork = false;
  /** The conference that mixes it, where more than two talk. */
  conference: number | undefined;
  /** Digits of a called number that is not complete yet. */
  awaited: string | undefined;

  constructor(id: string, calling: Party, called: Party, correlator?: string) {
    this.id = id;
    this.calling = calling;
    this.called = called;
    this.correlator = correlator;
  }

  /** A device that is in the call already gets a dynamic identifier for its further part. */
  freeName(device: string): string {
    const isTaken = (name: string): boolean => this.parts.some((part) => part.device === name);
    if (!isTaken(device)) return device;
    let number = 2;
    while (isTaken(`${device}~${number}`)) number += 1;
    return `${device}~${number}`;
  }

  others(than: Part): Part[] {
    return this.parts.filter((part) => part !== than);
  }
}

export function wrongState(part: Part, wanted: string): CrosspointError {
  const { device, state, call } = part;
  return new CrosspointError(
    'wrong-state',
    `${device} in call ${call.id} is ${state}, not ${wanted}`,
  );
}

/** Somebody is there, rather than on the way. */
export function isPresent(part: Part): boolean {
  return part.state === 'connected' || part.state === 'held';
}
