import { CrosspointError } from '../../../src/base/errors.ts';
import type { FramingEffect } from './framing.ts';
import { bounded, type CstaXmlSettings } from './framing-settings.ts';
import { malformed, tooLong } from './malformed.ts';
import type { FrameHead } from './stream-cutter.ts';
import type { StreamFormat } from './stream-framing.ts';

const HEAD = 8;
const MOST = 0xffff - HEAD;
const DIGIT_0 = 0x30;

interface XmlHead extends FrameHead {
  readonly invokeId: number;
}

/**
 * CSTA XML over TCP without SOAP (ECMA-323, Annex G.2): 00 00, two octets of length that count the
 * header too, the invoke id in four decimal digits, then the document in UTF-8. The length is one of
 * octets, not of characters.
 */
export class CstaXmlFormat implements StreamFormat<XmlHead> {
  readonly #maxPdu: number;

  constructor(settings: Pick<CstaXmlSettings, 'maxPdu'>) {
    this.#maxPdu = bounded('maxPdu', settings.maxPdu ?? MOST, { least: 1, most: MOST });
  }

  readonly readHead = (octets: Uint8Array, at: number, offset: number): XmlHead | undefined => {
    // What is wrong is told as soon as it is there, and not only when the rest has come.
    if (octets[at] !== 0 || (octets[at + 1] ?? 0) !== 0) {
      throw malformed('csta-xml', 'a frame that does not begin with 00 00', offset);
    }
    if (octets.length - at < HEAD) return undefined;
    const total = ((octets[at + 2] as number) << 8) | (octets[at + 3] as number);
    if (total < HEAD || total - HEAD > this.#maxPdu) {
      const detail = `a length of ${total}, not from ${HEAD} to ${this.#maxPdu + HEAD}`;
      throw malformed('csta-xml', detail, offset + 2);
    }
    return {
      headOctets: HEAD,
      bodyOctets: total - HEAD,
      invokeId: readInvokeId(octets, at, offset),
    };
  };

  take({ invokeId }: XmlHead, pdu: Uint8Array, offset: number): FramingEffect {
    if (pdu.length > 0) return { kind: 'deliver', pdu, invokeId };
    return { kind: 'oddity', error: malformed('csta-xml', 'an empty document', offset) };
  }

  encode(pdu: Uint8Array, invokeId: number | undefined): Uint8Array {
    if (pdu.length > this.#maxPdu) throw tooLong('csta-xml', pdu.length, this.#maxPdu);
    if (invokeId === undefined || !(invokeId >= 0 && invokeId <= 9_999)) {
      const detail = `csta-xml: ${invokeId} is no invoke id from 0 to 9999`;
      throw new CrosspointError('invalid-request', detail);
    }
    const frame = new Uint8Array(pdu.length + HEAD);
    frame[2] = frame.length >> 8;
    frame[3] = frame.length & 0xff;
    let rest = Math.trunc(invokeId);
    for (let index = HEAD - 1; index >= 4; index -= 1) {
      frame[index] = DIGIT_0 + (rest % 10);
      rest = Math.trunc(rest / 10);
    }
    frame.set(pdu, HEAD);
    return frame;
  }
}

function readInvokeId(octets: Uint8Array, at: number, offset: number): number {
  let value = 0;
  for (let index = 4; index < HEAD; index += 1) {
    const digit = (octets[at + index] as number) - DIGIT_0;
    if (digit < 0 || digit > 9) {
      throw malformed('csta-xml', 'an invoke id that is not four digits', offset + index);
    }
    value = value * 10 + digit;
  }
  return value;
}
