import { isCallControlEvent } from '../../switch-event.ts';
import type { Check } from '../check.ts';
import { ringing } from '../scenes.ts';
import type { Stage } from '../stage.ts';
import { lastTold } from '../words.ts';

/** Which calls are told of. */
export const MONITORS: readonly Check[] = [
  {
    id: 'monitors',
    title: 'Only calls of monitored devices are told of, from monitorStart to monitorStop',
    clause: 'src/spi/services.ts, monitorStart; ECMA-269 §15.1',
    needs: {
      capabilities: ['monitorStart', 'monitorStop'],
      hands: ['dialIn', 'hangUpOutside'],
    },
    run: startsAndStops,
  },
  {
    id: 'monitor-running-call',
    title: 'A call that runs when its device is monitored is in the snapshot and told of further',
    clause: 'contract, Facts and Snapshots',
    needs: {
      capabilities: ['monitorStart', 'monitorStop'],
      hands: ['dialIn', 'answer', 'hangUp'],
    },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      await stopAll(stage);
      await stage.play('dialIn', { from: stage.numbers.caller, to: a });
      await stage.pass(stage.patience.quietMs * 3);
      await stage.ask('monitorStart', { device: a });
      await stage.adopt();
      await stage.play('answer', a);
      await stage.expect('established', { answeringDevice: a });
      await stage.quiet();
      await stage.play('hangUp', a);
      await stage.expect('connectionCleared', { connection: a });
    },
  },
];

async function startsAndStops(stage: Stage): Promise<void> {
  const [a, b] = stage.numbers.extensions;
  await stopAll(stage);
  await callSilently(stage, a);
  await stage.ask('monitorStart', { device: a });
  const { outsideCall } = await ringing(stage, a);
  await callSilently(stage, b);
  await stage.play('hangUpOutside', outsideCall);
  await stage.expect('connectionCleared', { connection: a });
  await stage.calm();
  await stop(stage, a);
  await callSilently(stage, a);
}

/** A call comes and goes, and nothing is told of it. */
async function callSilently(stage: Stage, device: string): Promise<void> {
  const { call } = await stage.play('dialIn', { from: stage.numbers.caller, to: device });
  stage.markNow();
  await stage.calm();
  const told = stage.since.filter(isCallControlEvent);
  await stage.play('hangUpOutside', call);
  await stage.calm();
  told.push(...stage.since.filter(isCallControlEvent));
  const what = `${device} is not monitored, and yet the call that rang there was told of`;
  stage.demand(told.length === 0, 'event-unmonitored', `${what}; ${lastTold(told)}`);
}

async function stopAll(stage: Stage): Promise<void> {
  for (const device of stage.numbers.extensions) await stop(stage, device);
  const { parkTo } = stage.numbers;
  if (parkTo === undefined || stage.numbers.extensions.includes(parkTo)) return;
  await stage.settle('monitorStop', stage.link.request('monitorStop', { device: parkTo }));
}

async function stop(stage: Stage, device: string): Promise<void> {
  await stage.ask('monitorStop', { device });
  stage.link.stopMonitoring(device);
}
