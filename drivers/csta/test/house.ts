import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { completeConfiguration } from '../../../src/cli/configuration.ts';
import type { JournalEvent } from '../../../src/journal/event.ts';
import { Journal } from '../../../src/journal/journal.ts';
import { MemoryStore } from '../../../src/journal/memory-store.ts';
import type { Command } from '../../../src/telephony/command.ts';
import type { Switch } from '../../../src/telephony/switch.ts';
import { Telephony } from '../../../src/telephony/telephony.ts';
import { SimulatedConnector } from '../../simulated/driver.ts';
import type { SimulatedSettings } from '../../simulated/settings.ts';
import { CstaDriver } from '../driver.ts';
import { FaceServer } from '../face/face-server.ts';
import { faceOptionsOf, faceSession } from '../open-face.ts';
import { GENERIC_PHASE_3 } from '../profiles/generic.ts';
import { lineNoise, type Noise } from '../transport/line-noise.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Transport } from '../transport/transport.ts';

export const EXTENSIONS = ['2001', '2002', '2003', '2004'] as const;

const SWITCH: SimulatedSettings = {
  extensions: EXTENSIONS.map((number) => ({ number })),
  trunks: { lines: 8 },
  outside: [{ number: '0030*', does: 'never-answers' }],
};

/** A link that soon finds out what is wrong with it. */
const CONFIGURATION = {
  id: 'pbx',
  driver: 'csta',
  settings: {
    profile: 'generic-phase3',
    tcp: { host: 'in-memory' },
    requestTimeoutMs: 1_000,
  },
  link: {
    watchdogMs: 2_000,
    snapshotIntervalMs: 3_000,
    responseTimeoutMs: 2_000,
    snapshotTimeoutMs: 5_000,
    reconnectMinMs: 250,
    reconnectMaxMs: 1_000,
  },
};

/** What happens to the next octets of the switch. */
export type Damage = 'none' | 'broken-in-frame' | 'silent-in-frame';

/**
 * The lower floors of the server on a PBX of phase III with plain lengths before its PDUs, which repair
 * nothing: the simulated switch behind its face, and a cable in memory between them.
 */
export class CstaHouse {
  readonly clock = new VirtualClock();
  readonly connector: SimulatedConnector;
  readonly telephony: Telephony;
  readonly events: JournalEvent[] = [];
  /** Octets that were spoilt so far, both ways. */
  spoilt = 0;
  damage: Damage = 'none';
  isNoisy = false;
  readonly #server: FaceServer<Transport>;
  readonly #noise: Noise;
  #cable: MemoryCable | undefined;

  constructor(seed: number, flip: number) {
    const { clock } = this;
    this.#noise = lineNoise(new SeededRandom(seed), { flip });
    this.connector = new SimulatedConnector(SWITCH, clock);
    const needs = { connector: this.connector, profile: GENERIC_PHASE_3, clock, log: silentLog };
    this.#server = new FaceServer<Transport>({
      ...needs,
      createSession: (transport) => faceSession(needs, transport, 'tcp'),
      options: { ...faceOptionsOf(GENERIC_PHASE_3), statusEveryMs: 0 },
    });
    const journal = new Journal({ store: new MemoryStore(), clock });
    journal.events.on('durable', (group) => {
      for (const { event } of group) this.events.push(event);
    });
    const { switches } = completeConfiguration({ switches: [CONFIGURATION] });
    const driver = new CstaDriver(() => this.#plugIn());
    this.telephony = new Telephony({
      switches: switches.map((configuration) => ({ configuration, driver })),
      journal,
      clock,
      random: new SeededRandom(seed),
      log: silentLog,
    });
  }

  async open(): Promise<this> {
    this.telephony.start();
    await this.clock.advance(5_000);
    return this;
  }

  get owner(): Switch {
    return this.telephony.requireSwitch('pbx');
  }

  /** Takes a command as a client would give it; one that cannot be taken now is passed over. */
  try(command: Command): void {
    try {
      this.telephony.command(command, { key: undefined, principal: 'test', digest: '' });
    } catch {
      // The link is down, or the call has gone on meanwhile.
    }
  }

  /** Each live call of the server's model, as `2001 connected, T1 held`. */
  get model(): string[] {
    return this.telephony
      .calls()
      .map(({ connections }) => wordsOf(connections))
      .toSorted();
  }

  /** The same of the simulated switch itself. */
  async switchState(): Promise<string[]> {
    const link = this.connector.createLink();
    const taking = link.open().then(() => link.snapshot());
    await this.clock.advance(50);
    const { calls } = await taking;
    await link.close();
    return calls
      .map(({ connections }) =>
        wordsOf(connections.map(({ connection, state }) => ({ device: connection.device, state }))),
      )
      .toSorted();
  }

  /** Everybody puts the handset down, inside and outside. */
  async hangUpAll(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      for (const device of EXTENSIONS) await passing(this.connector.farEnd.hangUp(device));
      await this.clock.advance(1_000);
    }
    await this.clock.advance(200_000);
  }

  async close(): Promise<void> {
    const closing = Promise.all([this.telephony.stop(), this.#server.close()]);
    await this.clock.advance(10_000);
    await closing;
  }

  #plugIn(): Transport {
    const cable: MemoryCable = new MemoryCable({
      clock: this.clock,
      noise: (octets) => this.#passed(octets, cable),
    });
    this.#cable = cable;
    void this.#server.accept(cable.right);
    return cable.left;
  }

  #passed(octets: Uint8Array, cable: MemoryCable): Uint8Array {
    if (cable !== this.#cable) return octets;
    const { damage } = this;
    if (damage !== 'none' && octets.length > 30) {
      this.damage = 'none';
      this.clock.setTimeout(() => {
        if (damage === 'broken-in-frame') cable.break();
        else cable.cut();
      }, 2);
      return octets.slice(0, octets.length / 2);
    }
    const passed = this.isNoisy ? this.#noise(octets) : octets;
    for (const [index, octet] of passed.entries()) if (octet !== octets[index]) this.spoilt += 1;
    return passed;
  }
}

/** What people do is not always possible. */
export async function passing(doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } catch {
    // Such as hanging up where there is no call.
  }
}

function wordsOf(
  connections: readonly { readonly device: string; readonly state: string }[],
): string {
  return connections
    .map(({ device, state }) => `${device.replace('pbx:', '')} ${state}`)
    .toSorted()
    .join(', ');
}
