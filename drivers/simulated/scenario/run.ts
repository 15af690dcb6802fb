import type { Clock, Timer } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { Connector } from '../../../src/spi/driver.ts';
import { SimulatedDriver, type SimulatedConnector } from '../driver.ts';
import { FaultPlayer } from './fault-player.ts';
import { ObservedLink } from './observed-link.ts';
import type { Scenario } from './scenario.ts';
import { ScriptPlayer, type Stage } from './script-player.ts';
import { Tally, type Summary } from './tally.ts';
import { TrafficPlayer } from './traffic-player.ts';
import type { RunLine } from './wording.ts';

export interface RunOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** The run ends then at the latest; without it, when everything has been played. */
  readonly durationMs?: number | undefined;
  /** It goes on when everything has been played: others play on the switch. */
  readonly isEndless?: boolean;
  readonly onLine: (line: RunLine) => void;
}

/** How long traffic lasts that does not say. */
const TRAFFIC_MS = 3_600_000;

/** How long calls may outlive the script: nobody waits for the ones that nobody ends. */
const LINGER_MS = 300_000;

/** How long the last events may be under way. */
const LAST_EVENTS_MS = 1_000;

/** One playing of a scenario. The same scenario, seed and duration give the same lines. */
export class ScenarioRun {
  readonly #options: RunOptions;
  readonly #connector: SimulatedConnector;
  readonly #tally = new Tally();
  readonly #script: ScriptPlayer;
  readonly #traffic: TrafficPlayer | undefined;
  readonly #faults: FaultPlayer;
  readonly #link: ObservedLink;
  readonly #timers: Timer[] = [];
  #startedAt: number;
  #isOver = false;

  constructor(scenario: Scenario, options: RunOptions) {
    const { clock, seed, durationMs } = options;
    this.#options = options;
    this.#startedAt = clock.now();
    const random = new SeededRandom(seed);
    const context = { switchId: 'sim', clock, random, log: silentLog };
    this.#connector = new SimulatedDriver().createConnector(scenario.settings, context);
    this.#link = new ObservedLink(this.#connector, clock, {
      onEvent: (event) => {
        this.#tally.events += 1;
        options.onLine({ atMs: this.#now, event });
      },
      onLink: (link) => options.onLine({ atMs: this.#now, link }),
    });
    const stage: Stage = { clock, people: this.#connector.farEnd, link: this.#link };
    const onFault = (fault: string): void => options.onLine({ atMs: this.#now, fault });
    this.#faults = new FaultPlayer(stage, random, scenario.faults, onFault);
    this.#script = new ScriptPlayer(stage, scenario.script, {
      onFault,
      onRefused: (step, why) => {
        this.#tally.problems += 1;
        options.onLine({ atMs: this.#now, refused: step.text, line: step.line, why });
      },
      onUnmet: (step, found) => {
        this.#tally.problems += 1;
        options.onLine({ atMs: this.#now, unmet: step.text, line: step.line, found });
      },
    });
    const forMs = scenario.traffic?.forMs ?? durationMs ?? TRAFFIC_MS;
    const draw = (): void => this.#faults.draw('responses');
    this.#traffic =
      scenario.traffic && new TrafficPlayer(stage, random, scenario.traffic, forMs, draw);
  }

  /** Everything has been played and told, or the time is up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The switch that is played on. */
  get connector(): Connector {
    return this.#connector;
  }

  get summary(): Summary {
    return this.#tally.summary;
  }

  async start(): Promise<void> {
    const { clock, durationMs } = this.#options;
    this.#connector.farEnd.watch((event) => {
      this.#faults.draw('events');
      this.#tally.count(event);
      this.#traffic?.hear(event);
    });
    await this.#link.open();
    if (durationMs !== undefined) this.#later(durationMs, () => this.stop());
    this.#faults.start();
    this.#traffic?.start();
    this.#script.start();
    if (this.#options.isEndless !== true) this.#lookForTheEnd(clock.now());
  }

  /** Ends the run now. */
  stop(): void {
    this.#isOver = true;
    for (const timer of this.#timers) this.#options.clock.clear(timer);
  }

  async close(): Promise<void> {
    this.stop();
    this.#script.stop();
    this.#traffic?.stop();
    this.#faults.stop();
    await this.#link.close();
    await this.#connector.close();
  }

  get #now(): number {
    return this.#options.clock.now() - this.#startedAt;
  }

  /** Looks twice: what happened just before the first look may still be under way to the link. */
  #lookForTheEnd(lastActiveAt: number, isLikely = false): void {
    const { clock } = this.#options;
    this.#later(LAST_EVENTS_MS, () => {
      const isPlaying = !this.#script.isOver || this.#traffic?.isOver === false;
      const activeAt = isPlaying ? clock.now() : lastActiveAt;
      const isQuiet = this.#tally.isQuiet || clock.now() - activeAt > LINGER_MS;
      if (!isPlaying && isQuiet && isLikely) this.stop();
      else this.#lookForTheEnd(activeAt, !isPlaying && isQuiet);
    });
  }

  #later(delayMs: number, action: () => void): void {
    this.#timers.push(this.#options.clock.setTimeout(action, delayMs));
    if (this.#timers.length > 2) this.#timers.splice(1, this.#timers.length - 2);
  }
}
