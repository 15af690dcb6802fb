import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Command } from 'commander';
import { toCrosspointError } from '../base/errors.ts';
import type { Settings } from './configuration.ts';
import { loadDriver } from './drivers.ts';
import type { ServeOptions } from './serve.ts';
import { settingsOf, withServerOptions } from './serve.ts';

/** One thing a server needs; throws what is wrong with it. */
interface Examination {
  readonly what: string;
  readonly examine: () => Promise<string> | string;
}

/** `crosspoint doctor`: says what would keep the server from running, before it is started. */
export function doctorCommand(): Command {
  return withServerOptions(new Command('doctor'))
    .description('Check this machine and the configuration; exit status 1 where something is wrong')
    .action(async (options: ServeOptions) => {
      let settings: Settings | undefined;
      const examinations: Examination[] = [
        { what: 'node', examine: () => process.version },
        {
          what: 'configuration',
          examine: () => {
            settings = settingsOf(options);
            return `${settings.switches.length} switches, ${settings.agents.length} agents`;
          },
        },
        { what: 'sqlite', examine: sqliteWorks },
        { what: 'pages', examine: builtPages },
        { what: 'board engine', examine: boardEngine },
      ];
      let isHealthy = await examineAll(examinations);
      if (settings !== undefined) isHealthy = (await examineAll(needs(settings))) && isHealthy;
      if (!isHealthy) process.exitCode = 1;
    });
}

function needs(settings: Settings): Examination[] {
  const { host, port } = settings.server;
  const { dataDirectory } = settings;
  return [
    { what: 'data directory', examine: () => writable(dataDirectory) },
    { what: 'address', examine: () => free(host, port) },
    ...settings.switches.map(({ id, driver }) => ({
      what: `switch ${id}`,
      examine: async () => `driver ${(await loadDriver(driver)).name}`,
    })),
  ];
}

async function examineAll(examinations: readonly Examination[]): Promise<boolean> {
  let areAllWell = true;
  for (const { what, examine } of examinations) {
    try {
      process.stdout.write(`ok    ${what}: ${await examine()}\n`);
    } catch (error) {
      areAllWell = false;
      process.stdout.write(`WRONG ${what}: ${toCrosspointError(error).detail}\n`);
    }
  }
  return areAllWell;
}

async function sqliteWorks(): Promise<string> {
  const { ContactDatabase } = await import('../contact/contact-database.ts');
  new ContactDatabase(':memory:').close();
  return 'works';
}

/** Missing is not wrong: only boards need it, and a switch that does says so by itself. */
async function boardEngine(): Promise<string> {
  const { loadNative } = await import('../../drivers/ctbus/native.ts');
  try {
    loadNative();
    return 'built';
  } catch (error) {
    return `not there, everything but boards works: ${toCrosspointError(error).detail}`;
  }
}

function builtPages(): string {
  const toolbar = join(import.meta.dirname, '..', '..', 'web', 'toolbar', 'index.html');
  if (!existsSync(toolbar)) throw new Error('the toolbar is not built: npm run build');
  return 'built';
}

function writable(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  accessSync(directory, constants.R_OK | constants.W_OK);
  return directory;
}

function free(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve(`${host}:${port} is free`)));
  });
}
