import type { DeviceInfo, DeviceKind, Party } from '../../../src/spi/device.ts';
import type { ExtensionSettings, GroupSettings, PilotSettings } from '../settings.ts';
import type { Connection } from './call.ts';

/** What is behind a number of the switch. */
export type Role =
  | { readonly is: 'phone'; readonly settings: ExtensionSettings }
  | { readonly is: 'line'; readonly index: number }
  | { readonly is: 'hunt-group'; readonly settings: GroupSettings }
  | { readonly is: 'queue'; readonly settings: PilotSettings; readonly waiting: Connection[] }
  | { readonly is: 'park-slot' };

/** A device of the switch and its connections. */
export class Device {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly role: Role;
  readonly party: Party;
  readonly connections: Connection[] = [];
  isInService = true;
  doNotDisturb = false;
  forwardTo: string | undefined;
  /** When its last call ended; what `longest idle` goes by. */
  idleSince = 0;

  constructor(id: string, kind: DeviceKind, role: Role, name?: string) {
    this.id = id;
    this.kind = kind;
    this.role = role;
    this.party = name === undefined ? { device: id, number: id } : { device: id, number: id, name };
    if (role.is === 'phone') {
      this.isInService = role.settings.isOutOfService !== true;
      this.doNotDisturb = role.settings.doNotDisturb ?? false;
      this.forwardTo = role.settings.forward?.immediate;
    }
  }

  info(): DeviceInfo {
    return {
      device: this.id,
      kind: this.kind,
      ...(this.party.name === undefined ? {} : { name: this.party.name }),
      isInService: this.isInService,
      ...(this.role.is === 'phone' ? { doNotDisturb: this.doNotDisturb } : {}),
      ...(this.forwardTo === undefined ? {} : { forwardedTo: this.forwardTo }),
    };
  }

  /** Connections that keep the phone busy; a call parked on it does not. */
  get load(): number {
    let load = 0;
    for (const connection of this.connections) if (connection.state !== 'queued') load += 1;
    return load;
  }

  /** A hunt group or a queue may ring it. */
  get isFree(): boolean {
    return (
      this.isInService && !this.doNotDisturb && this.forwardTo === undefined && this.load === 0
    );
  }

  /** The connection in the given state, if there is one. */
  inState(...states: readonly Connection['state'][]): Connection | undefined {
    return this.connections.find((connection) => states.includes(connection.state));
  }
}
