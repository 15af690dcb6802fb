import { readFileSync, statSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../drivers/simulated/scenario/durations.ts';
import { readScenario } from '../../drivers/simulated/scenario/read-scenario.ts';
import { ScenarioRun } from '../../drivers/simulated/scenario/run.ts';
import type { Summary } from '../../drivers/simulated/scenario/tally.ts';
import { inJson, inWords } from '../../drivers/simulated/scenario/wording.ts';
import { SystemClock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import { VirtualClock } from '../base/virtual-clock.ts';

/** The ways to reach the simulated switch from outside its process, and from within. */
const FACES = ['in-process'];

const MAX_OCTETS = 1_048_576;

/** Lines are written in pieces of about this size. */
const PIECE = 16_384;

interface SimOptions {
  readonly seed: number;
  readonly duration?: number;
  readonly realTime?: boolean;
  readonly json?: boolean;
}

/** `crosspoint sim SCENARIO`: the simulated switch alone, playing a scenario. */
export function simCommand(write: (text: string) => void = writeOut): Command {
  const duration = new Option('--duration <time>', 'end then at the latest, such as 1h');
  const face = new Option('--face <name>', 'how the switch is reached').default('in-process');
  return new Command('sim')
    .description('Play a scenario on the simulated switch; the same seed plays it again')
    .argument('<scenario>', 'a YAML file, such as drivers/simulated/scenarios/transfer.yaml')
    .option('--seed <n>', 'for everything that is left to chance', wholeNumber, 1)
    .addOption(duration.argParser(readDuration))
    .option('--real-time', 'by the clock on the wall, until the end or an interrupt')
    .option('--json', 'one JSON object for each event and for the summary')
    .addOption(face.argParser(checkFace))
    .action((file: string, options: SimOptions) => play(file, options, write));
}

async function play(
  file: string,
  options: SimOptions,
  write: (text: string) => void,
): Promise<void> {
  const scenario = readScenario(readText(file), file);
  const clock = options.realTime === true ? new SystemClock() : new VirtualClock();
  const lines = new Lines(write, options.realTime === true);
  const word = options.json === true ? inJson : inWords;
  const run = new ScenarioRun(scenario, {
    clock,
    seed: options.seed,
    durationMs: options.duration,
    onLine: (line) => lines.add(word(line)),
  });
  // Whoever reads has gone away, as `head` does: there is nobody left to play for.
  const stop = (): void => {
    lines.close();
    run.stop();
  };
  process.stdout.on('error', stop);
  if (clock instanceof VirtualClock) await playAtOnce(run, clock);
  else await playLive(run, clock);
  await run.close();
  lines.add(options.json === true ? JSON.stringify({ summary: run.summary }) : told(run.summary));
  lines.flush();
  process.stdout.off('error', stop);
  if (run.summary.problems > 0) process.exitCode = 1;
}

async function playAtOnce(run: ScenarioRun, clock: VirtualClock): Promise<void> {
  const started = run.start();
  while (!run.isOver) if (!(await clock.step())) break;
  await started;
}

async function playLive(run: ScenarioRun, clock: SystemClock): Promise<void> {
  const interrupt = (): void => run.stop();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  await run.start();
  while (!run.isOver) await new Promise<void>((resolve) => clock.setTimeout(resolve, 50));
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}

function told({ calls, answered, failed, events, problems }: Summary): string {
  const trouble = problems === 0 ? '' : `, problems ${problems}`;
  return `calls ${calls}, answered ${answered}, failed ${failed}, events ${events}${trouble}`;
}

/** Gathers lines, for a busy hour has many; live ones are written at once. */
class Lines {
  readonly #write: (text: string) => void;
  readonly #isLive: boolean;
  #isClosed = false;
  #text = '';

  constructor(write: (text: string) => void, isLive: boolean) {
    this.#write = write;
    this.#isLive = isLive;
  }

  add(line: string): void {
    this.#text += `${line}\n`;
    if (this.#isLive || this.#text.length > PIECE) this.flush();
  }

  flush(): void {
    if (this.#text !== '' && !this.#isClosed) this.#write(this.#text);
    this.#text = '';
  }

  close(): void {
    this.#isClosed = true;
  }
}

function readText(file: string): string {
  try {
    if (statSync(file).size > MAX_OCTETS) throw new Error(`larger than ${MAX_OCTETS} octets`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CrosspointError('invalid-configuration', `${file}: ${why}`, {
      position: { source: file },
      cause: error,
    });
  }
}

function readDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('A duration is a number and ms, s, m or h, such as 90s or 1h.');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('A seed is a whole number from 0.');
}

function checkFace(name: string): string {
  if (FACES.includes(name)) return name;
  throw new InvalidArgumentError(`There is no face "${name}". Faces: ${FACES.join(', ')}.`);
}

function writeOut(text: string): void {
  process.stdout.write(text);
}
