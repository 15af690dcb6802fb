import { GENERIC_PHASE_1, GENERIC_PHASE_2, GENERIC_PHASE_3, GENERIC_XML } from './generic.ts';
import { HIPATH_3000, MD110_APPLINK, OMNIPCX_OFFICE, PANASONIC_KX } from './makers.ts';
import type { Profile } from './profile.ts';

/** Every profile by the name a configuration gives. */
export const PROFILES = {
  'panasonic-kx': PANASONIC_KX,
  'hipath-3000': HIPATH_3000,
  'omnipcx-office': OMNIPCX_OFFICE,
  'md110-applink': MD110_APPLINK,
  'generic-phase1': GENERIC_PHASE_1,
  'generic-phase2': GENERIC_PHASE_2,
  'generic-phase3': GENERIC_PHASE_3,
  'generic-xml': GENERIC_XML,
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof PROFILES;
