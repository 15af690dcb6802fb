import type { Clock, Timer } from '../../../src/base/clock.ts';
import { staticDevice, type ConnectionId } from '../../../src/spi/connection.ts';
import type { AskedLink } from './link-in-turn.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import type { Session } from '../session/session.ts';
import { CountedNames } from './counted-names.ts';
import type { FaceDevices } from './face-devices.ts';
import type { FaceOptions } from './face-options.ts';
import type { Handlers } from './handlers.ts';
import { refused } from './refusals.ts';
import type { Watches } from './watches.ts';
import type { WireCalls } from './wire-calls.ts';
import { deviceNamed, wireCaller, wireParty } from './wire-parties.ts';

export interface RouteingParts {
  readonly link: AskedLink;
  readonly session: Session;
  readonly clock: Clock;
  readonly calls: WireCalls;
  readonly watches: Watches;
  readonly devices: FaceDevices;
  readonly options: FaceOptions;
}

interface Dialogue {
  readonly connection: ConnectionId;
  readonly timer: Timer;
}

type Arriving = Extract<SwitchEvent, { event: 'delivered' | 'queued' }>;

/**
 * Routeing (ECMA-269 §14.4): a client that has registered is asked where a call that arrives at one of
 * `routesAt` is to go. The call waits where it is; what the client selects, it is deflected to.
 */
export class Routeing {
  readonly handlers: Handlers;
  readonly #parts: RouteingParts;
  readonly #registerIds: CountedNames;
  readonly #crossRefs: CountedNames;
  /** The devices each registration is for. */
  readonly #registered = new Map<string, readonly string[]>();
  readonly #dialogues = new Map<string, Dialogue>();

  constructor(parts: RouteingParts) {
    this.#parts = parts;
    const { identifiers: form, crossRefOctets: octets } = parts.options;
    this.#registerIds = new CountedNames({ form, octets });
    this.#crossRefs = new CountedNames({ form, octets });
    this.handlers = {
      routeRegister: async ({ device }) => {
        const registerId = await this.#register(device && deviceNamed(device));
        return { registerId };
      },
      routeRegisterCancel: ({ registerId }) => {
        const devices = this.#registered.get(registerId);
        if (devices === undefined) {
          throw refused('operation', 'invalidCrossRefID', `no registration ${registerId}`);
        }
        this.#registered.delete(registerId);
        for (const device of devices) parts.watches.stop(device);
        return undefined;
      },
      routeSelect: async ({ routeingCrossRef, routeSelected }) => {
        const { connection } = this.#end(routeingCrossRef);
        try {
          await parts.link.request('deflectCall', { connection, newDestination: routeSelected });
        } finally {
          this.#tellEnd(routeingCrossRef);
        }
        return undefined;
      },
      routeEnd: ({ routeingCrossRef }) => {
        this.#end(routeingCrossRef);
        return undefined;
      },
    };
  }

  take(event: SwitchEvent): void {
    if (event.event !== 'delivered' && event.event !== 'queued') return;
    const at = staticDevice(event.connection.device);
    if ([...this.#registered.values()].some((devices) => devices.includes(at))) this.#ask(event);
  }

  close(): void {
    for (const { timer } of this.#dialogues.values()) this.#parts.clock.clear(timer);
    this.#dialogues.clear();
  }

  async #register(device: string | undefined): Promise<string> {
    const { options, watches } = this.#parts;
    const wanted = options.routesAt.filter((one) => device === undefined || one === device);
    const devices: string[] = [];
    try {
      for (const one of wanted) {
        await watches.start(one);
        devices.push(one);
      }
      const registerId = this.#registerIds.next((name) => this.#registered.has(name));
      this.#registered.set(registerId, devices);
      return registerId;
    } catch (error) {
      for (const one of devices) watches.stop(one);
      throw error;
    }
  }

  #ask(event: Arriving): void {
    const { session, clock, calls, devices, options } = this.#parts;
    const { connection, callingDevice, correlator } = event;
    const routeingCrossRef = this.#crossRefs.next((name) => this.#dialogues.has(name));
    const timer = clock.setTimeout(() => {
      this.#dialogues.delete(routeingCrossRef);
      this.#tellEnd(routeingCrossRef);
    }, options.routeTimeoutMs);
    this.#dialogues.set(routeingCrossRef, { connection, timer });
    const at = event.event === 'queued' ? event.queue : event.alertingDevice;
    const request = session.request('routeRequest', {
      routeingCrossRef,
      callingDevice: wireCaller(callingDevice, devices.isTrunk),
      currentRoute: wireParty(at, devices.isTrunk),
      connection: calls.wireOf(connection),
      ...(correlator === undefined ? {} : { correlator }),
    });
    // A client that has gone routes nothing; the call goes on when its time is over.
    request.catch(() => {});
  }

  #end(routeingCrossRef: string): Dialogue {
    const dialogue = this.#dialogues.get(routeingCrossRef);
    if (dialogue === undefined) {
      throw refused('operation', 'invalidCrossRefID', `no routeing ${routeingCrossRef}`);
    }
    this.#dialogues.delete(routeingCrossRef);
    this.#parts.clock.clear(dialogue.timer);
    return dialogue;
  }

  #tellEnd(routeingCrossRef: string): void {
    this.#parts.session.request('routeEnd', { routeingCrossRef }).catch(() => {});
  }
}
