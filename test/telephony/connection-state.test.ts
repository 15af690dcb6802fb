import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../src/spi/connection.ts';
import type { ConnectionInput } from '../../src/spi/connection-state.ts';
import { nextConnectionState } from '../../src/spi/connection-state.ts';

const INPUTS: readonly ConnectionInput[] = [
  'serviceInitiated',
  'originated',
  'networkReached',
  'delivered',
  'established',
  'held',
  'retrieved',
  'queued',
  'failed',
  'cleared',
];

/**
 * Every state (row) with every input (column, in the order of INPUTS). A word is the state it leads
 * to; `same`: already there; `late`: past this; `none`: cannot be the first of a connection.
 */
const TABLE: Record<ConnectionState, string> = {
  null: 'initiated connected initiated alerting connected held none queued failed none',
  initiated: 'same connected same alerting connected held late queued failed null',
  alerting: 'late connected late same connected held late queued failed null',
  connected: 'late same late late same held same queued failed null',
  held: 'late late late late late same connected queued failed null',
  queued: 'late late late alerting connected held late same failed null',
  failed: 'late connected late alerting connected late late queued same null',
};

const IGNORED: Record<string, string> = {
  same: 'already-there',
  late: 'late',
  none: 'unknown-connection',
};

const pairs = Object.entries(TABLE).flatMap(([state, row]) =>
  row.split(' ').map((word, index) => ({
    state: state as ConnectionState,
    input: INPUTS[index] as ConnectionInput,
    word,
  })),
);

describe('the state of a connection', () => {
  it('is tried with every pair of seven states and ten inputs', () => {
    expect(pairs).toHaveLength(70);
  });

  it.each(pairs)('$state, $input: $word', ({ state, input, word }) => {
    const ignored = IGNORED[word];
    expect(nextConnectionState(state, input)).toEqual(
      ignored === undefined ? { to: word } : { ignored },
    );
  });

  it('is not changed by an event told twice', () => {
    for (const { state, input } of pairs) {
      const { to } = nextConnectionState(state, input);
      if (to === undefined) continue;
      expect(nextConnectionState(to, input).to).toBeUndefined();
    }
  });

  it('can always be cleared once there is a connection, and only then', () => {
    for (const state of Object.keys(TABLE) as ConnectionState[]) {
      const { to } = nextConnectionState(state, 'cleared');
      expect(to).toBe(state === 'null' ? undefined : 'null');
    }
  });
});
