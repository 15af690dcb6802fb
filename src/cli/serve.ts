import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { CrosspointError } from '../base/errors.ts';
import type { Server } from '../main.ts';
import type { Settings } from './configuration.ts';
import { completeConfiguration, readConfiguration } from './configuration.ts';
import { DEMO_CONFIGURATION, DEMO_CONTACTS } from './demo.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly config?: string;
  readonly data?: string;
}

/** How long a stop may take before it is forced. */
const STOP_MS = 4500;

/** How long the start waits for links to come up. */
const LINKS_MS = 3000;

/** `crosspoint serve`: the main job. */
export function serveCommand(): Command {
  return withServerOptions(new Command('serve'))
    .description('Run the server; without a configuration the simulated switch `demo`')
    .action(async (options: ServeOptions) =>
      run(settingsOf(options), configurationFile(options, process.env) === undefined),
    );
}

/** `crosspoint demo`: the same, leaving nothing behind. */
export function demoCommand(): Command {
  return withServerOptions(new Command('demo'))
    .description('Run the server with the simulated switch in a folder of its own that is not kept')
    .action(async (options: ServeOptions) => {
      const folder = mkdtempSync(join(tmpdir(), 'crosspoint-demo-'));
      process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      const environment = { ...process.env, CROSSPOINT_CONFIG: undefined };
      const data = options.data ?? folder;
      await run(settingsOf({ ...options, config: undefined, data }, environment), true);
    });
}

export function withServerOptions(command: Command): Command {
  return command
    .option('--port <port>', 'port to listen on; 0 picks a free one (CROSSPOINT_PORT)', portNumber)
    .option('--host <host>', 'address to listen on (CROSSPOINT_HOST)')
    .option('--config <file>', 'YAML configuration (CROSSPOINT_CONFIG)')
    .option('--data <directory>', 'where the journal and tokens are kept (CROSSPOINT_DATA)');
}

/** Options win over the environment, the environment over the file. */
export function settingsOf(options: ServeOptions, environment = process.env): Settings {
  const file = configurationFile(options, environment);
  const settings =
    file === undefined ? completeConfiguration(DEMO_CONFIGURATION) : readConfiguration(file);
  const port = options.port ?? portNumberOf(environment['CROSSPOINT_PORT']);
  const host = options.host ?? environment['CROSSPOINT_HOST'];
  const data = options.data ?? environment['CROSSPOINT_DATA'];
  if (port !== undefined) settings.server.port = port;
  if (host !== undefined) settings.server.host = host;
  if (data !== undefined) settings.dataDirectory = data;
  return settings;
}

function configurationFile(options: ServeOptions, environment: NodeJS.ProcessEnv) {
  return options.config ?? environment['CROSSPOINT_CONFIG'];
}

async function run(settings: Settings, isDemo: boolean): Promise<void> {
  // Loaded when it is run: help and the other commands need none of the house.
  const { startServer } = await import('../main.ts');
  const server = await startServer(settings);
  stopOnSignal(server);
  if (isDemo) seedContacts(server);
  // A switch that is not there must not keep the server from being used.
  await server.telephony.settled(LINKS_MS);
  // Whoever reads the first lines may go away afterwards.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`ready ${server.url}\n`);
  process.stdout.write(`toolbar ${toolbarLink(server, settings)}\n`);
}

/** The server is used before it is ready, so it is told to stop before that too. */
function stopOnSignal(server: Server): void {
  const stop = () => {
    // Whatever hangs must not keep the process: the journal is durable at every moment.
    setTimeout(() => process.exit(1), STOP_MS).unref();
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function seedContacts({ contacts }: Server): void {
  if (contacts.list(undefined, 1).items.length > 0) return;
  for (const contact of DEMO_CONTACTS) contacts.create({ ...contact });
}

/** Signs an agent in; the part behind the # stays in the browser. */
function toolbarLink(server: Server, settings: Settings): string {
  const device = settings.agents.find((agent) => agent.device !== undefined)?.device;
  const at = device === undefined ? '' : `&device=${encodeURIComponent(device)}`;
  return `${server.url}/toolbar/#token=${server.tokens.agent}${at}`;
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a number from 0 to 65535');
}

function portNumberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return portNumber(text);
  } catch {
    throw new CrosspointError('invalid-configuration', `CROSSPOINT_PORT is not a port: ${text}`);
  }
}
