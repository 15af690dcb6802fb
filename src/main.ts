import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiServer } from './api/api-server.ts';
import { AddressGuard } from './api/webhooks/address-guard.ts';
import { Poster } from './api/webhooks/poster.ts';
import { SqliteWebhookStore } from './api/webhooks/webhook-store.ts';
import { Webhooks } from './api/webhooks/webhooks.ts';
import type { Tokens } from './api/authentication.ts';
import { Authenticator, loadTokens } from './api/authentication.ts';
import type { Clock } from './base/clock.ts';
import { SystemClock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import { SystemRandom } from './base/random.ts';
import type { Settings } from './cli/configuration.ts';
import { createLog } from './cli/logger.ts';
import { loadDriver } from './cli/drivers.ts';
import { createContactFloor } from './contact/contact-floor.ts';
import type { Contacts } from './contact/contacts.ts';
import { liveCallsOf } from './contact/live-calls.ts';
import { Journal } from './journal/journal.ts';
import { Retention } from './journal/retention.ts';
import { SqliteStore } from './journal/sqlite-store.ts';
import { Telephony } from './telephony/telephony.ts';

/** A running server. */
export interface Server {
  readonly url: string;
  readonly tokens: Tokens;
  readonly telephony: Telephony;
  readonly contacts: Contacts;
  readonly journal: Journal;
  /** Finishes what is under way and closes everything, from the top floor down. */
  close(): Promise<void>;
}

export interface Surroundings {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
}

/**
 * Builds the house from the ground up and opens its door. Where a step fails, what was built before is
 * taken down again, from the top floor down, as `close` does it.
 */
export async function startServer(settings: Settings, around: Surroundings = {}): Promise<Server> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    return { ...(await build(settings, around, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  settings: Settings,
  around: Surroundings,
  closers: (() => unknown)[],
): Promise<Omit<Server, 'close'>> {
  const { clock = new SystemClock(), random = new SystemRandom() } = around;
  const log = around.log ?? createLog(settings.log);
  const switches = await loadDrivers(settings);
  const directory = settings.dataDirectory;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const tokens = loadTokens(join(directory, 'tokens.json'));
  const store = new SqliteStore({
    file: join(directory, 'journal.db'),
    isPowerLossSafe: settings.journal.powerLossSafe,
  });
  const journal = new Journal({ store, clock });
  closers.push(() => journal.close());
  journal.events.on('failed', (error) => log.error('the journal failed', { error: error.cause }));
  const telephony = new Telephony({ switches, journal, clock, random, log });
  const floor = createContactFloor({
    file: join(directory, 'contacts.db'),
    configuration: settings.contacts,
    agents: settings.agents,
    switches: settings.switches,
    calls: liveCallsOf(telephony),
    journal,
    clock,
    random,
    log,
    fetch,
  });
  closers.push(() => floor.close());
  const { contacts } = floor;
  const webhooks = openWebhooks(settings, { journal, clock, random, log }, closers);
  const packageRoot = findPackageRoot(import.meta.dirname);
  const api = new ApiServer({
    configuration: settings.server,
    telephony,
    contacts,
    webhooks,
    journal,
    authenticator: new Authenticator(tokens),
    agents: settings.agents.map((agent) => ({ ...agent })),
    clock,
    log,
    version: versionOf(packageRoot),
    webRoot: join(packageRoot, 'dist', 'web'),
  });
  floor.start().catch((error: unknown) => log.error('contacts not read', { error }));
  telephony.start();
  closers.push(() => telephony.stop());
  const retention = new Retention(journal, clock, settings.journal);
  retention.start();
  closers.push(() => retention.stop());
  closers.push(() => api.close());
  const url = await api.listen();
  webhooks.start();
  return { url, tokens, telephony, contacts, journal };
}

function openWebhooks(
  { dataDirectory, webhooks: configuration }: Settings,
  below: Required<Surroundings> & { readonly journal: Journal },
  closers: (() => unknown)[],
): Webhooks {
  const guard = new AddressGuard(configuration);
  const poster = new Poster({ ...configuration, clock: below.clock, guard });
  closers.push(() => poster.close());
  const store = new SqliteWebhookStore(join(dataDirectory, 'webhooks.db'));
  const webhooks = new Webhooks({ ...below, configuration, store, guard, post: poster.post });
  closers.push(() => webhooks.close());
  return webhooks;
}

function loadDrivers(settings: Settings) {
  return Promise.all(
    settings.switches.map(async (configuration) => ({
      configuration,
      driver: await loadDriver(configuration.driver),
    })),
  );
}

/** The same two levels of folders lie above this file in the source and in the build. */
function findPackageRoot(directory: string): string {
  const parent = join(directory, '..');
  try {
    readFileSync(join(parent, 'package.json'));
    return parent;
  } catch {
    return join(parent, '..');
  }
}

function versionOf(packageRoot: string): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
