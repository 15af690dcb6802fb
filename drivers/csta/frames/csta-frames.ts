import { toCrosspointError } from '../../../src/base/errors.ts';
import { DecodeTrace } from '../ber/decode-trace.ts';
import { elementTree } from '../ber/element-tree.ts';
import { detectPhase } from '../pdu/detect-phase.ts';
import type { Pdu } from '../pdu/pdu.ts';
import { decodePdu, encodePdu, type Phase } from '../pdu/phases.ts';
import { frameTool, fromHex, toHex, type FrameJson, type FrameTool } from './frame-tool.ts';

/**
 * PDUs of CSTA in BER. `pdu` is the value in the shape of ITU-T X.697, `elements` says where each part of it lies. BER
 * that no phase knows is kept whole, with its bare elements.
 */
export function cstaFrames(phase?: Phase): FrameTool {
  return frameTool({
    protocol: 'csta',
    meaning: ['pdu', 'opaque'],
    read: (octets) => readPdu(octets, phase),
    write: (json) => {
      if (typeof json['opaque'] === 'string') return fromHex(json['opaque']);
      return encodePdu(json['pdu'] as Pdu, (json['phase'] as Phase | undefined) ?? phase ?? 'III');
    },
  });
}

export function readPdu(octets: Uint8Array, wanted?: Phase): FrameJson {
  // Whatever is no BER at all is an error with its place.
  const bare = elementTree(octets);
  try {
    const { phase, phases } = wanted ? { phase: wanted, phases: [wanted] } : detectPhase(octets);
    const trace = new DecodeTrace();
    const pdu = decodePdu(octets, phase, trace);
    const others = phases.length > 1 ? { phases } : {};
    return { phase, ...others, pdu, elements: trace.elements(octets) };
  } catch (error) {
    if (wanted !== undefined) throw error;
    const { detail, position } = toCrosspointError(error);
    const problem = { message: detail, offset: position?.offset ?? 0 };
    return { opaque: toHex(octets), problem, elements: bare };
  }
}
