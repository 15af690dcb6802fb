import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Child, until } from './child.ts';
import { freeTcpPort, freeUdpPort } from './ports.ts';

const CONFIG = join(import.meta.dirname, 'config');
const FOLDER = resolve(
  process.env['CROSSPOINT_ASTERISK'] ?? join(import.meta.dirname, '../../../.peers/asterisk'),
);

/** Why there is no Asterisk to test against; undefined where there is one. */
export function asteriskMissing(): string | undefined {
  if (!existsSync(join(FOLDER, 'root/.crosspoint-ready'))) {
    return 'no Asterisk: run .ci/asterisk.sh';
  }
  if (process.getuid?.() !== 0) return 'Asterisk runs in a chroot, which needs root';
  return undefined;
}

/**
 * A real Asterisk for one test file: its own configuration, data base, ports and mount namespace in the
 * unpacked tree, so that several can run side by side and nothing stays mounted when one is killed.
 */
export class Asterisk {
  readonly httpPort: number;
  readonly amiPort: number;
  readonly sipPort: number;
  /** Where the trunk's other end is expected, on 127.0.0.2. */
  readonly trunkPort: number;
  readonly #folder: string;
  readonly #child: Child;

  private constructor(folder: string, child: Child, ports: Ports) {
    this.#folder = folder;
    this.#child = child;
    this.httpPort = ports.HTTP_PORT;
    this.amiPort = ports.AMI_PORT;
    this.sipPort = ports.SIP_PORT;
    this.trunkPort = ports.TRUNK_PORT;
  }

  static async start(): Promise<Asterisk> {
    const root = join(FOLDER, 'root');
    const home = `/srv/run-${process.pid}-${process.hrtime.bigint()}`;
    const folder = join(root, home);
    for (const name of ['etc', 'cache', 'db', 'spool', 'run', 'log']) {
      await mkdir(join(folder, name), { recursive: true });
    }
    const ports = await choosePorts();
    await copyConfiguration(join(folder, 'etc'), { HOME: home, ...ports });
    // The mounts are made in a namespace of their own and go away with the process.
    const script =
      'mount --bind /dev "$0/dev" && mount -t proc proc "$0/proc" && ' +
      'exec chroot "$0" /usr/sbin/asterisk -f -C "$1"';
    // So does Asterisk with this process, even where that is killed.
    const child = new Child('setpriv', [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount'],
      ...['sh', '-c', script, root, `${home}/etc/asterisk.conf`],
    ]);
    const asterisk = new Asterisk(folder, child, ports);
    try {
      await until('ARI answers', () => asterisk.#isReady(), 60_000);
    } catch (error) {
      await asterisk.stop();
      throw new Error(`Asterisk did not start: ${child.output.slice(-3_000)}`, { cause: error });
    }
    return asterisk;
  }

  get ariUrl(): string {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  /** What Asterisk itself says over ARI, beside any driver. */
  async ari(path: string, method = 'GET'): Promise<unknown> {
    const response = await fetch(`${this.ariUrl}/ari${path}`, {
      method,
      headers: { authorization: `Basic ${btoa('crosspoint:ari-secret')}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** The end of its log, for a message. */
  async log(): Promise<string> {
    const text = await readFile(join(this.#folder, 'log/full'), 'utf8').catch(() => '');
    return text.slice(-8_000);
  }

  async stop(): Promise<void> {
    await this.#child.stop();
    if (process.env['CROSSPOINT_KEEP'] === undefined) {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  async #isReady(): Promise<boolean> {
    if (!this.#child.isRunning) throw new Error('Asterisk has ended');
    return this.ari('/endpoints').then(
      () => true,
      () => false,
    );
  }
}

type Ports = Readonly<Record<(typeof PORTS)[number], number>>;
const PORTS = ['HTTP_PORT', 'AMI_PORT', 'SIP_PORT', 'TRUNK_PORT', 'RTP_START', 'RTP_END'] as const;

async function choosePorts(): Promise<Ports> {
  const rtp = 20_000 + (process.pid % 100) * 400;
  return {
    HTTP_PORT: await freeTcpPort(),
    AMI_PORT: await freeTcpPort(),
    SIP_PORT: await freeUdpPort(),
    TRUNK_PORT: await freeUdpPort('127.0.0.2'),
    RTP_START: rtp,
    RTP_END: rtp + 399,
  };
}

async function copyConfiguration(
  to: string,
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  for (const name of await readdir(CONFIG)) {
    const text = await readFile(join(CONFIG, name), 'utf8');
    const filled = text.replaceAll(/@([A-Z_]+)@/g, (whole, key: string) =>
      String(values[key] ?? whole),
    );
    await writeFile(join(to, name), filled);
  }
}
