import { CrosspointError } from '../../../src/base/errors.ts';
import type { FrameToEncode } from '../framing/decoded-frame.ts';
import { decodeFrame, encodeFrame } from '../framing/frame-codec.ts';
import type { FramingKind } from '../framing/framing-settings.ts';
import type { Pdu } from '../pdu/pdu.ts';
import { encodePdu, type Phase } from '../pdu/phases.ts';
import { readPdu } from './csta-frames.ts';
import { frameTool, fromHex, toHex, type FrameJson, type FrameTool } from './frame-tool.ts';

/** Frames of a line with the CSTA PDU in them. */
export function lineFrames(protocol: string, kind: FramingKind, phase?: Phase): FrameTool {
  return frameTool({
    protocol,
    meaning: ['kind', 'ack', 'isLast', 'checksum', 'payload', 'csta'],
    read: (octets) => readFrame(kind, octets, phase),
    write: (json) => encodeFrame(kind, frameOf(json)),
  });
}

function readFrame(kind: FramingKind, octets: Uint8Array, phase?: Phase): FrameJson {
  const frame = decodeFrame(kind, octets);
  if (frame.length < octets.length) {
    const what = `${octets.length - frame.length} octets behind the frame`;
    throw new CrosspointError('malformed-frame', what, { position: { offset: frame.length } });
  }
  const parts = frame.parts.map((part) => {
    return { name: part.name, offset: part.offset, octets: toHex(part.octets) };
  });
  if (frame.kind !== 'data') {
    const { kind: control, ...rest } = frame;
    return { kind: control, ...('ack' in rest ? { ack: rest.ack } : {}), parts };
  }
  const { payload, checksum, isLast } = frame;
  return {
    kind: 'data',
    ...(isLast === undefined ? {} : { isLast }),
    ...(checksum === undefined ? {} : { checksum }),
    parts,
    ...content(payload, phase),
  };
}

/** The PDU, or the bare octets where they are none. */
function content(payload: Uint8Array, phase?: Phase): FrameJson {
  try {
    const csta = readPdu(payload, phase);
    const isOwn = 'pdu' in csta && isSame(csta, payload);
    return isOwn ? { csta } : { payload: toHex(payload), csta };
  } catch {
    return { payload: toHex(payload) };
  }
}

function isSame(csta: FrameJson, payload: Uint8Array): boolean {
  return Buffer.compare(encodePdu(csta['pdu'] as Pdu, csta['phase'] as Phase), payload) === 0;
}

function frameOf(json: FrameJson): FrameToEncode {
  const kind = (json['kind'] ?? 'data') as FrameToEncode['kind'];
  if (kind === 'ack') return { kind, ack: json['ack'] === 1 ? 1 : 0 };
  if (kind !== 'data') return { kind };
  const checksum = json['checksum'] as { given: number; computed: number } | undefined;
  // A checksum that was right is computed again, for the payload may have been changed.
  const isWrong = checksum !== undefined && checksum.given !== checksum.computed;
  return {
    kind,
    payload: payloadOf(json),
    ...(json['isLast'] === undefined ? {} : { isLast: json['isLast'] === true }),
    ...(isWrong ? { checksum } : {}),
  };
}

function payloadOf(json: FrameJson): Uint8Array {
  const { payload } = json;
  if (typeof payload === 'string') return fromHex(payload);
  const csta = (json['csta'] ?? {}) as FrameJson;
  if (typeof csta['opaque'] === 'string') return fromHex(csta['opaque']);
  return encodePdu(csta['pdu'] as Pdu, (csta['phase'] as Phase | undefined) ?? 'III');
}
