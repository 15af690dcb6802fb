import type { Party } from '../../device.ts';
import type { Check } from '../check.ts';
import { demandGone, ended, pickUp, ringing, talking } from '../scenes.ts';
import type { Stage } from '../stage.ts';

const EVENTS = 'contract, Facts; ECMA-269 §17.2';

/** One call at a time, begun and ended by people at the phones. */
export const CALLS: readonly Check[] = [
  {
    id: 'inbound-cleared-here',
    title: 'A call from outside rings, is answered, and ends when the phone hangs up',
    clause: EVENTS,
    needs: { hands: ['dialIn', 'answer', 'hangUp'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { call } = (await ringing(stage, a)).connection;
      await stage.quiet();
      await pickUp(stage, a);
      await stage.quiet();
      await stage.play('hangUp', a);
      await stage.expect('connectionCleared', { connection: a, call });
      await ended(stage, call);
    },
  },
  {
    id: 'inbound-cleared-there',
    title: 'A call from outside is answered, and ends when the caller hangs up',
    clause: EVENTS,
    needs: { hands: ['dialIn', 'answer', 'hangUpOutside'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { outsideCall, connection } = await talking(stage, a);
      await stage.quiet();
      await stage.play('hangUpOutside', outsideCall);
      await ended(stage, connection.call);
    },
  },
  {
    id: 'caller-abandons',
    title: 'A caller who hangs up while the phone rings leaves nothing behind',
    clause: EVENTS,
    needs: { hands: ['dialIn', 'hangUpOutside'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { outsideCall, connection } = await ringing(stage, a);
      await stage.quiet();
      await stage.play('hangUpOutside', outsideCall);
      await ended(stage, connection.call);
      demandGone(stage, 'the caller hung up', a);
    },
  },
  {
    id: 'caller-told',
    title: 'A call from outside is told with the numbers of its caller and of the called phone',
    clause: 'ECMA-269 §17.2, Delivered',
    needs: { hands: ['dialIn'] },
    run: tellsCaller,
  },
  {
    id: 'internal',
    title: 'A call from one phone to another is told from dialling to its end',
    clause: EVENTS,
    needs: { hands: ['dial', 'answer', 'hangUp'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      await stage.play('dial', a, b);
      const { connection } = await stage.expect('delivered', { alertingDevice: b });
      await stage.quiet();
      await pickUp(stage, b);
      await stage.quiet();
      await stage.play('hangUp', a);
      await ended(stage, connection.call);
    },
  },
  {
    id: 'busy',
    title: 'A call to a phone that talks fails with cause busy, or waits there, and ends',
    clause: 'ECMA-269 §17.2, Failed',
    needs: { hands: ['dialIn', 'answer', 'dial', 'hangUp'] },
    run: isBusy,
  },
  {
    id: 'no-answer',
    title: 'A call that nobody answers is given up by the switch and told to its end',
    clause: 'ECMA-269 §17.2, Failed, Diverted and Connection Cleared',
    needs: { hands: ['dialIn'], ringTime: true },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await ringing(stage, a);
      const withinMs = (stage.bench.ringsForMs ?? 0) + stage.patience.eventMs;
      const isGone = () => stage.link.model.find(connection)?.state !== 'alerting';
      const what = `${a} still rings after ${withinMs} ms by the events`;
      stage.demand(await stage.until(isGone, withinMs), 'event-missing', what);
      await stage.quiet();
    },
  },
  {
    id: 'outgoing',
    title: 'A call to the outside is told: out to the network, answered there, cleared',
    clause: 'ECMA-269 §17.2, Originated, Network Reached and Established',
    needs: { hands: ['dial', 'answerOutside', 'hangUp'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      await stage.play('dial', a, stage.numbers.outside);
      const { connection } = await stage.expect('networkReached', { callingDevice: a });
      await stage.quiet();
      await stage.play('answerOutside', connection.call);
      await stage.expect('established', { call: connection.call });
      await stage.quiet();
      await stage.play('hangUp', a);
      await ended(stage, connection.call);
    },
  },
  {
    id: 'outgoing-abandoned',
    title: 'A call to the outside that is given up before an answer leaves nothing behind',
    clause: EVENTS,
    needs: { hands: ['dial', 'hangUp'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      await stage.play('dial', a, stage.numbers.outside);
      const { connection } = await stage.expect('networkReached', { callingDevice: a });
      await stage.quiet();
      await stage.play('hangUp', a);
      await ended(stage, connection.call);
    },
  },
  {
    id: 'two-calls',
    title: 'Two calls at once are told apart to the end',
    clause: EVENTS,
    needs: { hands: ['dialIn', 'answer', 'hangUpOutside', 'hangUp'] },
    run: tellsTwoApart,
  },
];

async function tellsCaller(stage: Stage): Promise<void> {
  const [a] = stage.numbers.extensions;
  const from = stage.numbers.caller;
  const name = 'Ada Lovelace';
  await stage.play('dialIn', { from, to: a, name });
  const delivered = await stage.expect('delivered', { alertingDevice: a });
  const caller = delivered.callingDevice as Party | undefined;
  stage.demand(
    caller?.number === from,
    'parties-missing',
    `delivered says the caller is ${JSON.stringify(caller)}; the network sent the number ${from}`,
  );
  const isClaimed = stage.link.capabilities.has('callingName');
  stage.demand(
    caller?.name === (isClaimed ? name : undefined),
    'capability-lie',
    `callingName is ${isClaimed ? '' : 'not '}in capabilities, but delivered says ` +
      `${JSON.stringify(caller)} for "${name}"`,
  );
  await stage.quiet();
  const { calls } = await stage.snapshot();
  const shown = calls.find(({ call }) => call === delivered.connection.call)?.callingDevice;
  stage.demand(
    shown?.number === from,
    'parties-missing',
    `the snapshot says the caller is ${JSON.stringify(shown)}; the network sent the number ${from}`,
  );
}

async function isBusy(stage: Stage): Promise<void> {
  const [a, b] = stage.numbers.extensions;
  await talking(stage, a);
  await stage.play('dial', b, a);
  const hasCome = await stage.until(
    () => stage.since.some(({ event }) => ['failed', 'delivered', 'queued'].includes(event)),
    stage.patience.eventMs,
  );
  stage.demand(hasCome, 'event-missing', `${b} called ${a}, which talks: no failed, no delivered`);
  const failed = stage.since.find((event) => event.event === 'failed');
  const isRight = failed === undefined || failed.event !== 'failed' || failed.cause === 'busy';
  stage.demand(isRight, 'cause-missing', `the cause of failed at a phone that talks is not busy`);
  await stage.quiet();
  await stage.play('hangUp', b);
  await stage.quiet();
  await stage.play('hangUp', a);
  await stage.quiet();
}

async function tellsTwoApart(stage: Stage): Promise<void> {
  const [a, b] = stage.numbers.extensions;
  const first = await talking(stage, a);
  const second = await ringing(stage, b);
  await stage.quiet();
  await stage.play('hangUpOutside', first.outsideCall);
  await ended(stage, first.connection.call);
  await pickUp(stage, b);
  await stage.quiet();
  await stage.play('hangUp', b);
  await ended(stage, second.connection.call);
}
