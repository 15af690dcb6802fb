import type { FramingEffect } from './framing.ts';
import { bounded, type HipathTcpSettings } from './framing-settings.ts';
import { malformed, tooLong } from './malformed.ts';
import type { FrameHead } from './stream-cutter.ts';
import type { StreamFormat } from './stream-framing.ts';

const MARK = 0x26;
/** The top bit of the length: the message ends with this frame. */
const LAST = 0x8000;

export interface HipathHead extends FrameHead {
  readonly isLast: boolean;
}

const NOTHING = new Uint8Array(0);

/**
 * HiPath 3000 over TCP: the octet 26, then 16 bits whose top bit says that the message is complete and
 * whose other 15 are the length, then that many octets. (Programs that know the second octet as 80 or
 * 81 have read the same bits with a length below 512.) A message whose first frames lack the top bit is
 * put together; the whole stays below the limit.
 */
export class HipathTcpFormat implements StreamFormat<HipathHead> {
  readonly #maxPdu: number;
  #begun: Uint8Array = NOTHING;

  constructor(settings: Pick<HipathTcpSettings, 'maxPdu'>) {
    this.#maxPdu = bounded('maxPdu', settings.maxPdu ?? 1_000, { least: 1, most: 0x7fff });
  }

  readonly readHead = (octets: Uint8Array, at: number, offset: number): HipathHead | undefined => {
    if (octets[at] !== MARK) {
      throw malformed('hipath-tcp', `${octets[at]?.toString(16)} where 26 should be`, offset);
    }
    if (octets.length - at < 3) return undefined;
    const word = ((octets[at + 1] as number) << 8) | (octets[at + 2] as number);
    const bodyOctets = word & ~LAST;
    if (bodyOctets > this.#maxPdu) {
      const detail = `a length of ${bodyOctets}, over ${this.#maxPdu}`;
      throw malformed('hipath-tcp', detail, offset + 1);
    }
    return { headOctets: 3, bodyOctets, isLast: (word & LAST) !== 0 };
  };

  take(head: HipathHead, body: Uint8Array, offset: number): FramingEffect | undefined {
    if (!head.isLast && body.length === 0) {
      throw malformed('hipath-tcp', 'a piece of a message without an octet', offset);
    }
    const pdu = this.#begun.length === 0 ? body : joined(this.#begun, body);
    if (pdu.length > this.#maxPdu) {
      throw malformed('hipath-tcp', `a message in pieces, over ${this.#maxPdu} octets`, offset);
    }
    this.#begun = head.isLast ? NOTHING : Uint8Array.from(pdu);
    if (!head.isLast) return undefined;
    if (pdu.length > 0) return { kind: 'deliver', pdu };
    return { kind: 'oddity', error: malformed('hipath-tcp', 'a length of 0', offset) };
  }

  encode(pdu: Uint8Array): Uint8Array {
    if (pdu.length > this.#maxPdu) throw tooLong('hipath-tcp', pdu.length, this.#maxPdu);
    return withHipathHead(pdu);
  }
}

/** A message with its head, or a piece of one that goes on in the next frame. */
export function withHipathHead(pdu: Uint8Array, isLast = true): Uint8Array {
  const frame = new Uint8Array(pdu.length + 3);
  frame[0] = MARK;
  frame[1] = (pdu.length | (isLast ? LAST : 0)) >> 8;
  frame[2] = pdu.length & 0xff;
  frame.set(pdu, 3);
  return frame;
}

/** What stands behind the head of one complete message; undefined where these octets are none. */
export function withoutHipathHead(message: Uint8Array): Uint8Array | undefined {
  const [mark, high = 0, low = 0] = message;
  const length = (high << 8) | low;
  const isOne = mark === MARK && message.length >= 3 && length === ((message.length - 3) | LAST);
  return isOne ? message.subarray(3) : undefined;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
