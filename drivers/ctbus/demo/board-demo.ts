import { join } from 'node:path';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { Board } from '../board.ts';
import type { Line } from '../line.ts';
import type { Port } from '../port.ts';
import type { Sound } from '../sound.ts';
import { DemoTime } from './demo-time.ts';
import { openPlainLines, type Lines, type TwoBoards } from './lines.ts';
import { openPriLines } from './pri-lines.ts';
import { hum, JINGLE, melody } from './voices.ts';

export interface DemoOptions {
  /** Where the WAV files go; it is there. */
  readonly folder: string;
  readonly clock: Clock;
  /** Tells what happens, a line at a time. */
  readonly say: (line: string) => void;
  /** Words as a WAV file; undefined where nothing can say them. */
  readonly speak: (text: string, voice?: 'low' | 'high') => Promise<Uint8Array | undefined>;
  readonly pace?: 'realTime' | 'stepped';
}

export interface DemoResult {
  readonly digits: string;
  /** How long after the first tone began the prompt was stopped. */
  readonly stoppedAfterMs: number;
  readonly messageMs: number;
  readonly files: readonly string[];
}

const KEYS = '4711#';
const WELCOME =
  'Welcome to Crosspoint. Please enter your customer number, and end with the hash key.';
const INVITE = 'Thank you. Please speak after the tone.';
const SECOND = 'Hello, this is Grace. I can hear you well.';
const THIRD = 'And this is Edsger, on the third line.';
const MESSAGE = 'Good morning. My router has lost its way. Please call me back.';

/** Everybody in the demonstration: who calls, and the port of the desk that has the call. */
interface Party {
  readonly outside: Port;
  readonly desk: Port;
}

/**
 * Two boards on one backplane, an E1 between them: callers at the office, and a desk that answers, plays, detects, records and mixes.
 * Ends with everything closed, whatever happens.
 */
export async function runBoardDemo(options: DemoOptions): Promise<DemoResult> {
  const pace = options.pace ?? 'realTime';
  const boardPace = pace === 'stepped' ? 'stepped' : 'real';
  const common = { ports: 8, pace: boardPace, spans: [{ kind: 'e1' }] };
  const backplane = `demo-${Math.floor(options.clock.now()).toString(36)}`;
  const cables = [{ span: 0, to: { slot: 1, span: 0 } }];
  const desk = await Board.open({
    library: 'simulated',
    pace,
    settings: { ...common, backplane, slot: 0, cables },
  });
  try {
    const office = await Board.open({
      library: 'simulated',
      pace,
      settings: { ...common, backplane, slot: 1 },
    });
    try {
      const time = new DemoTime(options.clock, [desk, office], pace);
      const lines = await openLines({ desk, office }, options);
      try {
        return await new BoardDemo({ ...options, desk, office, time, lines }).run();
      } finally {
        await lines.close();
      }
    } finally {
      await office.close();
    }
  } finally {
    await desk.close();
  }
}

/** By Q.931 where the module is there. Signalling has a time of its own: boards that are stepped do without. */
async function openLines(boards: TwoBoards, { clock, pace }: DemoOptions): Promise<Lines> {
  if (pace === 'stepped') return openPlainLines(boards);
  try {
    return await openPriLines(boards, clock);
  } catch (error) {
    const isMissing = error instanceof CrosspointError && error.code === 'native-unavailable';
    if (!isMissing) throw error;
    return openPlainLines(boards);
  }
}

interface DemoParts extends DemoOptions {
  readonly desk: Board;
  readonly office: Board;
  readonly time: DemoTime;
  readonly lines: Lines;
}

class BoardDemo {
  readonly #parts: DemoParts;
  readonly #time: DemoTime;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#time = parts.time;
  }

  async run(): Promise<DemoResult> {
    const { folder, desk, lines } = this.#parts;
    const files = ['caller-heard.wav', 'message.wav', 'conference.wav'].map((name) =>
      join(folder, name),
    );
    const [heardFile = '', messageFile = '', conferenceFile = ''] = files;
    this.#say(`the desk is a board "${desk.info.model}", the callers are at another one`);
    const caller = await this.#dialIn(0, '+49 30 1234567');
    const heard = await caller.outside.record({ path: heardFile });
    const { digits, stoppedAfterMs } = await this.#askForNumber(caller);
    const messageMs = await this.#takeMessage(caller, messageFile);
    const others = [await this.#dialIn(1, '+49 40 7654321'), await this.#dialIn(2, '+49 89 5550')];
    await this.#confer([caller, ...others], conferenceFile);
    heard.stop();
    await this.#time.until(heard.done);
    for (const [index] of [caller, ...others].entries()) await lines.hangUp(index);
    this.#say('everybody has hung up');
    return { digits, stoppedAfterMs, messageMs, files };
  }

  async #dialIn(index: number, from: string): Promise<Party> {
    const { desk, office, lines } = this.#parts;
    const [outside, port] = [office.ports[index], desk.ports[index]];
    if (outside === undefined || port === undefined) throw new Error('a board has too few ports');
    const ends: { readonly office: Line; readonly desk: Line } = await this.#time.until(
      lines.dial(index, from),
    );
    office.fabric.connect(outside, ends.office);
    desk.fabric.connect(port, ends.desk);
    this.#say(`${from} dials in: timeslot ${ends.desk.timeslot} of the E1, ${lines.signalling}`);
    return { outside, desk: port };
  }

  /** The prompt is stopped by the first key, in the engine. */
  async #askForNumber({ outside, desk }: Party) {
    let digits = '';
    let beganAt = 0;
    const { promise: isComplete, resolve } = Promise.withResolvers<void>();
    const stopListening = desk.events.on('digit', ({ digit, atMs }) => {
      if (digits === '') beganAt = atMs;
      digits += digit;
      if (digit === '#') resolve();
    });
    desk.detect({ dtmf: true });
    const prompt = await this.#sound(WELCOME, () => melody(523, JINGLE));
    this.#say('the desk plays a prompt');
    const playing = await desk.play([prompt], { controls: [{ on: 'digit', do: 'stop' }] });
    await this.#time.pass(2_000);
    this.#say(`the caller keys ${KEYS} as tones`);
    const keying = await outside.generate({ digits: KEYS, onMs: 80, offMs: 80 });
    const { reason, atMs } = await this.#time.until(playing.done);
    await this.#time.until(keying.done);
    await this.#time.until(isComplete);
    stopListening();
    desk.detect({});
    const stoppedAfterMs = atMs - beganAt;
    this.#say(
      `the desk has heard ${digits}; the prompt ended by ${reason}, ` +
        `${stoppedAfterMs} ms after the first key went down`,
    );
    return { digits, stoppedAfterMs };
  }

  async #takeMessage({ outside, desk }: Party, path: string): Promise<number> {
    const invitation = await this.#sound(INVITE, () => melody(440, JINGLE.slice(0, 3)));
    const inviting = await desk.play([invitation]);
    await this.#time.until(inviting.done);
    const message = await this.#sound(MESSAGE, () => hum('caller', 2_500));
    this.#say('the desk beeps and records');
    const recording = await desk.record({
      path,
      beep: { hertz: 1_000, ms: 200 },
      initialSilenceMs: 4_000,
      silenceMs: 1_000,
      maxDurationMs: 8_000,
    });
    await this.#time.pass(500);
    const speaking = await outside.play([message]);
    await this.#time.until(speaking.done);
    const { reason, durationMs } = await this.#time.until(recording.done);
    this.#say(`the message is ${durationMs} ms long; it ended by ${reason}`);
    return durationMs;
  }

  /** Three callers in one conference; a port that only listens is recorded by another one. */
  async #confer(parties: readonly Party[], path: string): Promise<void> {
    const { desk } = this.#parts;
    const [ear, recorder] = [desk.ports[6], desk.ports[7]];
    if (ear === undefined || recorder === undefined) throw new Error('the board has too few ports');
    const sounds = [
      await this.#sound(MESSAGE, () => hum('caller', 2_000)),
      await this.#sound(SECOND, () => hum('second', 2_000), 'high'),
      await this.#sound(THIRD, () => hum('third', 2_000), 'low'),
    ];
    const conference = desk.createConference();
    for (const party of parties) conference.join(party.desk);
    conference.join(ear, { talks: false });
    desk.fabric.connectOneWay(ear, recorder);
    this.#say(`${parties.length} callers are in a conference`);
    const recording = await recorder.record({ path });
    const speaking = [];
    for (const [index, { outside }] of parties.entries()) {
      const sound = sounds[index];
      if (sound !== undefined) speaking.push(await outside.play([sound], { maxDurationMs: 2_500 }));
      await this.#time.pass(1_000);
    }
    for (const one of speaking) await this.#time.until(one.done);
    await this.#time.pass(200);
    recording.stop();
    await this.#time.until(recording.done);
    conference.close();
    this.#say('the conference is over');
  }

  async #sound(words: string, otherwise: () => Uint8Array, voice?: 'low' | 'high'): Promise<Sound> {
    const spoken = await this.#parts.speak(words, voice);
    return this.#parts.desk.loadSound(spoken ?? otherwise());
  }

  #say(what: string): void {
    this.#parts.say(`${(this.#time.ms / 1_000).toFixed(2).padStart(6)} s  ${what}`);
  }
}
