import { expect, test } from 'vitest';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { LinkEvents, SwitchLink, SwitchSnapshot } from '../../../src/spi/driver.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { LinkInTurn } from './link-in-turn.ts';

function event(device: string): SwitchEvent {
  return { event: 'deviceRemoved', device };
}

/** A link whose snapshots are answered by hand. */
function byHand() {
  const events = new TypedEmitter<LinkEvents>();
  const asked: PromiseWithResolvers<SwitchSnapshot>[] = [];
  const link = {
    events,
    capabilities: new Set(),
    snapshot() {
      const one = Promise.withResolvers<SwitchSnapshot>();
      asked.push(one);
      return one.promise;
    },
  } as unknown as SwitchLink;
  const clock = new VirtualClock();
  const heard: string[] = [];
  const inTurn = new LinkInTurn(link, clock, (one) => {
    heard.push(one.event === 'deviceRemoved' ? one.device : one.event);
  });
  const ask = async (name: string): Promise<void> => {
    const word = await inTurn.snapshot().then(
      () => 'answer',
      () => 'refusal',
    );
    // Whoever asked needs a few turns before the answer is on its way.
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    heard.push(`${word} ${name}`);
  };
  return { events, asked, clock, heard, inTurn, ask };
}

test('of events and answers that come at once, each is handed on in its turn', async () => {
  const { events, asked, clock, heard, ask } = byHand();
  void ask('one');
  void ask('two');
  events.emit('event', event('before'), 0);
  asked[0]?.resolve({ devices: [], calls: [] });
  events.emit('event', event('between'), 0);
  asked[1]?.reject(new Error('no'));
  events.emit('event', event('after'), 0);
  await clock.advance(0);
  expect(heard).toEqual(['before', 'answer one', 'between', 'refusal two', 'after']);
});

test('when it is closed every answer comes at once and no event does', async () => {
  const { events, asked, clock, heard, inTurn, ask } = byHand();
  const answers = Promise.all([ask('one'), ask('two'), ask('three')]);
  asked[0]?.resolve({ devices: [], calls: [] });
  asked[1]?.resolve({ devices: [], calls: [] });
  events.emit('event', event('late'), 0);
  await Promise.resolve();
  inTurn.close();
  asked[2]?.resolve({ devices: [], calls: [] });
  await answers;
  await clock.advance(0);
  expect(heard).toEqual(['answer one', 'answer two', 'answer three']);
  expect(clock.hasTimers).toBe(false);
});
