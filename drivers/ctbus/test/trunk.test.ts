import { expect, it } from 'vitest';
import type { Board } from '../board.ts';
import type { Trunk, TrunkMessage } from '../trunk.ts';
import { describeNative, steppedBoard } from '../testing/stepped-board.ts';

interface Station {
  readonly trunk: Trunk;
  readonly told: TrunkMessage[];
}

/** Two ends of ISDN on one board, with an E1 cable between its spans. */
async function stations(): Promise<{ board: Board; network: Station; user: Station }> {
  const board = await steppedBoard({
    spans: [{ kind: 'e1' }, { kind: 'e1' }],
    cables: [{ span: 0, to: { span: 1 } }],
  });
  for (const span of board.spans) {
    span.configure({ framing: 'ccs' });
    span.start();
  }
  const [network, user] = (['network', 'user'] as const).map((role, span) => {
    const told: TrunkMessage[] = [];
    const trunk = board.openTrunk({ signalling: 'pri', name: role, span, settings: { role } });
    trunk.events.on('message', (message) => told.push(message));
    return { trunk, told };
  });
  if (network === undefined || user === undefined) throw new Error('there are two spans');
  board.step(300);
  expect([network, user].map(({ told }) => told.at(-1)?.type)).toEqual(['up', 'up']);
  return { board, network, user };
}

function typesOf({ told }: Station): string[] {
  return told.map(({ type }) => type);
}

describeNative(
  'a trunk',
  () => {
    it('sets up and clears a call with real Q.931', async () => {
      const { board, network, user } = await stations();
      const call = network.trunk.makeCall({ called: '5550100', calling: '200' });
      board.step(50);
      const incoming = user.told.at(-1);
      expect(incoming).toMatchObject({
        trunk: 'user',
        type: 'incoming',
        setup: { called: { digits: '5550100' }, calling: { digits: '200' } },
      });
      const other = incoming?.call ?? 0;
      user.trunk.request(other, { operation: 'alerting' });
      board.step(20);
      user.trunk.request(other, { operation: 'answer' });
      board.step(50);
      expect(typesOf(network)).toEqual(expect.arrayContaining(['alerting', 'connected']));
      network.trunk.hangUp(call);
      board.step(50);
      expect(network.told.at(-1)).toMatchObject({ type: 'ended', call, cause: 16 });
      expect(user.told.at(-1)).toMatchObject({ type: 'ended', call: other, cause: 16 });
    });

    it('ends its calls when it is closed, and then takes none', async () => {
      const { board, network } = await stations();
      const call = network.trunk.makeCall({ called: '1' });
      board.step(20);
      await Promise.all([network.trunk.close(), network.trunk.close()]);
      expect(network.told).toContainEqual(expect.objectContaining({ type: 'ended', call }));
      expect(typesOf(network).at(-1)).toBe('closed');
      expect(() => network.trunk.makeCall({ called: '1' })).toThrow(
        expect.objectContaining({ code: 'wrong-state' }),
      );
      // Its name is free again.
      board.openTrunk({ signalling: 'pri', name: 'network', span: 0, settings: {} });
    });

    it('is closed with its board, with what it had to tell', async () => {
      const { board, network } = await stations();
      network.trunk.makeCall({ called: '1' });
      board.step(20);
      await board.close();
      expect(typesOf(network).slice(-2)).toEqual(['ended', 'closed']);
    });

    it('is refused where it does not fit', async () => {
      const { board, network } = await stations();
      const open = (options: object) => () =>
        board.openTrunk({ signalling: 'pri', name: 'third', span: 0, ...options });
      expect(open({ name: 'user' })).toThrow(expect.objectContaining({ code: 'wrong-state' }));
      expect(open({ settings: { role: 'both' } })).toThrow(
        expect.objectContaining({ code: 'invalid-configuration' }),
      );
      expect(open({ span: 7 })).toThrow(expect.objectContaining({ code: 'invalid-request' }));
      expect(open({ signalling: 'smoke' })).toThrow(
        expect.objectContaining({ code: 'native-unavailable' }),
      );
      expect(open({ signalling: '../pri' })).toThrow(
        expect.objectContaining({ code: 'invalid-configuration' }),
      );
      expect(() => network.trunk.request(1, { operation: 'dance' })).toThrow(
        expect.objectContaining({ code: 'invalid-request' }),
      );
    });
  },
  'pri',
);
