import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CstaDriver } from '../../../drivers/csta/driver.ts';
import { SystemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { SystemRandom } from '../../../src/base/random.ts';
import type { Connector } from '../../../src/spi/driver.ts';
import { cpuSeconds, median, rounded } from '../../statistics.ts';
import { Caller } from './caller.ts';
import { phonesOf, settingsOf, type FromFace, type ToFace, type Way } from './protocol.ts';
import { PtyPair } from './pty-pair.ts';

/** What a claim about the link is made for. */
const STEADY_MESSAGES = 1_000;
const STEADY_MS = 4_000;
const FLAT_OUT_MS = 3_000;
const WARM_UP_MS = 2_000;

/** On TCP as many phones as keep one core busy: the simulated switch takes its time over each step. */
const WAYS: readonly Way[] = [
  { name: 'phase3Tcp', profile: 'generic-phase3', medium: 'tcp', pairs: 96 },
  { name: 'xmlTcp', profile: 'generic-xml', medium: 'tcp', pairs: 64 },
  { name: 'phase3SerialV24', profile: 'hipath-3000', medium: 'serial', pairs: 8 },
];

interface Ran {
  readonly seconds: number;
  readonly calls: number;
  readonly messages: number;
  readonly linkCpu: number;
  readonly faceCpu: number;
}

/**
 * Complete calls over a real line: the link in this process, the simulated switch and its face in
 * another. Every phone is monitored, so that each event of a call is told twice.
 */
export async function linkFigures(
  rounds: number,
  tell: (text: string) => void,
): Promise<Readonly<Record<string, object>>> {
  const figures: Record<string, object> = {};
  for (const way of WAYS) {
    tell(`link: ${way.name}`);
    const isHere = way.medium === 'tcp' || PtyPair.isPossible;
    figures[way.name] = isHere ? await figuresOf(way, rounds) : { missing: 'there is no socat' };
  }
  return figures;
}

async function figuresOf(way: Way, rounds: number): Promise<object> {
  const line = await Line.lay(way);
  try {
    await line.flatOut(WARM_UP_MS);
    const flatOut: Ran[] = [];
    const steady: Ran[] = [];
    for (let round = 0; round < rounds; round += 1) {
      flatOut.push(await line.flatOut(FLAT_OUT_MS));
      steady.push(await line.steady(STEADY_MESSAGES, STEADY_MS));
    }
    const each = (all: readonly Ran[], one: (ran: Ran) => number) => rounded(median(all.map(one)));
    const ofFlatOut = (one: (ran: Ran) => number) => each(flatOut, one);
    const ofSteady = (one: (ran: Ran) => number) => each(steady, one);
    return {
      messagesPerCall: ofFlatOut(({ messages, calls }) => messages / calls),
      callsPerSecond: ofFlatOut(({ calls, seconds }) => calls / seconds),
      messagesPerSecond: ofFlatOut(({ messages, seconds }) => messages / seconds),
      linkCpuSecondsPerSecond: ofFlatOut(({ linkCpu, seconds }) => linkCpu / seconds),
      faceCpuSecondsPerSecond: ofFlatOut(({ faceCpu, seconds }) => faceCpu / seconds),
      messagesPerLinkCpuSecond: ofFlatOut(({ messages, linkCpu }) => messages / linkCpu),
      messagesPerFaceCpuSecond: ofFlatOut(({ messages, faceCpu }) => messages / faceCpu),
      steady: {
        asked: STEADY_MESSAGES,
        messagesPerSecond: ofSteady(({ messages, seconds }) => messages / seconds),
        linkCpuShare: ofSteady(({ linkCpu, seconds }) => linkCpu / seconds),
        faceCpuShare: ofSteady(({ faceCpu, seconds }) => faceCpu / seconds),
      },
      oddities: line.oddities,
    };
  } finally {
    await line.close();
  }
}

/** A link that has been opened, with every phone monitored. */
class Line {
  oddities = 0;
  readonly #face: ChildProcess;
  readonly #pty: PtyPair | undefined;
  readonly #connector: Connector;
  readonly #link: ReturnType<Connector['createLink']>;
  readonly #caller: Caller;
  readonly #pairs: readonly (readonly [from: string, to: string])[];
  #messagesPerCall = 40;

  private constructor(way: Way, face: ChildProcess, pty: PtyPair | undefined, address: object) {
    this.#face = face;
    this.#pty = pty;
    const clock = new SystemClock();
    const context = { switchId: 'bench', clock, random: new SystemRandom(), log: silentLog };
    this.#connector = new CstaDriver().createConnector(settingsOf(way, address), context);
    this.#link = this.#connector.createLink();
    this.#link.events.on('oddity', () => (this.oddities += 1));
    this.#caller = new Caller(this.#link);
    const phones = phonesOf(way);
    this.#pairs = Array.from({ length: way.pairs }, (_, index) => [
      phones[index * 2] as string,
      phones[index * 2 + 1] as string,
    ]);
  }

  static async lay(way: Way): Promise<Line> {
    const pty = way.medium === 'serial' ? await PtyPair.start() : undefined;
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    const face = fork(fileURLToPath(new URL(`face-process${extension}`, import.meta.url)));
    try {
      const path = pty === undefined ? {} : { path: pty.right };
      const ready = await ask(face, { say: 'open', way, ...path }, 'ready');
      const address =
        pty === undefined
          ? { tcp: { host: '127.0.0.1', port: ready.port } }
          : { serial: { path: pty.left } };
      const line = new Line(way, face, pty, address);
      await line.#link.open();
      for (const device of phonesOf(way)) await line.#link.request('monitorStart', { device });
      return line;
    } catch (error) {
      face.kill();
      await pty?.close();
      throw error;
    }
  }

  /** Every pair calls again as soon as its call has ended. */
  flatOut(ms: number): Promise<Ran> {
    return this.#measured(async () => {
      const until = performance.now() + ms;
      const pairs = this.#pairs.map(async ([from, to]) => {
        while (performance.now() < until) await this.#caller.call(from, to);
      });
      await Promise.all(pairs);
    });
  }

  /** As many calls as make so many messages; fewer where the line cannot carry them. */
  steady(messagesPerSecond: number, ms: number): Promise<Ran> {
    return this.#measured(async () => {
      const began = performance.now();
      const callsPerMs = messagesPerSecond / this.#messagesPerCall / 1_000;
      let made = 0;
      const pairs = this.#pairs.map(async ([from, to]) => {
        for (;;) {
          const elapsed = performance.now() - began;
          if (elapsed >= ms) return;
          if (made < elapsed * callsPerMs) {
            made += 1;
            await this.#caller.call(from, to);
          } else {
            await after(made / callsPerMs - elapsed);
          }
        }
      });
      await Promise.all(pairs);
    });
  }

  async close(): Promise<void> {
    await this.#link.close();
    await this.#connector.close();
    const ended = once(this.#face, 'exit');
    this.#face.disconnect();
    const timer = setTimeout(() => this.#face.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
    await this.#pty?.close();
  }

  async #measured(work: () => Promise<void>): Promise<Ran> {
    const before = await this.#counted();
    await work();
    const now = await this.#counted();
    const messages = now.messages - before.messages;
    const calls = now.calls - before.calls;
    this.#messagesPerCall = messages / calls;
    return {
      seconds: (now.at - before.at) / 1_000,
      calls,
      messages,
      linkCpu: now.linkCpu - before.linkCpu,
      faceCpu: now.faceCpu - before.faceCpu,
    };
  }

  async #counted() {
    const { seconds: faceCpu } = await ask(this.#face, { say: 'cpu' }, 'cpu');
    const { framesIn = 0, framesOut = 0 } = this.#connector.counters ?? {};
    const { calls } = this.#caller;
    const at = performance.now();
    return { at, calls, messages: framesIn + framesOut, linkCpu: cpuSeconds(), faceCpu };
  }
}

function ask<Say extends FromFace['say']>(
  face: ChildProcess,
  question: ToFace,
  say: Say,
): Promise<Extract<FromFace, { readonly say: Say }>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the face ended with ${code}`));
    const onMessage = (message: FromFace) => {
      if (message.say !== say) return;
      face.off('message', onMessage);
      face.off('exit', onExit);
      resolve(message as Extract<FromFace, { readonly say: Say }>);
    };
    face.on('message', onMessage);
    face.on('exit', onExit);
    face.send(question);
  });
}
