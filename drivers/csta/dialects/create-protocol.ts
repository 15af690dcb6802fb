import type { Protocol } from '../model/message.ts';
import type { Profile } from '../profiles/profile.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { XmlProtocol } from '../xml/xml-protocol.ts';
import { BerProtocol } from './ber-protocol.ts';
import { PHASE_1 } from './phase-1/vocabulary.ts';
import { PHASE_2 } from './phase-2/vocabulary.ts';
import { PHASE_3 } from './phase-3/vocabulary.ts';
import type { PhaseWords } from './phase-words.ts';

/** Those in BER; XML has no vocabulary of its own. */
const PHASES: { readonly [phase in Profile['phase']]?: PhaseWords } = {
  I: PHASE_1,
  II: PHASE_2,
  III: PHASE_3,
};

/**
 * The words of a profile's phase, for one link: an XML link keeps its session in them.
 * @throws {CrosspointError} `invalid-configuration` for a phase that is not spoken
 */
export function createProtocol(profile: Profile): Protocol {
  const { phase, association } = profile;
  if (phase === 'XML') {
    return new XmlProtocol(association.kind === 'none' ? { session: 'none' } : {});
  }
  const words = PHASES[phase];
  if (words === undefined) {
    throw new CrosspointError('invalid-configuration', `phase ${phase} is not spoken`);
  }
  const vocabulary = words.vocabularyFor(profile);
  return new BerProtocol({ phase: words.phase, vocabulary, association });
}
