import { CrosspointError } from '../../../../src/base/errors.ts';
import { randomInteger, type Random } from '../../../../src/base/random.ts';
import { createFraming } from '../../framing/create-framing.ts';
import { encodeFrame } from '../../framing/frame-codec.ts';
import type { Framing, FramingEffect } from '../../framing/framing.ts';
import type { FramingKind } from '../../framing/framing-settings.ts';
import { isWholeBer } from '../../framing/raw-ber.ts';
import { CAPTURED_VECTORS } from '../../pdu/testing/captured-vectors.ts';
import type { FuzzKind, Verdict } from './fuzz-kind.ts';
import { OctetMutator } from './octet-mutator.ts';

/** Starts, ends, stuffing and controls of every framing. */
const ODD = [0x00, 0x01, 0x02, 0x03, 0x05, 0x10, 0x15, 0x30, 0x31, 0x42, 0x50, 0x80, 0xff];
const MOST_PDU = 0xffff;
const FRAMES_A_STREAM = 3;
const SEED_STREAMS = 40;

/**
 * Spoilt streams of frames in one framing, cut into chunks at random, with PDUs sent and timers run out
 * in between. Whatever comes is one of the effects a framing has, and its errors are typed.
 */
export class FrameKind implements FuzzKind {
  readonly name: string;
  readonly #framing: FramingKind;
  readonly #random: Random;
  readonly #mutator: OctetMutator;
  readonly #pdus: readonly Uint8Array[];

  constructor(framing: FramingKind, random: Random) {
    this.name = framing;
    this.#framing = framing;
    this.#random = random;
    this.#pdus = CAPTURED_VECTORS.map(({ hex }) => Buffer.from(hex, 'hex')).filter(
      ({ length }) => length < 200,
    );
    const seeds = Array.from({ length: SEED_STREAMS }, (_, index) => this.#stream(index));
    this.#mutator = new OctetMutator(random, seeds, ODD);
  }

  next(): Uint8Array {
    return this.#mutator.next();
  }

  read(octets: Uint8Array): Verdict {
    const random = this.#random;
    const role = random.next() < 0.5 ? 'client' : 'pbx';
    const framing = createFraming({ kind: this.#framing }, role, { isWhole: isWholeBer });
    const line = new Watched(framing);
    line.take(framing.next({ kind: 'opened' }));
    for (let at = 0; at < octets.length;) {
      const end = at + 1 + randomInteger(random, random.next() < 0.5 ? 4 : octets.length);
      line.take(framing.next({ kind: 'received', octets: octets.slice(at, end) }));
      at = end;
      if (random.next() < 0.1) {
        const pdu = this.#pdus[randomInteger(random, this.#pdus.length)] as Uint8Array;
        line.take(framing.next({ kind: 'send', pdu, invokeId: 1 }));
      }
      if (random.next() < 0.1) line.runOut();
    }
    line.take(framing.next({ kind: 'closing' }));
    return line.hasTrouble ? 'refused' : 'read';
  }

  #stream(index: number): Uint8Array {
    const parts: Uint8Array[] = [];
    if (this.#framing === 'omnipcx') parts.push(Uint8Array.of(index % 2 === 0 ? 0x50 : 0x42));
    for (let frame = 0; frame < FRAMES_A_STREAM; frame += 1) {
      const payload = this.#pdus[(index * 7 + frame) % this.#pdus.length] as Uint8Array;
      const invokeId = (index + frame) % 10_000;
      parts.push(encodeFrame(this.#framing, { kind: 'data', payload, invokeId }));
      if (this.#framing !== 'hipath-v24') continue;
      parts.push(encodeFrame(this.#framing, { kind: 'ack', ack: frame % 2 === 0 ? 0 : 1 }));
      if (index % 3 === 0) parts.push(encodeFrame(this.#framing, { kind: 'enquiry' }));
      if (index % 5 === 0) parts.push(encodeFrame(this.#framing, { kind: 'nak' }));
    }
    return Buffer.concat(parts);
  }
}

/** Looks through what a framing wants, and remembers its timers. */
class Watched {
  /** Something was told to be wrong. */
  hasTrouble = false;
  readonly #framing: Framing;
  readonly #timers: string[] = [];
  #isOver = false;

  constructor(framing: Framing) {
    this.#framing = framing;
  }

  take(effects: readonly FramingEffect[]): void {
    for (const effect of effects) {
      if (this.#isOver && effect.kind !== 'ignored' && effect.kind !== 'refuse') {
        throw new Error(`${effect.kind} after the line was lost`);
      }
      this.#look(effect);
    }
  }

  runOut(): void {
    const timer = this.#timers.pop();
    if (timer !== undefined) this.take(this.#framing.next({ kind: 'timer', timer }));
  }

  #look(effect: FramingEffect): void {
    switch (effect.kind) {
      case 'deliver':
        if (effect.pdu.length === 0 || effect.pdu.length > MOST_PDU) {
          throw new Error(`a PDU of ${effect.pdu.length} octets`);
        }
        return;
      case 'write':
        if (effect.octets.length === 0) throw new Error('nothing is written');
        return;
      case 'fail':
        this.#isOver = true;
        this.#timers.length = 0;
        this.#demandTyped(effect.error);
        return;
      case 'oddity':
      case 'refuse':
        this.#demandTyped(effect.error);
        return;
      case 'set-timer':
        this.#timers.push(effect.timer);
        return;
      case 'clear-timer':
        this.#timers.splice(this.#timers.indexOf(effect.timer), 1);
        return;
      default:
    }
  }

  /** What is wrong with the octets has a place in them. */
  #demandTyped(error: unknown): void {
    this.hasTrouble = true;
    if (!(error instanceof CrosspointError) || error.code === 'internal') throw error;
    if (error.code !== 'malformed-frame') return;
    if ((error.position?.offset ?? -1) < 0) throw new Error(`no place: ${error.detail}`);
  }
}
