import type { FramingSettings } from '../framing/framing-settings.ts';
import type { FilterGroup, ServiceName } from '../model/requests.ts';
import type { FlowLimits } from '../session/flow-control.ts';
import type { DeviceForm } from '../xml/device-text.ts';

/** Generation of the protocol: ECMA-179/180, 217/218, 269/285, and 323 in XML. */
export type ProtocolPhase = 'I' | 'II' | 'III' | 'XML';

/** What of a link the phase does not settle. Everything can be overridden in the settings of a switch. */
export interface Profile {
  readonly phase: ProtocolPhase;
  /** How PDUs are cut out of the octets, by what carries them. */
  readonly framing: { readonly tcp: FramingSettings; readonly serial: FramingSettings };
  /** Where the switch listens, unless the configuration says otherwise. */
  readonly port: number;
  readonly serialLine: SerialLine;
  readonly association: Association;
  /** The client waits so long for the switch to say that it is ready. 0: it does not wait. */
  readonly awaitStatusMs: number;
  /** The client tells so often that it is alive, without being asked. 0: never. */
  readonly keepAliveMs: number;
  readonly requestTimeoutMs: number;
  /** Invoke identifiers go from 1 to this. */
  readonly maxInvokeId: number;
  readonly limits: FlowLimits;
  readonly monitor: MonitorWords;
  /** Services the switch takes, by their names in ECMA-269. What the phase has no words for is left out. */
  readonly services: readonly ServiceName[];
  readonly properties: readonly ('correlatorData' | 'callingName')[];
  /** The switch is asked for its capabilities, and what it does not name is not used. */
  readonly asksCapabilities: boolean;
  /** How private data of this maker is read: `panasonic` for callers' numbers outside the standard. */
  readonly privateData: 'opaque' | 'panasonic';
  /** What of CSTA XML makers do their own way. */
  readonly xml: XmlWords;
  /** Devices in one segment of a list that the simulated switch sends in this profile. */
  readonly devicesPerSegment: number;
}

export interface SerialLine {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  readonly flowControl: 'none' | 'rts-cts' | 'xon-xoff';
}

/** ECMA-323, as far as makers differ in it. */
export interface XmlWords {
  /** The edition whose namespace is written. Default 5. */
  readonly edition?: 3 | 4 | 5 | 6;
  /** How devices are written: as they are, as tel: URIs, or in a pattern with `{number}` (Avaya DMCC). */
  readonly deviceIds?: DeviceForm;
  readonly privateData?: 'xml' | 'hex' | 'none';
  readonly sessionDurationS?: number;
}

/** What a monitor is asked with. */
export interface MonitorWords {
  /** The filter is left out, sent empty, or with the bits of every group of the phase. */
  readonly filter: 'absent' | 'empty' | 'full';
  /** In ECMA-285 a set bit filters out; some makers mean the opposite. */
  readonly polarity: 'set-bit-filters-out' | 'set-bit-lets-through';
  readonly filterOut: readonly FilterGroup[];
}

export type Association =
  | { readonly kind: 'none' }
  | AcseAssociation
  /** ECMA-354. */
  | { readonly kind: 'application-session' };

/** ITU-T X.227, as far as makers differ in it. */
export interface AcseAssociation {
  readonly kind: 'acse';
  readonly applicationContext: string;
  /** The protocol version field [0] is sent. */
  readonly sendsProtocolVersion: boolean;
  /** Direct reference of the user information; absent where none is sent. */
  readonly abstractSyntax?: string;
  /** The versions the user information offers, one character for each bit. */
  readonly versions: string;
  /** How the versions are wrapped: ECMA-285 Annex A has the definition of before and its own. */
  readonly definition: 'old' | 'new';
  /** A name and a password are sent (HiPath, estos multiplexer). */
  readonly login?: { readonly name: string; readonly password: string };
}
