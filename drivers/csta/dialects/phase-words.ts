import type { Phase } from '../pdu/phases.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What of a profile changes the words of a phase. */
export type WordSettings = Pick<Profile, 'monitor' | 'privateData'>;

/** One phase in BER, from which a profile gets its words. */
export interface PhaseWords {
  readonly phase: Phase;
  vocabularyFor(settings: WordSettings): Vocabulary;
}
