import { toCrosspointError } from '../../../../src/base/errors.ts';
import {
  CrosspointError,
  type Clock,
  type ConnectionId,
  type DeviceInfo,
  type Party,
} from '../../../../src/spi/index.ts';
import type { Hardware } from '../hardware.ts';
import { NumberPlan } from '../number-plan.ts';
import type { CtbusSettings } from '../settings.ts';
import { Audio, type PortOwner } from './audio.ts';
import { Call, Part, type Device, type Media, type Phone, type Trunk } from './call.ts';
import { Ports } from './ports.ts';
import type { Teller } from './teller.ts';

export interface DeskParts {
  readonly settings: CtbusSettings;
  readonly clock: Clock;
  readonly hardware: Hardware;
  readonly teller: Teller;
  /** The line of the board behind an extension; undefined where there is no such line. */
  readonly lineOf: (span: number, line: number) => number | undefined;
  readonly nextCall: () => string;
  readonly oddity: (what: CrosspointError) => void;
}

/** What everybody who works on calls has on the desk: devices, calls, and the little that all of them need. */
export class Desk {
  readonly settings: CtbusSettings;
  readonly clock: Clock;
  readonly hardware: Hardware;
  readonly teller: Teller;
  readonly plan: NumberPlan;
  readonly ports: Ports<PortOwner>;
  readonly audio: Audio;
  readonly calls = new Map<string, Call>();
  readonly devices = new Map<string, Device>();
  readonly phonesByLine = new Map<number, Phone>();
  readonly oddity: (what: CrosspointError) => void;
  readonly #nextCall: () => string;

  constructor({ settings, clock, hardware, teller, lineOf, nextCall, oddity }: DeskParts) {
    this.settings = settings;
    this.clock = clock;
    this.hardware = hardware;
    this.teller = teller;
    this.oddity = oddity;
    this.#nextCall = nextCall;
    this.plan = new NumberPlan(settings);
    this.ports = new Ports(hardware);
    this.audio = new Audio(hardware, this.ports);
    this.#equip(lineOf);
  }

  newCall(calling: Party, called: Party, correlator?: string): Call {
    const call = new Call(this.#nextCall(), calling, called, correlator);
    this.calls.set(call.id, call);
    return call;
  }

  /** Throws `unknown-device`. */
  extension(device: string): Phone | Media {
    const found = this.devices.get(device);
    if (found !== undefined && found.is !== 'trunk') return found;
    throw new CrosspointError('unknown-device', `there is no extension ${device}`);
  }

  trunk(name: string): Trunk | undefined {
    const found = this.devices.get(name);
    return found?.is === 'trunk' ? found : undefined;
  }

  /** Throws `unknown-call`. */
  call(id: string): Call {
    const call = this.calls.get(id);
    if (call?.parts.some(({ isTold }) => isTold) === true) return call;
    throw new CrosspointError('unknown-call', `there is no call ${id}`);
  }

  /** Throws `unknown-call` or `unknown-connection`. */
  part({ call: id, device }: ConnectionId): Part {
    const part = this.call(id).parts.find((one) => one.device === device && one.isTold);
    if (part !== undefined) return part;
    throw new CrosspointError('unknown-connection', `${device} has no part in call ${id}`);
  }

  /** Whoever has this number: the device with its name, or just the number. */
  partyAt(number: string): Party {
    const found = this.plan.lookUp(number);
    if (found?.is !== 'inside') return { number };
    return { ...this.extension(found.device).party, number };
  }

  arm(part: Part, afterMs: number, action: () => void): void {
    this.disarm(part);
    part.timer = this.clock.setTimeout(() => {
      part.timer = undefined;
      this.attempt(action);
    }, afterMs);
  }

  /** For what nobody has asked for and so nobody can be refused: where it fails that is told, and the switch goes on. */
  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.oddity(toCrosspointError(error));
    }
  }

  disarm(part: Part): void {
    this.clock.clear(part.timer);
    part.timer = undefined;
  }

  stopDialling(phone: Phone): void {
    this.clock.clear(phone.dialling?.timer);
    phone.dialling = undefined;
  }

  infoOf(device: Device): DeviceInfo {
    const { name } = device.party;
    return {
      device: device.device,
      kind: device.is === 'trunk' ? 'trunk' : 'extension',
      ...(name === undefined ? {} : { name }),
      // A telephone cannot be seen, and a media extension needs nothing but the board.
      isInService: device.is !== 'trunk' || device.isUp,
    };
  }

  #equip(lineOf: DeskParts['lineOf']): void {
    const { extensions, media, trunks } = this.settings;
    extensions.forEach(({ device, name, span, line }, index) => {
      const found = lineOf(span, line);
      if (found === undefined) {
        const pointer = `/extensions/${index}/line`;
        const what = `${pointer} the board has no line ${line} on span ${span}`;
        throw new CrosspointError('invalid-configuration', what, { position: { pointer } });
      }
      const phone: Phone = {
        is: 'phone',
        device,
        party: partyOf(device, name),
        line: found,
        parts: [],
        isOffHook: false,
        port: undefined,
        dialling: undefined,
      };
      this.devices.set(device, phone);
      this.phonesByLine.set(found, phone);
    });
    for (const { device, name, calls } of media) {
      const party = partyOf(device, name);
      this.devices.set(device, { is: 'media', device, party, most: calls, parts: [] });
    }
    for (const settings of trunks) {
      const { name: device } = settings;
      const hardware = this.hardware.trunks.get(device);
      const party = { device };
      this.devices.set(device, {
        is: 'trunk',
        device,
        party,
        settings,
        hardware,
        parts: [],
        isUp: hardware?.isUp === true,
      });
    }
  }
}

function partyOf(device: string, name: string | undefined): Party {
  return name === undefined ? { device, number: device } : { device, number: device, name };
}
