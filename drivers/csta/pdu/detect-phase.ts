import { toCrosspointError, type CrosspointError } from '../../../src/base/errors.ts';
import type { Pdu } from './pdu.ts';
import { decodePdu, type Phase } from './phases.ts';

export interface DetectedPhase {
  /** The likeliest. */
  readonly phase: Phase;
  /** Every phase that says no less about the PDU, the likeliest first; all three for ACSE. */
  readonly phases: readonly Phase[];
  readonly pdu: Pdu;
}

/** Most systems that are still in service speak phase III. */
const BY_LIKELIHOOD: readonly Phase[] = ['III', 'II', 'I'];

/**
 * Which phase a PDU is of: the one that decodes it and leaves the fewest elements unknown. Throws
 * `malformed-frame`, as phase III has it, where it is of none.
 */
export function detectPhase(octets: Uint8Array): DetectedPhase {
  let fault: CrosspointError | undefined;
  const read: { readonly phase: Phase; readonly pdu: Pdu; readonly unknown: number }[] = [];
  for (const phase of BY_LIKELIHOOD) {
    try {
      const pdu = decodePdu(octets, phase);
      read.push({ phase, pdu, unknown: unknownIn(pdu) });
    } catch (error) {
      fault ??= toCrosspointError(error);
    }
  }
  const fewest = Math.min(...read.map(({ unknown }) => unknown));
  const [best, ...others] = read.filter(({ unknown }) => unknown === fewest);
  if (best === undefined) throw fault;
  return { phase: best.phase, phases: [best, ...others].map(({ phase }) => phase), pdu: best.pdu };
}

/** Elements kept as hex, and an operation that has no name. */
function unknownIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 'operation' in value && typeof value.operation === 'number' ? 1 : 0;
  for (const [name, member] of Object.entries(value)) {
    if (name !== '$unknown') count += unknownIn(member);
    else if (member !== undefined) count += Array.isArray(member) ? member.length : 1;
  }
  return count;
}
