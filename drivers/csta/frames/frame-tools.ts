import { decodeXmlFrame, encodeXmlFrame } from '../xml/xml-frame.ts';
import { FRAME_NAMES } from '../framing/frame-codec.ts';
import type { Phase } from '../pdu/phases.ts';
import type { SmdrSettings } from '../smdr/smdr-settings.ts';
import { cstaFrames } from './csta-frames.ts';
import type { FrameTool } from './frame-tool.ts';
import { lineFrames } from './line-frames.ts';
import { smdrFrames } from './smdr-frames.ts';

export interface FrameOptions {
  /** Without it the phase is found out. */
  readonly phase?: Phase;
  readonly smdr?: SmdrSettings;
}

/** The tool of one of ./frame-protocols.ts, or of any other framing; `undefined` for what is neither. */
export function createFrameTool(
  protocol: string,
  { phase, smdr }: FrameOptions = {},
): FrameTool | undefined {
  switch (protocol) {
    case 'csta':
      return cstaFrames(phase);
    case 'csta-xml':
      return {
        decode: (octets) => ({ protocol, octets: octets.length, ...decodeXmlFrame(octets) }),
        // It takes a frame for unchanged where nothing is in it that it has not said itself.
        encode: ({ protocol: _protocol, octets: _octets, ...frame }) => encodeXmlFrame(frame),
      };
    case 'smdr':
      return smdrFrames(smdr);
    default: {
      const kind = Object.hasOwn(FRAME_NAMES, protocol) ? FRAME_NAMES[protocol] : undefined;
      return kind === undefined ? undefined : lineFrames(protocol, kind, phase);
    }
  }
}
