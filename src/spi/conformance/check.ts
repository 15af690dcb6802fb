import type { FaultKind } from '../far-end.ts';
import type { Capability } from '../services.ts';
import type { BenchNumbers, Hand } from './bench.ts';
import type { Stage } from './stage.ts';

/** What a check cannot do without; where it is missing the check is skipped and says what. */
export interface Needs {
  readonly capabilities?: readonly Capability[];
  readonly hands?: readonly Hand[];
  readonly faults?: readonly FaultKind[];
  /** The bench can cut the link. */
  readonly cutLink?: boolean;
  readonly numbers?: readonly (keyof BenchNumbers)[];
  /** The bench says how long the switch lets a phone ring. */
  readonly ringTime?: boolean;
}

/** One thing the kit tries on a fresh bench. */
export interface Check {
  /** Stable; `--only` takes it. */
  readonly id: string;
  /** What a driver must do, as a sentence. */
  readonly title: string;
  /** Where that is written. */
  readonly clause: string;
  readonly needs?: Needs;
  /** The check opens its links itself; otherwise it finds one open, every extension monitored. */
  readonly opensItself?: boolean;
  run(stage: Stage): Promise<void>;
}
