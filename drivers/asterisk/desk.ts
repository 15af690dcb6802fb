import type { Clock, CrosspointError, Log } from '../../src/spi/index.ts';
import type { Ids } from '../../src/base/ids.ts';
import type { AmiMessage } from './ami-codec.ts';
import type { Arrivals } from './arrivals.ts';
import type { CallTable } from './call-table.ts';
import type { Locks } from './locks.ts';
import type { Ari, Media } from './media.ts';
import type { NumberPlan } from './number-plan.ts';
import type { AsteriskSettings } from './settings.ts';
import type { Teller } from './teller.ts';

/** The manager side, as far as it is needed here. */
export interface Ami {
  action(name: string, fields?: Readonly<Record<string, string>>): Promise<AmiMessage>;
  list(name: string, listEnd: string): Promise<AmiMessage[]>;
}

/** What everything that switches calls on one link works with. */
export interface Desk {
  readonly settings: AsteriskSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: Ids;
  readonly ari: Ari;
  readonly ami: Ami;
  readonly table: CallTable;
  readonly plan: NumberPlan;
  readonly teller: Teller;
  readonly media: Media;
  readonly locks: Locks;
  readonly arrivals: Arrivals;
  /** Does something about these calls that nobody waits for; what goes wrong is an oddity. */
  readonly spawn: (calls: readonly string[], action: () => Promise<void>) => void;
  /** Calls back later, unless the link has been closed by then. */
  readonly later: (action: () => void, delayMs: number) => void;
  readonly oddity: (what: CrosspointError) => void;
}
