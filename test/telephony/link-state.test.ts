import { describe, expect, it } from 'vitest';
import type { LinkInput, LinkState } from '../../src/telephony/link-state.ts';
import { nextLinkState } from '../../src/telephony/link-state.ts';

const INPUTS: readonly LinkInput[] = [
  'start',
  'opened',
  'synchronised',
  'lost',
  'delayOver',
  'stop',
];

/** A state with its losses, such as `waiting 2`. */
function read(text: string): LinkState {
  const [name, losses] = text.split(' ');
  return (losses === undefined ? { name } : { name, losses: Number(losses) }) as LinkState;
}

/**
 * `state after · effects`; `–` where the input does not fit and changes nothing. An effect is what is
 * done, with what is told or the losses waited for.
 */
const TABLE: Record<string, Partial<Record<LinkInput, string>>> = {
  idle: { start: 'opening 0 · open', stop: 'stopped · close' },
  'opening 0': {
    opened: 'synchronising 0 · tell up, synchronise',
    lost: 'waiting 1 · close, wait 0',
    stop: 'stopped · close',
  },
  'opening 3': {
    opened: 'synchronising 3 · tell up, synchronise',
    lost: 'waiting 4 · close, wait 3',
    stop: 'stopped · close',
  },
  'synchronising 2': {
    synchronised: 'up 0 · tell synchronised, supervise',
    lost: 'waiting 3 · close, tell down, wait 2',
    stop: 'stopped · close, tell down',
  },
  'up 0': {
    lost: 'waiting 1 · close, tell down, wait 0',
    stop: 'stopped · close, tell down',
  },
  'waiting 2': { delayOver: 'opening 2 · open', stop: 'stopped · close' },
  stopped: { stop: 'stopped · close' },
};

function write(from: LinkState, input: LinkInput): string {
  const { state, effects, ignored } = nextLinkState(from, input);
  if (ignored !== undefined) {
    expect([state, effects]).toEqual([from, []]);
    expect(ignored).toBe(from.name === 'stopped' ? 'stopped' : 'not-in-this-state');
    return '–';
  }
  const name = 'losses' in state ? `${state.name} ${state.losses}` : state.name;
  const words = effects.map((effect) => {
    if (effect.do === 'tell') return `tell ${effect.what}`;
    return effect.do === 'wait' ? `wait ${effect.losses}` : effect.do;
  });
  return `${name} · ${words.join(', ')}`;
}

const pairs = Object.entries(TABLE).flatMap(([state, row]) =>
  INPUTS.map((input) => ({ state, input, expected: row[input] ?? '–' })),
);

describe('the life of a link', () => {
  it.each(pairs)('$state, $input: $expected', ({ state, input, expected }) => {
    expect(write(read(state), input)).toBe(expected);
  });

  it('tells of every loss that it told the coming of, once', () => {
    for (const { state, input } of pairs) {
      const before = read(state);
      const { effects } = nextLinkState(before, input);
      const downs = effects.filter((effect) => effect.do === 'tell' && effect.what === 'down');
      const wasTold = before.name === 'up' || before.name === 'synchronising';
      const isEnd = input === 'lost' || input === 'stop';
      expect(downs).toHaveLength(wasTold && isEnd ? 1 : 0);
    }
  });
});
