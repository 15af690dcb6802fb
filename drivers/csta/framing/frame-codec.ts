import { CrosspointError } from '../../../src/base/errors.ts';
import { CstaXmlFormat } from './csta-xml.ts';
import type {
  ControlFrame,
  DataFrame,
  DecodedFrame,
  FramePart,
  FrameToEncode,
} from './decoded-frame.ts';
import { FRAMING_KINDS, type FramingKind } from './framing-settings.ts';
import { HipathTcpFormat, withHipathHead } from './hipath-tcp.ts';
import { ackOctets, dataFrame, ENQUIRY_OCTETS, NAK_OCTETS } from './hipath-v24-frame.ts';
import { decodeV24 } from './hipath-v24-parts.ts';
import { Length16Format } from './length16.ts';
import { malformed } from './malformed.ts';
import { RawBerFormat } from './raw-ber.ts';
import type { FrameHead } from './stream-cutter.ts';

/** The framings by the names that a command line takes. */
export const FRAME_NAMES: Readonly<Record<string, FramingKind>> = {
  ...Object.fromEntries(FRAMING_KINDS.map((kind) => [kind, kind])),
  'panasonic-tcp': 'length16',
};

/**
 * The first frame in these octets, taken apart; `encodeFrame` makes the same octets of it again. Throws
 * `malformed-frame` with the offset where it is none or is not all there. A checksum that does not fit
 * is told, not refused. (An omnipcx frame is one without the greeting.)
 */
export function decodeFrame(kind: FramingKind, octets: Uint8Array): DecodedFrame {
  switch (kind) {
    case 'hipath-v24':
      return decodeV24(octets);
    case 'csta-xml': {
      const { head, ...frame } = cut(kind, octets, new CstaXmlFormat({}).readHead);
      return { ...frame, invokeId: head.invokeId };
    }
    case 'hipath-tcp': {
      const format = new HipathTcpFormat({ maxPdu: 0x7fff });
      const { head, ...frame } = cut(kind, octets, format.readHead);
      return { ...frame, isLast: head.isLast };
    }
    case 'raw-ber':
      return withoutHead(cut(kind, octets, new RawBerFormat({}).readHead));
    case 'length16':
    case 'omnipcx':
      return withoutHead(cut(kind, octets, new Length16Format({}).readHead));
  }
}

export function encodeFrame(kind: FramingKind, frame: FrameToEncode): Uint8Array {
  if (frame.kind !== 'data') {
    if (kind === 'hipath-v24') return encodeControl(frame);
    throw new CrosspointError('invalid-request', `${kind} has no ${frame.kind}`);
  }
  const { payload, invokeId } = frame;
  switch (kind) {
    case 'hipath-v24':
      return dataFrame(payload, frame.checksum?.given);
    case 'csta-xml':
      return new CstaXmlFormat({}).encode(payload, invokeId);
    case 'hipath-tcp':
      return withHipathHead(payload, frame.isLast ?? true);
    case 'raw-ber':
      return payload;
    case 'length16':
    case 'omnipcx':
      return new Length16Format({}).encode(payload);
  }
}

function encodeControl(frame: ControlFrame): Uint8Array {
  switch (frame.kind) {
    case 'ack':
      return ackOctets(frame.ack);
    case 'nak':
      return NAK_OCTETS;
    case 'enquiry':
      return ENQUIRY_OCTETS;
  }
}

type Cut<Head> = Omit<DecodedFrame, 'kind'> & DataFrame & { readonly head: Head };

function cut<Head extends FrameHead>(
  kind: FramingKind,
  octets: Uint8Array,
  readHead: (octets: Uint8Array, at: number, offset: number) => Head | undefined,
): Cut<Head> {
  if (octets.length === 0) throw malformed(kind, 'no octets', 0);
  const head = readHead(octets, 0, 0);
  const length = head === undefined ? Infinity : head.headOctets + head.bodyOctets;
  if (head === undefined || length > octets.length) {
    throw malformed(kind, 'the frame is not all there', octets.length);
  }
  const payload = octets.subarray(head.headOctets, length);
  const body: FramePart = { name: 'payload', offset: head.headOctets, octets: payload };
  const header = octets.subarray(0, head.headOctets);
  const parts: FramePart[] =
    header.length === 0 ? [body] : [{ name: 'header', offset: 0, octets: header }, body];
  return { kind: 'data', length, parts, payload, head };
}

function withoutHead({ head: _head, ...frame }: Cut<FrameHead>): DecodedFrame {
  return frame;
}
