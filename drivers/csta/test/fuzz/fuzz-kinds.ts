import { SeededRandom } from '../../../../src/base/random.ts';
import { FRAMING_KINDS } from '../../framing/framing-settings.ts';
import type { Phase } from '../../pdu/phases.ts';
import { FrameKind } from './frame-kind.ts';
import type { FuzzKind } from './fuzz-kind.ts';
import { MessageKind, XmlKind } from './message-kinds.ts';
import { PduKind } from './pdu-kind.ts';
import { SmdrKind } from './smdr-kind.ts';

const PHASES: readonly Phase[] = ['I', 'II', 'III'];

/** A kind of spoilt input, and how much of all executions it gets: less where one takes longer. */
export interface FuzzShare {
  readonly share: number;
  readonly make: () => FuzzKind;
}

/** Everything that reads octets of a switch. The shares are 1 together. */
export function fuzzShares(seed: number): readonly FuzzShare[] {
  let next = seed;
  const random = () => new SeededRandom(next++);
  return [
    ...PHASES.map((phase) => ({ share: 0.15, make: () => new PduKind(phase, random()) })),
    ...PHASES.map((phase) => ({ share: 0.08, make: () => new MessageKind(phase, random()) })),
    ...FRAMING_KINDS.map((kind) => ({ share: 0.035, make: () => new FrameKind(kind, random()) })),
    { share: 0.02, make: () => new XmlKind(random()) },
    { share: 0.08, make: () => new SmdrKind(random()) },
  ];
}
