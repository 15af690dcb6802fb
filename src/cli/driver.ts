import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { SystemClock } from '../base/clock.ts';
import type { DriverModule } from '../spi/conformance/bench.ts';
import {
  CHECKS,
  checkDriver,
  formatResult,
  formatSummary,
  type KitReport,
} from '../spi/conformance/index.ts';

interface CheckOptions {
  readonly only?: readonly string[];
  readonly json?: boolean;
  readonly seed: number;
}

/** Where a command writes, and how it ends the process. */
export interface Terminal {
  write(text: string): void;
  complain(text: string): void;
  exit(status: number): void;
}

/** `crosspoint driver …`: what a driver author runs. */
export function driverCommand(terminal: Terminal = processTerminal()): Command {
  const command = new Command('driver').description('Work on a driver for a switch');
  command
    .command('check')
    .description('Try a driver module against the driver contract; exit status 1 on any failure')
    .argument('<module>', 'a path or a package; it exports `driver` and `conformance`')
    .option('--only <id...>', 'run only these checks')
    .option('--json', 'print the result as one JSON object')
    .option('--seed <n>', 'repeat a run', wholeNumber, 1)
    .action((module: string, options: CheckOptions) => check(module, options, terminal));
  return command;
}

async function check(name: string, options: CheckOptions, terminal: Terminal): Promise<void> {
  const unknown = options.only?.filter((id) => !CHECKS.some((one) => one.id === id)) ?? [];
  if (unknown.length > 0) {
    const known = CHECKS.map(({ id }) => id).join(', ');
    terminal.complain(`There is no check ${unknown.join(', ')}. Checks: ${known}`);
    terminal.exit(1);
    return;
  }
  const module = await load(name);
  if (typeof module === 'string') {
    terminal.complain(module);
    terminal.exit(1);
    return;
  }
  const report = await run(module, options, terminal);
  terminal.exit(report.failed > 0 ? 1 : 0);
}

async function run(
  module: DriverModule,
  options: CheckOptions,
  terminal: Terminal,
): Promise<KitReport> {
  const { seed, only, json = false } = options;
  const report = await checkDriver(module, {
    seed,
    clock: new SystemClock(),
    ...(only === undefined ? {} : { only }),
    onResult: (result) => {
      if (!json) terminal.write(`${formatResult(result)}\n`);
    },
  });
  terminal.write(json ? `${JSON.stringify(report)}\n` : `\n${formatSummary(report)}\n`);
  return report;
}

/** The module, or a sentence that says why there is none. */
async function load(name: string): Promise<DriverModule | string> {
  let loaded: Partial<DriverModule>;
  try {
    loaded = (await import(addressOf(name))) as Partial<DriverModule>;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `${name} cannot be loaded: ${reason}`;
  }
  const { driver, conformance } = loaded;
  if (typeof driver?.createConnector !== 'function') {
    return `${name} exports no driver: \`export const driver: Driver = …\` (docs/drivers.md)`;
  }
  if (typeof conformance?.createBench !== 'function') {
    return (
      `${name} exports no conformance: \`export const conformance: Conformance = …\` ` +
      'gives the kit a bench to try the driver on (docs/drivers.md)'
    );
  }
  return { driver, conformance };
}

/** A path from where the command runs, or else a package installed there. */
function addressOf(name: string): string {
  const path = resolve(name);
  if (existsSync(path)) return pathToFileURL(path).href;
  const here = createRequire(pathToFileURL(resolve('crosspoint-driver-check.js')));
  return pathToFileURL(here.resolve(name)).href;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}

/** Ends the process itself: a driver that leaves a socket open would keep it alive. */
function processTerminal(): Terminal {
  return {
    write: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(`${text}\n`),
    exit: (status) => {
      process.exitCode = status;
      process.stdout.write('', () => process.exit(status));
    },
  };
}
