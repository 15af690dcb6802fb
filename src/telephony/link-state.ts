/**
 * The life of the link to one switch, as a pure state machine.
 *
 * ```
 *   idle ─ start ─▶ opening ─ opened ─▶ synchronising ─ synchronised ─▶ up
 *                    ▲   │ lost              │ lost                      │ lost
 *        delay over  │   ▼                   ▼                           │
 *                   waiting ◀────────────────┴───────────────────────────┘
 *                            any ─ stop ─▶ stopped
 * ```
 *
 * A driver never reconnects by itself: every attempt is a new link, made here after a delay that
 * doubles from loss to loss and starts small again once the link has been synchronised.
 */
export type LinkState =
  | { readonly name: 'idle' | 'stopped' }
  | {
      readonly name: 'opening' | 'synchronising' | 'up' | 'waiting';
      /** Losses since the link was last synchronised. */
      readonly losses: number;
    };

export type LinkInput = 'start' | 'opened' | 'synchronised' | 'lost' | 'delayOver' | 'stop';

export type LinkEffect =
  | { readonly do: 'open' | 'synchronise' | 'supervise' | 'close' }
  /** Wait before the next attempt; how long depends on how many there were. */
  | { readonly do: 'wait'; readonly losses: number }
  | { readonly do: 'tell'; readonly what: 'up' | 'synchronised' | 'down' };

export interface LinkStep {
  readonly state: LinkState;
  readonly effects: readonly LinkEffect[];
  /** Why the input changed nothing. */
  readonly ignored?: 'not-in-this-state' | 'stopped';
}

export function nextLinkState(state: LinkState, input: LinkInput): LinkStep {
  if (input === 'stop') return stop(state);
  switch (state.name) {
    case 'stopped':
      return { state, effects: [], ignored: 'stopped' };
    case 'idle':
      return input === 'start' ? open(0) : stay(state);
    case 'waiting':
      return input === 'delayOver' ? open(state.losses) : stay(state);
    case 'opening':
      if (input === 'opened') {
        const effects = [{ do: 'tell', what: 'up' }, { do: 'synchronise' }] as const;
        return { state: { name: 'synchronising', losses: state.losses }, effects };
      }
      return input === 'lost' ? lose(state.losses, []) : stay(state);
    case 'synchronising':
      if (input === 'synchronised') {
        const effects = [{ do: 'tell', what: 'synchronised' }, { do: 'supervise' }] as const;
        return { state: { name: 'up', losses: 0 }, effects };
      }
      return input === 'lost' ? lose(state.losses, [{ do: 'tell', what: 'down' }]) : stay(state);
    case 'up':
      return input === 'lost' ? lose(state.losses, [{ do: 'tell', what: 'down' }]) : stay(state);
  }
}

function open(losses: number): LinkStep {
  return { state: { name: 'opening', losses }, effects: [{ do: 'open' }] };
}

function lose(losses: number, told: readonly LinkEffect[]): LinkStep {
  return {
    state: { name: 'waiting', losses: losses + 1 },
    effects: [{ do: 'close' }, ...told, { do: 'wait', losses }],
  };
}

function stop(state: LinkState): LinkStep {
  const wasTold = state.name === 'up' || state.name === 'synchronising';
  const told: readonly LinkEffect[] = wasTold ? [{ do: 'tell', what: 'down' }] : [];
  return { state: { name: 'stopped' }, effects: [{ do: 'close' }, ...told] };
}

function stay(state: LinkState): LinkStep {
  return { state, effects: [], ignored: 'not-in-this-state' };
}
