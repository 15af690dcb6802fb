import type { Check } from '../check.ts';
import type { Stage } from '../stage.ts';

const CALL_COUNT = 50;

/** Many calls in a short time. */
export const LOAD: readonly Check[] = [
  {
    id: 'burst',
    title: 'Fifty calls in a burst are told each to its end, and none is mixed up or left over',
    clause: 'contract, Facts',
    needs: { hands: ['dialIn', 'hangUpOutside'] },
    run: takesBurst,
  },
];

/** Every free phone rings at once, again and again, while the link takes what comes. */
async function takesBurst(stage: Stage): Promise<void> {
  const { extensions, caller: from } = stage.numbers;
  let placed = 0;
  while (placed < CALL_COUNT) {
    const calls: string[] = [];
    for (const to of extensions.slice(0, CALL_COUNT - placed)) {
      calls.push((await stage.play('dialIn', { from, to })).call);
      placed += 1;
    }
    const wanted = placed;
    const isTold = () => ringsTold(stage) >= wanted;
    if (!(await stage.until(isTold, stage.patience.eventMs))) {
      stage.fail('event-missing', `${wanted} phones rang, ${ringsTold(stage)} were told of`);
    }
    for (const call of calls) await stage.play('hangUpOutside', call);
    const areOver = () => stage.link.model.live().length === 0;
    await stage.until(areOver, stage.patience.eventMs);
  }
  await stage.quiet();
}

function ringsTold(stage: Stage): number {
  return stage.link.events.filter(({ event }) => event === 'delivered').length;
}
