/** A stretch of a frame. */
export interface FramePart {
  readonly name: 'start' | 'header' | 'payload' | 'end' | 'checksum' | 'control';
  /** Octets from the start of the frame. */
  readonly offset: number;
  readonly octets: Uint8Array;
}

/** One frame of any framing, taken apart. */
export type DecodedFrame = {
  /** Octets that the frame takes; what is behind it is not looked at. */
  readonly length: number;
  readonly parts: readonly FramePart[];
} & (DataFrame | ControlFrame);

export interface DataFrame {
  readonly kind: 'data';
  readonly payload: Uint8Array;
  /** csta-xml. */
  readonly invokeId?: number;
  /** hipath-tcp: false where the message goes on in the next frame. */
  readonly isLast?: boolean;
  /** hipath-v24. */
  readonly checksum?: FrameChecksum;
}

export interface FrameChecksum {
  /** What the frame says. */
  readonly given: number;
  /** What it should say. */
  readonly computed: number;
}

/** hipath-v24. */
export type ControlFrame =
  | { readonly kind: 'ack'; readonly ack: 0 | 1 }
  | { readonly kind: 'nak' }
  | { readonly kind: 'enquiry' };

/** What `encodeFrame` needs of a frame; everything that `decodeFrame` gives will do. */
export type FrameToEncode =
  | (Omit<DataFrame, 'checksum'> & {
      /** Written as it is given, right or wrong; computed where it is absent. */
      readonly checksum?: Pick<FrameChecksum, 'given'>;
    })
  | ControlFrame;
