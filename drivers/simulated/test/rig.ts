import { SeededRandom } from '../../../src/base/random.ts';
import { silentLog } from '../../../src/base/log.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import type { CallControlEvent, SwitchEvent } from '../../../src/spi/switch-event.ts';
import { demoSettings } from '../demo.ts';
import { SimulatedDriver, type SimulatedConnector } from '../driver.ts';
import type { SimulatedFarEnd } from '../far-end.ts';
import type { SimulatedLink } from '../link.ts';
import type { SimulatedSettings } from '../settings.ts';

/** A switch, a link that monitors everything, and what it has told since the last look. */
export class Rig {
  readonly clock = new VirtualClock();
  readonly connector: SimulatedConnector;
  readonly people: SimulatedFarEnd;
  readonly heard: SwitchEvent[] = [];
  readonly downs: string[] = [];
  link: SimulatedLink;

  constructor(settings: SimulatedSettings = demoSettings) {
    this.connector = new SimulatedDriver().createConnector(settings, {
      switchId: 'test',
      clock: this.clock,
      random: new SeededRandom(1),
      log: silentLog,
    });
    this.people = this.connector.farEnd;
    this.link = this.connector.createLink();
  }

  async open(devices?: readonly string[]): Promise<this> {
    this.link.events.on('event', (event) => this.heard.push(event));
    this.link.events.on('down', ({ code }) => this.downs.push(code));
    await this.settled(this.link.open());
    const all = this.people.look().devices.map(({ device }) => device);
    for (const device of devices ?? all) await this.ask('monitorStart', { device });
    return this;
  }

  /** Waits for a promise while a little time passes. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    const handled = promise.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await this.clock.advance(5);
    const outcome = await handled;
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  ask<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    return this.settled(this.link.request(service, args));
  }

  /** An outside caller at a phone that has answered. */
  async talking(device: string, from = '+49301234567'): Promise<string> {
    const { call } = await this.people.dialIn({ from, to: device });
    await this.people.answer(device);
    await this.told();
    return call;
  }

  /** What has been told since last asked, a word and a device each, once `ms` have passed. */
  async told(ms = 5): Promise<string[]> {
    await this.clock.advance(ms);
    return this.heard.splice(0).map(inShort);
  }

  async events(ms = 5): Promise<SwitchEvent[]> {
    await this.clock.advance(ms);
    return this.heard.splice(0);
  }

  /** The states of all connections as the switch has them. */
  states(): string[] {
    return this.people
      .look()
      .calls.flatMap(({ connections }) => connections)
      .map(({ connection, state }) => `${connection.device} ${state}`);
  }

  /** The connection of a device, the one in `state` where it has several. */
  at(device: string, state?: string): ConnectionId {
    const found = this.people
      .look()
      .calls.flatMap(({ connections }) => connections)
      .find((one) => {
        return one.connection.device === device && (state === undefined || one.state === state);
      });
    if (found === undefined) throw new Error(`${device} has no connection ${state ?? ''}`);
    return found.connection;
  }
}

export function inShort(event: SwitchEvent): string {
  return `${event.event} ${deviceOf(event)}${'cause' in event ? ` ${event.cause}` : ''}`;
}

function deviceOf(event: SwitchEvent): string {
  switch (event.event) {
    case 'deviceChanged':
      return event.device.device;
    case 'deviceRemoved':
      return event.device;
    case 'callRecord':
      return event.record.device ?? '';
    case 'transferred':
    case 'conferenced':
      return event.connections.map(({ newConnection }) => newConnection.device).join('+');
    case 'callCleared':
      return event.call;
    default:
      return (event as CallControlEvent & { connection: ConnectionId }).connection.device;
  }
}
