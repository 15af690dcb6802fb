import { SystemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SystemRandom } from '../../../src/base/random.ts';
import type {
  CallControlEvent,
  Connector,
  CrosspointError,
  SwitchEvent,
  SwitchLink,
} from '../../../src/spi/index.ts';
import { isCallControlEvent } from '../../../src/spi/index.ts';
import { driver } from '../../../drivers/asterisk/index.ts';
import { Asterisk } from './asterisk.ts';
import { until } from './child.ts';
import { Cutter } from './cutter.ts';
import { Phone } from './phone.ts';

type EventOf<Name extends CallControlEvent['event']> = CallControlEvent & { event: Name };

export const CALLER = '+4930123456';

/** One Asterisk with phones around it and the driver's link through a cable that can be cut. */
export class TestTable {
  readonly asterisk: Asterisk;
  readonly cutter: Cutter;
  readonly phones = new Map<string, Phone>();
  readonly outside: Phone;
  readonly connector: Connector;
  link: SwitchLink | undefined;
  readonly events: SwitchEvent[] = [];
  readonly oddities: CrosspointError[] = [];
  down: CrosspointError | undefined;
  #mark = 0;

  private constructor(asterisk: Asterisk, cutter: Cutter, outside: Phone) {
    this.asterisk = asterisk;
    this.cutter = cutter;
    this.outside = outside;
    this.connector = driver.createConnector(this.settings, {
      switchId: 'pbx',
      clock: new SystemClock(),
      random: new SystemRandom(),
      log: silentLog,
    });
  }

  static async lay(extensions: readonly string[]): Promise<TestTable> {
    const asterisk = await Asterisk.start();
    const { sipPort, trunkPort: port } = asterisk;
    const cutter = await Cutter.start([asterisk.httpPort, asterisk.amiPort]);
    const outside = await Phone.create({ user: CALLER, host: '127.0.0.2', port, sipPort });
    const table = new TestTable(asterisk, cutter, outside);
    for (const user of extensions) await table.plugIn(user);
    return table;
  }

  get settings(): object {
    const [http, ami] = this.cutter.ports;
    return {
      url: `http://127.0.0.1:${http}`,
      username: 'crosspoint',
      password: 'ari-secret',
      ami: { port: ami, username: 'crosspoint', password: 'ami-secret' },
      trunks: ['trunk'],
      outside: [{ prefix: '0', strip: 1, trunk: 'trunk' }],
      answer: 'talk',
      adopt: { context: 'crosspoint' },
      requestTimeoutMs: 3_000,
      failureToneMs: 500,
    };
  }

  async plugIn(user: string, refuses?: number): Promise<Phone> {
    const { sipPort } = this.asterisk;
    const options = { user, password: 'phone-secret', sipPort };
    await this.phones.get(user)?.close();
    const phone = await Phone.create(refuses === undefined ? options : { ...options, refuses });
    this.phones.set(user, phone);
    return phone;
  }

  phone(user: string): Phone {
    const phone = this.phones.get(user);
    if (phone === undefined) throw new Error(`there is no phone ${user}`);
    return phone;
  }

  async open(): Promise<SwitchLink> {
    const link = this.connector.createLink();
    this.down = undefined;
    link.events.on('event', (event) => this.events.push(event));
    link.events.on('oddity', (what) => this.oddities.push(what));
    link.events.on('down', (reason) => {
      this.down = reason;
    });
    await link.open();
    this.link = link;
    return link;
  }

  /** The next event of this kind that fits, after those that were waited for before. */
  async next<Name extends CallControlEvent['event']>(
    name: Name,
    fits: (event: EventOf<Name>) => boolean = () => true,
  ): Promise<EventOf<Name>> {
    let found: EventOf<Name> | undefined;
    const from = this.#mark;
    await until(`${name}; told: ${this.told(from)}`, () => {
      const index = this.events.findIndex(
        (event, index) => index >= from && event.event === name && fits(event as EventOf<Name>),
      );
      if (index >= 0) {
        found = this.events[index] as EventOf<Name>;
        this.#mark = index + 1;
      }
      return found !== undefined;
    }).catch((error: unknown) => {
      throw new Error(`no ${name}; told: ${this.told(from)}; ${this.odd}`, { cause: error });
    });
    return found as EventOf<Name>;
  }

  get odd(): string {
    return this.oddities.map(({ message }) => message).join('; ');
  }

  told(from = 0): string {
    return this.events
      .slice(from)
      .filter(isCallControlEvent)
      .map((event) => {
        if (event.event === 'callCleared') return event.event;
        const id = 'connection' in event ? event.connection : event.primaryOldCall;
        return `${event.event}(${id.device}@${id.call.slice(-6)} ${event.cause})`;
      })
      .join(' ');
  }

  /** Everybody hangs up. */
  hangUpAll(): void {
    for (const phone of [this.outside, ...this.phones.values()]) {
      for (const call of phone.calls) if (call.state !== 'ended') phone.hangUp(call);
    }
  }

  /** Ends every call by Asterisk's own hand and forgets what was told. */
  async clear(): Promise<void> {
    const list = (await this.asterisk.ari('/channels')) as { id: string }[];
    for (const { id } of list) {
      await this.asterisk.ari(`/channels/${encodeURIComponent(id)}`, 'DELETE').catch(() => {});
    }
    await until('all calls have ended', async () => {
      const left = (await this.asterisk.ari('/channels')) as unknown[];
      const phones = [this.outside, ...this.phones.values()];
      const arePhonesIdle = phones.every((phone) => phone.call === undefined);
      return left.length === 0 && arePhonesIdle;
    }).catch((error: unknown) => {
      const states = [this.outside, ...this.phones.values()].map(
        ({ options, call }) => `${options.user} ${call?.state ?? 'idle'}`,
      );
      throw new Error(`not all calls have ended: ${states.join(', ')}`, { cause: error });
    });
    const { link } = this;
    if (link !== undefined && this.down === undefined) {
      await until('the link shows no call', async () => (await link.snapshot()).calls.length === 0);
    }
    this.events.length = 0;
    this.oddities.length = 0;
    this.#mark = 0;
  }

  async close(): Promise<void> {
    await this.link?.close();
    await this.connector.close();
    for (const phone of [this.outside, ...this.phones.values()]) await phone.close();
    await this.cutter.close();
    await this.asterisk.stop();
  }
}
