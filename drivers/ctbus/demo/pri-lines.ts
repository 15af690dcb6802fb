import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Trunk, TrunkMessage } from '../trunk.ts';
import { configureSpans, lineAt, type BothEnds, type Lines, type TwoBoards } from './lines.ts';

const CALLED = '5550100';
const NORMAL = 16;
/** How long the far end has to confirm. */
const GRACE_MS = 500;
const PATIENCE_MS = 10_000;

interface DemoCall {
  readonly ends: BothEnds;
  /** The office's number of it. */
  readonly call: number;
}

/** ISDN PRI between the boards: the office is the network, each call is set up and cleared by Q.931. */
export async function openPriLines(boards: TwoBoards, clock: Clock): Promise<Lines> {
  const once = (trunk: Trunk, isWanted: (message: TrunkMessage) => boolean) =>
    nextMessage(trunk, isWanted, clock);
  const { desk, office } = boards;
  const open = (board: typeof desk, role: 'user' | 'network'): Trunk =>
    board.openTrunk({ signalling: 'pri', name: role, settings: { role }, span: 0 });
  configureSpans(boards);
  const network = open(office, 'network');
  const user = open(desk, 'user');
  const areUp = Promise.all([once(network, isUp), once(user, isUp)]);
  // The desk takes every call that comes.
  user.events.on('message', ({ type, call }) => {
    if (type !== 'incoming' || call === undefined) return;
    user.request(call, { operation: 'alerting' });
    user.request(call, { operation: 'answer' });
  });
  for (const board of [desk, office]) board.spans[0]?.start();
  await areUp;
  const calls = new Map<number, DemoCall>();
  return {
    signalling: 'by Q.931',
    async dial(index, from) {
      const arrives = once(user, ({ type }) => type === 'incoming');
      const calling = { digits: from.replaceAll(/[^0-9]/g, ''), type: 1, plan: 1 };
      const call = network.makeCall({ called: CALLED, calling });
      const answered = once(network, (one) => one.type === 'connected' && one.call === call);
      const { timeslot } = await arrives;
      await answered;
      if (timeslot === undefined) throw new CrosspointError('internal', 'the call has no timeslot');
      const ends = { desk: lineAt(desk, timeslot), office: lineAt(office, timeslot) };
      calls.set(index, { ends, call });
      return ends;
    },
    async hangUp(index) {
      const found = calls.get(index);
      if (found === undefined) return;
      const hasEnded = once(network, ({ type, call }) => type === 'ended' && call === found.call);
      network.hangUp(found.call, NORMAL);
      await hasEnded;
    },
    async close() {
      await network.close({ graceMs: GRACE_MS });
      await user.close({ graceMs: GRACE_MS });
    },
  };
}

function isUp({ type }: TrunkMessage): boolean {
  return type === 'up';
}

/** The next message of a trunk that is the one; rejects where it does not come. */
function nextMessage(
  trunk: Trunk,
  isWanted: (message: TrunkMessage) => boolean,
  clock: Clock,
): Promise<TrunkMessage> {
  return new Promise((resolve, reject) => {
    const stop = trunk.events.on('message', (message) => {
      if (!isWanted(message)) return;
      stop();
      clock.clear(timer);
      resolve(message);
    });
    const timer = clock.setTimeout(() => {
      stop();
      reject(new CrosspointError('switch-timeout', `the trunk ${trunk.name} does not go on`));
    }, PATIENCE_MS);
  });
}
