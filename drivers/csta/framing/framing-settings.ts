import { CrosspointError } from '../../../src/base/errors.ts';

export interface Length16Settings {
  readonly kind: 'length16';
  /** Octets of a PDU, both ways. Panasonic: 240. Default 65 535. */
  readonly maxPdu?: number;
}

export interface OmnipcxSettings {
  readonly kind: 'omnipcx';
  /** Octets of a PDU, both ways. Default 4 096; below 17 752, since `EXIT` reads as that length. */
  readonly maxPdu?: number;
  /** How long the greeting may take. Default 5 000. */
  readonly handshakeTimeoutMs?: number;
}

export interface HipathTcpSettings {
  readonly kind: 'hipath-tcp';
  /** Octets of a PDU, both ways. Default 1 000. */
  readonly maxPdu?: number;
}

export interface HipathV24Settings {
  readonly kind: 'hipath-v24';
  /** Octets between start and end of a frame, a doubled 10 counting once. Default 250. */
  readonly maxPayload?: number;
  /** Each PDU carries the header of the TCP framing inside the frame. Default false. */
  readonly isHeaderIncluded?: boolean;
  /** Without an answer to a frame: first enquiry. Default 12 000. */
  readonly enquiryMs?: number;
  /** From sending the frame to the second enquiry. Default 18 000. */
  readonly secondEnquiryMs?: number;
  /** From sending the frame to giving the line up. Default 25 000. */
  readonly giveUpMs?: number;
  /** How long the line must stay quiet after a NAK before it is believed. Default 100. */
  readonly nakQuietMs?: number;
  /**
   * Silence after which a frame that has begun is given up, and octets that fit nowhere no longer
   * spoil what follows them. Longer than any pause in the middle of a frame, as a terminal server may
   * make, and as short as it can be: meanwhile an answer may be taken for a part of the frame.
   * Default 200.
   */
  readonly quietMs?: number;
  /** How often one frame is sent before the line is given up. Default 10. */
  readonly maxTransmissions?: number;
  /** PDUs that wait behind the one under way. Default 64. */
  readonly maxQueue?: number;
}

export interface CstaXmlSettings {
  readonly kind: 'csta-xml';
  /** Octets of a document, both ways. Default and greatest: 65 527. */
  readonly maxPdu?: number;
}

export interface RawBerSettings {
  readonly kind: 'raw-ber';
  /** Octets of a PDU with its tag and length, both ways. Default 65 535. */
  readonly maxPdu?: number;
}

export type FramingSettings =
  | Length16Settings
  | OmnipcxSettings
  | HipathTcpSettings
  | HipathV24Settings
  | CstaXmlSettings
  | RawBerSettings;

export type FramingKind = FramingSettings['kind'];

/** Every framing there is, for schemas and command lines. */
export const FRAMING_KINDS: readonly FramingKind[] = [
  'length16',
  'omnipcx',
  'hipath-tcp',
  'hipath-v24',
  'csta-xml',
  'raw-ber',
];

/** A whole number of these bounds, or `invalid-configuration`. */
export function bounded(
  name: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new CrosspointError(
    'invalid-configuration',
    `${name} is ${value}: it must be a whole number from ${least} to ${most}`,
  );
}
