import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { LinkWatch } from '../../../src/spi/conformance/index.ts';
import { compareSnapshot } from '../../../src/spi/conformance/snapshot-comparison.ts';
import type { ConnectionId, ServiceArgs, ServiceName } from '../../../src/spi/index.ts';
import { PaperRig } from './testing/paper-rig.ts';

const PHONE_LINES = [1, 2, 3];
const NUMBERS = ['2001', '2002', '2003', '3001', '3002', '3003', '0891', '0892', '99'];
const STEPS = 1_200;

/** People, the network and programs do anything at any time; what is told has to stay true, and nothing may be left over. */
class RandomPlay {
  readonly #rig: PaperRig;
  readonly #random: SeededRandom;
  readonly #watch: LinkWatch;
  readonly #broken: string[] = [];

  constructor(rig: PaperRig, seed: number) {
    this.#rig = rig;
    this.#random = new SeededRandom(seed);
    this.#watch = new LinkWatch(rig.link, rig.clock, (rule, message) => {
      this.#broken.push(`${rule}: ${message}`);
    });
    rig.trunk.refusing.set('892', 34);
    rig.link.events.on('oddity', (what) => this.#broken.push(`oddity: ${what.message}`));
  }

  async play(): Promise<readonly string[]> {
    await this.#watch.open();
    for (let step = 0; step < STEPS && this.#broken.length === 0; step += 1) {
      await this.#act();
      await this.#rig.pass(this.#below(40));
      if (step % 10 === 0) await this.#compare();
    }
    await this.#endAll();
    return this.#broken;
  }

  async #act(): Promise<void> {
    const { board, trunk } = this.#rig;
    const line = this.#pick(PHONE_LINES);
    switch (this.#below(16)) {
      case 0:
        if ([...trunk.calls.values()].length < 30) {
          trunk.dialIn({ called: this.#pick(NUMBERS), calling: '+4930', digits: '12' });
        }
        break;
      case 1:
        if (!board.offHook.has(line)) board.lift(line);
        break;
      case 2:
        if (this.#below(3) === 0) board.putDown(line);
        break;
      case 3:
        for (const key of this.#pick(NUMBERS)) board.hear(line, key);
        break;
      case 4: {
        const call = this.#pick([...trunk.calls.values()]);
        if (call !== undefined && this.#below(3) === 0) {
          trunk.end(call.call, this.#pick([16, 17, 41]));
        }
        break;
      }
      case 5: {
        const rung = [...trunk.calls.values()].filter(
          ({ isIncoming, state }) => !isIncoming && state === 'ringing',
        );
        const call = this.#pick(rung);
        if (call !== undefined) trunk.answerOutside(call.call);
        break;
      }
      case 6:
        await this.#rig.pass(3_000);
        break;
      default:
        await this.#ask();
    }
  }

  /** Anything about any connection; a refusal is fine, and everything else is not. */
  async #ask(): Promise<void> {
    const connections = this.#watch.model.live().map(({ id }) => id);
    const connection = this.#pick(connections);
    const device = connection?.device ?? '';
    const mine = connections.filter((one) => one.device === device);
    const heldCall = connection ?? { call: '', device: '' };
    const activeCall = this.#pick(mine) ?? heldCall;
    const number = this.#pick(NUMBERS);
    const both = { heldCall, activeCall };
    const requests: { [Name in ServiceName]?: ServiceArgs<Name> } = {
      makeCall: { callingDevice: this.#pick(['3001', '3002', '2001']), calledNumber: number },
      answerCall: { connection: heldCall },
      clearConnection: { connection: heldCall },
      clearCall: { call: heldCall.call },
      holdCall: { connection: heldCall },
      retrieveCall: { connection: heldCall },
      consultationCall: { existingCall: heldCall, consultedNumber: number },
      alternateCall: both,
      reconnectCall: both,
      transferCall: both,
      conferenceCall: both,
      singleStepTransferCall: { activeCall: heldCall, transferredTo: number },
      deflectCall: { connection: heldCall, newDestination: number },
      generateDigits: { connection: heldCall, digits: '1' },
    };
    const isSensible = this.#below(4) > 0;
    const names = isSensible ? sensible(this.#watch, both) : undefined;
    const name = this.#pick(names ?? (Object.keys(requests) as ServiceName[]));
    try {
      await this.#rig.link.request(name, requests[name] as never);
    } catch (error) {
      const isRefusal = error instanceof CrosspointError && error.code !== 'internal';
      if (!isRefusal) this.#broken.push(`${name}: ${String(error)}`);
    }
  }

  async #compare(): Promise<void> {
    await this.#rig.pass(5);
    this.#checkHearing();
    const snapshot = await this.#rig.link.snapshot();
    compareSnapshot(
      this.#watch.model,
      snapshot,
      () => true,
      (rule, message) => {
        this.#broken.push(`${rule}: ${message}`);
      },
    );
  }

  /** Whoever hears somebody at the end of a line is heard there: but for a network that speaks before it answers. */
  #checkHearing(): void {
    const { heard } = this.#rig.board;
    for (const [listener, speaker] of heard) {
      if (!listener.startsWith('line')) continue;
      const isNetwork = speaker.startsWith('line 1') && speaker.length > 'line 1'.length;
      const back = heard.get(speaker);
      if (back === listener || (isNetwork && back === undefined)) continue;
      this.#broken.push(`${listener} hears ${speaker}, which hears ${back ?? 'nobody'}`);
    }
  }

  async #endAll(): Promise<void> {
    const { board, link } = this.#rig;
    for (const line of PHONE_LINES) board.putDown(line);
    for (const { call } of (await link.snapshot()).calls) {
      await link.request('clearCall', { call }).catch(() => undefined);
    }
    await this.#rig.pass(200);
  }

  #pick<One>(from: readonly [One, ...One[]]): One;
  #pick<One>(from: readonly One[]): One;
  #pick<One>(from: readonly One[]): One | undefined {
    return from[this.#below(from.length)];
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }
}

/** What somebody might really want with these connections. */
function sensible(
  { model }: LinkWatch,
  { heldCall, activeCall }: ServiceArgs<'transferCall'>,
): ServiceName[] | undefined {
  switch (model.find(heldCall)?.state) {
    case 'alerting':
      return ['answerCall'];
    case 'held':
      return model.find(activeCall)?.state === 'connected'
        ? ['transferCall', 'conferenceCall', 'alternateCall', 'reconnectCall']
        : ['retrieveCall'];
    case 'connected':
      return ['holdCall', 'consultationCall', 'consultationCall', 'singleStepTransferCall'];
    default:
      return undefined;
  }
}

describe('a board of paper on which anybody does anything', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'tells the truth and leaves nothing behind, seed %i',
    async (seed) => {
      // Few ports, so that they run out.
      const rig = PaperRig.closed({}, seed % 2 === 0 ? 12 : 64);
      expect(await new RandomPlay(rig, seed).play()).toEqual([]);
      const left: readonly ConnectionId[] = (await rig.link.snapshot()).calls.flatMap((call) =>
        call.connections.map(({ connection }) => connection),
      );
      expect(left).toEqual([]);
      const { board, trunk } = rig;
      expect([...trunk.calls.values()]).toEqual([]);
      expect([...board.heard]).toEqual([]);
      expect([...board.detecting]).toEqual([]);
      expect([...board.tones]).toEqual([]);
      expect([...board.ringing]).toEqual([]);
      expect([...board.conferences]).toEqual([]);
      await rig.connector.close();
      expect(rig.clock.hasTimers).toBe(false);
    },
  );
});
