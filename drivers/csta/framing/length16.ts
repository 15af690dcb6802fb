import type { FramingEffect } from './framing.ts';
import { bounded, type Length16Settings } from './framing-settings.ts';
import { malformed, tooLong } from './malformed.ts';
import type { FrameHead } from './stream-cutter.ts';
import type { StreamFormat } from './stream-framing.ts';

/**
 * Two octets of length, the more significant first and not counting themselves, then the PDU:
 * Panasonic KX-TDA/TDE/NS on TCP port 33333, Ericsson's Application Link, and much else.
 */
export class Length16Format implements StreamFormat<FrameHead> {
  readonly #maxPdu: number;
  readonly #source: string;

  constructor(settings: Pick<Length16Settings, 'maxPdu'>, source = 'length16') {
    this.#maxPdu = bounded('maxPdu', settings.maxPdu ?? 0xffff, { least: 1, most: 0xffff });
    this.#source = source;
  }

  readonly readHead = (octets: Uint8Array, at: number, offset: number): FrameHead | undefined => {
    if (octets.length - at < 2) return undefined;
    const bodyOctets = ((octets[at] as number) << 8) | (octets[at + 1] as number);
    if (bodyOctets > this.#maxPdu) {
      throw malformed(this.#source, `a length of ${bodyOctets}, over ${this.#maxPdu}`, offset);
    }
    return { headOctets: 2, bodyOctets };
  };

  /** A length of 0 carries no PDU and costs nothing: the stream is still cut rightly. */
  take(_head: FrameHead, pdu: Uint8Array, offset: number): FramingEffect {
    if (pdu.length > 0) return { kind: 'deliver', pdu };
    return { kind: 'oddity', error: malformed(this.#source, 'a length of 0', offset) };
  }

  encode(pdu: Uint8Array): Uint8Array {
    if (pdu.length > this.#maxPdu) throw tooLong(this.#source, pdu.length, this.#maxPdu);
    const frame = new Uint8Array(pdu.length + 2);
    frame[0] = pdu.length >> 8;
    frame[1] = pdu.length & 0xff;
    frame.set(pdu, 2);
    return frame;
  }
}
