import { Command, InvalidArgumentError } from 'commander';

interface BenchOptions {
  readonly json?: boolean;
  readonly rounds: number;
  readonly calls?: number;
  readonly times: number;
  readonly seed: number;
}

type Run = (options: never) => Promise<object>;

const BENCHES: Readonly<
  Record<string, { about: string; calls: number; load: () => Promise<{ run: Run }> }>
> = {
  spine: {
    about: 'driver → journal → WebSocket beside bare peers: throughput, latency, fan-out, memory',
    calls: 100_000,
    load: () => import('../../bench/spine.ts'),
  },
  simulation: {
    about: 'calls in virtual time with every fault switched on, invariants checked at every step',
    calls: 100_000,
    load: () => import('../../bench/simulation.ts'),
  },
  kill: {
    about: 'SIGKILL at random moments under load: nothing a client saw or was promised is missing',
    calls: 0,
    load: () => import('../../bench/kill.ts'),
  },
  csta: {
    about: 'CSTA beside its peers: codec, XML, framing, and whole links over TCP and a serial line',
    calls: 0,
    load: () => import('../../bench/csta.ts'),
  },
  'csta-fuzz': {
    about:
      'spoilt PDUs, messages, frames, documents and call records: read, or refused with a place',
    calls: 10_000_000,
    load: () => import('../../bench/csta/fuzz.ts'),
  },
  dsp: {
    about: 'the board engine: detectors, codecs, switch, mixing, events, each beside its peer',
    calls: 0,
    load: () => import('../../bench/dsp.ts'),
  },
};

/** `crosspoint bench NAME`: measured claims, one JSON object each. */
export function benchCommand(): Command {
  const names = Object.entries(BENCHES).map(([name, { about }]) => `  ${name}: ${about}`);
  return new Command('bench')
    .description('Measure; the figures are printed as one JSON object')
    .argument('<name>', 'which one', benchName)
    .option('--json', 'print the object on one line')
    .option('--rounds <n>', 'how often each figure is measured (spine, csta, dsp)', wholeNumber, 3)
    .option(
      '--calls <n>',
      'calls of the memory run (spine) or the simulation, executions (csta-fuzz)',
      wholeNumber,
    )
    .option('--times <n>', 'how often the server is killed (kill)', wholeNumber, 50)
    .option('--seed <n>', 'repeat a run (simulation, kill, csta-fuzz)', wholeNumber, 1)
    .addHelpText('after', `\nBenches:\n${names.join('\n')}`)
    .action(async (name: string, options: BenchOptions) => {
      const bench = BENCHES[name];
      if (bench === undefined) return;
      const { run } = await bench.load();
      const tell = (text: string) => void process.stderr.write(`${text}\n`);
      const given = { ...options, calls: options.calls ?? bench.calls, tell };
      const figures = await run(given as never);
      process.stdout.write(`${JSON.stringify(figures, undefined, options.json ? 0 : 2)}\n`);
    });
}

function benchName(name: string): string {
  if (Object.hasOwn(BENCHES, name)) return name;
  throw new InvalidArgumentError(`no bench ${name}: ${Object.keys(BENCHES).join(', ')}`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}
