import type { Protocol } from '../model/message.ts';
import type { Phase } from '../pdu/phases.ts';
import type { Profile } from '../profiles/profile.ts';
import { XmlProtocol } from '../xml/xml-protocol.ts';
import { BerProtocol } from './ber-protocol.ts';
import { PHASE_1 } from './phase-1/vocabulary.ts';
import { PHASE_2 } from './phase-2/vocabulary.ts';
import { PHASE_3 } from './phase-3/vocabulary.ts';
import type { PhaseWords } from './phase-words.ts';

/** Those in BER; XML has no vocabulary of its own. */
const PHASES = { I: PHASE_1, II: PHASE_2, III: PHASE_3 } as const satisfies {
  readonly [phase in Phase]: PhaseWords;
};

/** The words of a profile's phase, for one link: an XML link keeps its session in them. */
export function createProtocol(profile: Profile): Protocol {
  const { phase, association } = profile;
  if (phase === 'XML') {
    const session = association.kind === 'none' ? 'none' : 'application-session';
    return new XmlProtocol({ ...profile.xml, session });
  }
  const vocabulary = PHASES[phase].vocabularyFor(profile);
  return new BerProtocol({ phase, vocabulary, association });
}
