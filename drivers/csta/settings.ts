import { Ajv2020 } from 'ajv/dist/2020.js';
import { CrosspointError } from '../../src/base/errors.ts';
import type { FramingSettings } from './framing/framing-settings.ts';
import type { DeviceSettings } from './link/devices.ts';
import type { Login } from './model/message.ts';
import type { ServiceName } from './model/requests.ts';
import type { MonitorWords, Profile, SerialLine } from './profiles/profile.ts';
import { PROFILES, type ProfileName } from './profiles/profiles.ts';
import type { FlowLimits } from './session/flow-control.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';
import type { SmdrSettings } from './smdr/smdr-settings.ts';
import type { SerialSettings } from './transport/serial-transport.ts';
import type { TcpSettings } from './transport/tcp-transport.ts';

/** Where the other side is. */
export type Address =
  | { readonly kind: 'tcp'; readonly tcp: TcpSettings }
  | { readonly kind: 'serial'; readonly serial: SerialSettings }
  /** Nowhere: what was recorded is played again. */
  | { readonly kind: 'replay'; readonly replay: ReplaySettings };

/** A recording to be played in place of a switch: each link plays the next one in the file. */
export interface ReplaySettings {
  readonly file: string;
  /** What it was recorded on, which decides the framing. Default `tcp`. */
  readonly medium?: 'tcp' | 'serial';
  /** 2 plays in half the time. Default 1. */
  readonly speed?: number;
}

/** A call-record printer port, and how its lines read. */
export interface SmdrPortSettings {
  readonly address: Address;
  readonly format: SmdrSettings;
}

/** An address as written. */
interface GivenAddress {
  readonly tcp?: Partial<TcpSettings> & { readonly host: string };
  readonly serial?: SerialSettings;
  readonly replay?: ReplaySettings;
}

/** As written: a profile by name, and whatever is different. */
type Given = Partial<Omit<Profile, 'framing' | 'limits' | 'monitor'>> &
  GivenAddress & {
    readonly profile: ProfileName;
    readonly login?: Login;
    readonly devices?: readonly DeviceSettings[];
    readonly record?: string;
    readonly callRecords?: boolean;
    readonly smdr?: GivenAddress & { readonly format: SmdrSettings };
    readonly framing?: FramingSettings;
    readonly limits?: Partial<FlowLimits>;
    readonly monitor?: Partial<MonitorWords>;
    readonly without?: readonly ServiceName[];
  };

/** Everything a link needs to know, each default filled in. */
export interface CstaSettings {
  readonly profile: Profile;
  readonly profileName: ProfileName;
  readonly address: Address;
  readonly framing: FramingSettings;
  readonly login?: Login;
  readonly devices: readonly DeviceSettings[];
  readonly record?: string;
  /** Call detail records over the link. */
  readonly callRecords: boolean;
  readonly smdr?: SmdrPortSettings;
}

/**
 * Reads the settings of a switch.
 * @throws {CrosspointError} `invalid-configuration` with a JSON pointer
 */
export class SettingsReader {
  readonly #validate = new Ajv2020({ strict: false }).compile<Given>(SETTINGS_SCHEMA);

  read(settings: unknown): CstaSettings {
    if (!this.#validate(settings)) {
      const [error] = this.#validate.errors ?? [];
      const pointer = error?.instancePath ?? '';
      const extra = (error?.params as { additionalProperty?: string } | undefined)
        ?.additionalProperty;
      const what = extra === undefined ? error?.message : `${extra} is not known`;
      const where = pointer === '' ? 'the settings' : pointer;
      throw new CrosspointError('invalid-configuration', `${where}: ${what ?? 'do not fit'}`, {
        position: { pointer },
      });
    }
    return complete(settings);
  }
}

function complete(given: Given): CstaSettings {
  const chosen = watchful(overridden(PROFILES[given.profile], given), given);
  const address = addressOf(given, chosen);
  const framing = chosen.framing[mediumOf(address)];
  const profile = patient(chosen, framing, given);
  const { login, devices = [], record, callRecords = false, smdr } = given;
  if (callRecords && !profile.services.includes('startCdrTransmission')) {
    const what = `${given.profile} sends no call records over the link`;
    throw new CrosspointError('invalid-configuration', what, {
      position: { pointer: '/callRecords' },
    });
  }
  return {
    profile,
    profileName: given.profile,
    address,
    framing,
    devices,
    callRecords,
    ...(login === undefined ? {} : { login }),
    ...(record === undefined ? {} : { record }),
    ...(smdr === undefined
      ? {}
      : { smdr: { address: addressOf(smdr, SMDR_LINE), format: smdr.format } }),
  };
}

/** How often a client shows life on a serial line, where a pulled cable is nothing but silence. */
const SERIAL_KEEP_ALIVE_MS = 30_000;

function watchful(profile: Profile, { serial, keepAliveMs }: Given): Profile {
  if (serial === undefined || keepAliveMs !== undefined || profile.keepAliveMs > 0) return profile;
  return { ...profile, keepAliveMs: SERIAL_KEEP_ALIVE_MS };
}

/** V.24 mends a lost frame for 25 s by itself; a request must not be given up before. */
const V24_TIMEOUT_MS = 30_000;

function patient(profile: Profile, framing: FramingSettings, { requestTimeoutMs }: Given): Profile {
  if (framing.kind !== 'hipath-v24' || requestTimeoutMs !== undefined) return profile;
  return { ...profile, requestTimeoutMs: V24_TIMEOUT_MS };
}

/** The members of a profile that are taken from the settings as they stand. */
const PLAIN = [
  'phase',
  'association',
  'awaitStatusMs',
  'keepAliveMs',
  'requestTimeoutMs',
  'maxInvokeId',
  'services',
  'properties',
  'asksCapabilities',
  'privateData',
  'xml',
  'devicesPerSegment',
] as const satisfies readonly (keyof Profile & keyof Given)[];

/** The profile with everything that the settings say otherwise. */
function overridden(base: Profile, given: Given): Profile {
  const { framing, limits, monitor, without = [] } = given;
  const plain = Object.fromEntries(
    PLAIN.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  ) as Partial<Profile>;
  const services = plain.services ?? base.services;
  return {
    ...base,
    ...plain,
    services: services.filter((one) => !without.includes(one)),
    limits: { ...base.limits, ...limits },
    monitor: { ...base.monitor, ...monitor },
    framing: framing === undefined ? base.framing : { tcp: framing, serial: framing },
  };
}

/** What a printer port speaks unless the settings say otherwise. */
const SMDR_LINE = {
  port: 2_300,
  serialLine: { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' },
} as const;

function mediumOf(address: Address): 'tcp' | 'serial' {
  return address.kind === 'replay' ? (address.replay.medium ?? 'tcp') : address.kind;
}

function addressOf(
  { tcp, serial, replay }: GivenAddress,
  { port, serialLine }: { readonly port: number; readonly serialLine: SerialLine },
): Address {
  if (serial !== undefined) return { kind: 'serial', serial: { ...serialLine, ...serial } };
  if (replay !== undefined) return { kind: 'replay', replay };
  // The schema lets nothing through that has none of them.
  return { kind: 'tcp', tcp: { port, host: 'localhost', ...tcp } };
}
