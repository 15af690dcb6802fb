import type { FramingEffect } from './framing.ts';
import { bounded, type RawBerSettings } from './framing-settings.ts';
import { malformed, tooLong } from './malformed.ts';
import type { FrameHead } from './stream-cutter.ts';
import type { StreamFormat } from './stream-framing.ts';

/** Octets of the identifier beyond the first: tags above 2 097 151 are nobody's. */
const MAX_TAG_TAIL = 3;
/** Octets of a long length: 4 GiB are enough to be refused. */
const MAX_LENGTH_TAIL = 4;

/** A head, `short` where octets are missing, or what is wrong and at which octet. */
type OuterHead =
  | FrameHead
  | 'short'
  | { readonly fault: string; readonly at: number; readonly headOctets?: undefined };

/**
 * No framing at all: each PDU ends where the length of its outermost element says (ITU-T X.690, 8.1.2
 * and 8.1.3). Only the definite form: the indefinite one would have to be read to its end to be cut.
 */
export class RawBerFormat implements StreamFormat<FrameHead> {
  readonly #maxPdu: number;

  constructor(settings: Pick<RawBerSettings, 'maxPdu'>) {
    this.#maxPdu = bounded('maxPdu', settings.maxPdu ?? 0xffff, { least: 2, most: 0xff_ffff });
  }

  readonly readHead = (octets: Uint8Array, at: number, offset: number): FrameHead | undefined => {
    const head = outerHead(octets, at);
    if (head === 'short') return undefined;
    if (head.headOctets === undefined) throw malformed('raw-ber', head.fault, offset + head.at);
    const total = head.headOctets + head.bodyOctets;
    if (total > this.#maxPdu) {
      throw malformed('raw-ber', `an element of ${total} octets, over ${this.#maxPdu}`, offset);
    }
    // The PDU is the whole element, head and all.
    return { headOctets: 0, bodyOctets: total };
  };

  take(_head: FrameHead, pdu: Uint8Array): FramingEffect {
    return { kind: 'deliver', pdu };
  }

  encode(pdu: Uint8Array): Uint8Array {
    if (pdu.length > this.#maxPdu) throw tooLong('raw-ber', pdu.length, this.#maxPdu);
    return pdu;
  }
}

/** Whether the outermost element's length is just that of these octets: `FramingHooks.isWhole`. */
export function isWholeBer(octets: Uint8Array): boolean {
  const head = outerHead(octets, 0);
  if (head === 'short' || head.headOctets === undefined) return false;
  return head.headOctets + head.bodyOctets === octets.length;
}

function outerHead(octets: Uint8Array, start: number): OuterHead {
  let at = start + 1;
  if (((octets[start] ?? 0) & 0x1f) === 0x1f) {
    while (((octets[at] ?? 0) & 0x80) !== 0) {
      at += 1;
      if (at - start > MAX_TAG_TAIL) return { fault: 'a tag that does not end', at: 0 };
    }
    at += 1;
  }
  const first = octets[at];
  if (first === undefined) return 'short';
  at += 1;
  if (first < 0x80) return { headOctets: at - start, bodyOctets: first };
  const tail = first & 0x7f;
  if (tail === 0) return { fault: 'a length of the indefinite form', at: at - 1 - start };
  if (tail > MAX_LENGTH_TAIL) return { fault: `a length of ${tail} octets`, at: at - 1 - start };
  if (octets.length - at < tail) return 'short';
  let bodyOctets = 0;
  for (let index = 0; index < tail; index += 1) {
    bodyOctets = bodyOctets * 256 + (octets[at + index] as number);
  }
  return { headOctets: at + tail - start, bodyOctets };
}
