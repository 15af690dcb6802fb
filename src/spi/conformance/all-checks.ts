import type { Check } from './check.ts';
import { CALLS } from './checks/calls.ts';
import { FEATURES } from './checks/features.ts';
import { HELD_CALLS } from './checks/held-calls.ts';
import { LIFE } from './checks/life.ts';
import { LOAD } from './checks/load.ts';
import { LOSS } from './checks/loss.ts';
import { MONITORS } from './checks/monitors.ts';
import { REFUSALS } from './checks/refusals.ts';
import { REQUESTED_CALLS } from './checks/requested-calls.ts';
import { SNAPSHOTS } from './checks/snapshots.ts';

/** Every check, in the order in which the kit runs them: what others build on comes first. */
export const CHECKS: readonly Check[] = [
  ...LIFE,
  ...CALLS,
  ...REQUESTED_CALLS,
  ...HELD_CALLS,
  ...FEATURES,
  ...MONITORS,
  ...REFUSALS,
  ...LOSS,
  ...SNAPSHOTS,
  ...LOAD,
];
