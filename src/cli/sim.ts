import { readFileSync, statSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../drivers/simulated/scenario/durations.ts';
import { readScenario } from '../../drivers/simulated/scenario/read-scenario.ts';
import { ScenarioRun } from '../../drivers/simulated/scenario/run.ts';
import type { Summary } from '../../drivers/simulated/scenario/tally.ts';
import { inJson, inWords } from '../../drivers/simulated/scenario/wording.ts';
import type { OpenFace } from '../../drivers/csta/open-face.ts';
import { sleep, SystemClock, type Clock } from '../base/clock.ts';
import { CrosspointError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { VirtualClock } from '../base/virtual-clock.ts';
import { FACE_HELP, openFace, readFace, type FaceWanted } from './faces.ts';

const MAX_OCTETS = 1_048_576;

/** Lines are written in pieces of about this size. */
const PIECE = 16_384;

interface SimOptions {
  readonly seed: number;
  readonly duration?: number;
  readonly realTime?: boolean;
  readonly json?: boolean;
  readonly face: readonly (FaceWanted | undefined)[];
}

/** From the first client to the beginning of the scenario: it may set its monitors. */
const CLIENT_MS = 1_000;

/** `crosspoint sim SCENARIO`: the simulated switch alone, playing a scenario. */
export function simCommand(write: (text: string) => void = writeOut): Command {
  const duration = new Option('--duration <time>', 'end then at the latest, such as 1h');
  const face = new Option('--face <face>', 'how the switch is reached; may be given again').default(
    [],
    'in-process',
  );
  return new Command('sim')
    .description('Play a scenario on the simulated switch; the same seed plays it again')
    .argument('<scenario>', 'a YAML file, such as drivers/simulated/scenarios/transfer.yaml')
    .option('--seed <n>', 'for everything that is left to chance', wholeNumber, 1)
    .addOption(duration.argParser(readDuration))
    .option('--real-time', 'by the clock on the wall, until the end or an interrupt')
    .option('--json', 'one JSON object for each event and for the summary')
    .addOption(face.argParser((text, all: (FaceWanted | undefined)[]) => [...all, readFace(text)]))
    .addHelpText('after', FACE_HELP)
    .action((file: string, options: SimOptions) => play(file, options, write));
}

async function play(
  file: string,
  options: SimOptions,
  write: (text: string) => void,
): Promise<void> {
  const scenario = readScenario(readText(file), file);
  const faces = options.face.filter((one) => one !== undefined);
  const isLive = options.realTime === true || faces.length > 0;
  const clock = isLive ? new SystemClock() : new VirtualClock();
  const lines = new Lines(write, isLive);
  const word = options.json === true ? inJson : inWords;
  const run = new ScenarioRun(scenario, {
    clock,
    seed: options.seed,
    durationMs: options.duration,
    isEndless: faces.length > 0,
    onLine: (line) => lines.add(word(line)),
  });
  const tell = (where: string): void => {
    lines.add(options.json === true ? JSON.stringify({ face: where }) : `face ${where}`);
  };
  // Whoever reads has gone away, as `head` does: there is nobody left to play for.
  const stop = (): void => {
    lines.close();
    run.stop();
  };
  process.stdout.on('error', stop);
  if (clock instanceof VirtualClock) await playAtOnce(run, clock);
  else await playLive(run, clock, (onServed) => openFaces(faces, run, { clock, onServed, tell }));
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

/** By the clock on the wall; where there are faces, when somebody has come. */
async function playLive(
  run: ScenarioRun,
  clock: SystemClock,
  open: (onServed: () => void) => Promise<readonly OpenFace[]>,
): Promise<void> {
  const interrupt = (): void => run.stop();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let isWanted = false;
  const faces = await open(() => {
    isWanted = true;
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo() && !run.isOver) await sleep(clock, 50);
  };
  await until(() => isWanted || faces.length === 0);
  if (faces.length > 0) await sleep(clock, CLIENT_MS);
  if (!run.isOver) await run.start();
  await until(() => false);
  await Promise.all(faces.map((face) => face.close()));
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}

async function openFaces(
  wanted: readonly FaceWanted[],
  run: ScenarioRun,
  { clock, onServed, tell }: { clock: Clock; onServed: () => void; tell: (where: string) => void },
): Promise<readonly OpenFace[]> {
  const faces: OpenFace[] = [];
  try {
    for (const one of wanted) {
      // A printer has no clients: it waits for those of the other faces.
      const isWaitedFor = one.kind === 'csta' || wanted.every(({ kind }) => kind === 'smdr');
      const served = isWaitedFor ? onServed : () => {};
      const parts = { connector: run.connector, clock, log: silentLog, onServed: served };
      const face = await openFace(one, parts);
      faces.push(face);
      tell(`${one.kind}:${face.where},profile=${one.profile}`);
    }
  } catch (error) {
    await Promise.all(faces.map((face) => face.close()));
    throw error;
  }
  return faces;
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

function writeOut(text: string): void {
  process.stdout.write(text);
}
