import type { Check } from '../check.ts';
import {
  consulted,
  consulting,
  demandGone,
  demandState,
  ended,
  liveAt,
  pickUp,
  talking,
} from '../scenes.ts';
import type { Stage } from '../stage.ts';

const JOINED = 'contract, Facts; ECMA-269 §12.2.7, §17.2, Transferred and Conferenced';

/** Two calls of one phone: held, taken turns with, made one. */
export const HELD_CALLS: readonly Check[] = [
  {
    id: 'hold-retrieve',
    title: 'A call is held and retrieved',
    clause: 'ECMA-269 §17.1, Hold Call and Retrieve Call',
    needs: { capabilities: ['holdCall', 'retrieveCall'], hands: ['dialIn', 'answer', 'hangUp'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await talking(stage, a);
      await stage.ask('holdCall', { connection });
      await stage.expect('held', { connection: a });
      await stage.quiet();
      demandState(stage, 'holdCall', connection, 'held');
      await stage.ask('retrieveCall', { connection });
      await stage.expect('retrieved', { connection: a });
      await stage.quiet();
      demandState(stage, 'retrieveCall', connection, 'connected');
      await stage.play('hangUp', a);
      await ended(stage, connection.call);
    },
  },
  {
    id: 'held-caller-gone',
    title: 'A caller who hangs up while he is held is told of',
    clause: 'ECMA-269 §17.2, Connection Cleared',
    needs: { capabilities: ['holdCall'], hands: ['dialIn', 'answer', 'hangUpOutside'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection, outsideCall } = await talking(stage, a);
      await stage.ask('holdCall', { connection });
      await stage.expect('held', { connection: a });
      await stage.play('hangUpOutside', outsideCall);
      await ended(stage, connection.call);
    },
  },
  {
    id: 'consult-reconnect',
    title: 'A consultation holds the first call; reconnectCall clears it and returns there',
    clause: 'ECMA-269 §17.1, Consultation Call and Reconnect Call',
    needs: { capabilities: ['consultationCall', 'reconnectCall'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { heldCall, activeCall } = await consulted(stage, a, b);
      await stage.quiet();
      await stage.ask('reconnectCall', { heldCall, activeCall });
      await stage.expect('retrieved', { connection: a, call: heldCall.call });
      await stage.quiet();
      demandState(stage, 'reconnectCall', heldCall, 'connected');
      demandGone(stage, 'reconnectCall', b);
    },
  },
  {
    id: 'alternate',
    title: 'alternateCall holds the active call and retrieves the held one',
    clause: 'ECMA-269 §17.1, Alternate Call',
    needs: { capabilities: ['consultationCall', 'alternateCall'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { heldCall, activeCall } = await consulted(stage, a, b);
      await stage.ask('alternateCall', { heldCall, activeCall });
      await stage.expect('retrieved', { connection: a, call: heldCall.call });
      await stage.quiet();
      demandState(stage, 'alternateCall', heldCall, 'connected');
      demandState(stage, 'alternateCall', activeCall, 'held');
    },
  },
  {
    id: 'transfer',
    title: 'A transfer after the answer leaves the two others in one call, by new connections',
    clause: JOINED,
    needs: {
      capabilities: ['consultationCall', 'transferCall'],
      hands: ['dialIn', 'answer', 'hangUp'],
    },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { heldCall, activeCall } = await consulted(stage, a, b);
      await stage.quiet();
      await stage.ask('transferCall', { heldCall, activeCall });
      await stage.expect('transferred', { byDevice: a });
      await stage.quiet();
      demandGone(stage, 'transferCall', a);
      demandTalking(stage, 'transferCall', [b]);
      await hangUpIn(stage, b);
    },
  },
  {
    id: 'transfer-ringing',
    title: 'A transfer before the answer lets the phone ring on, and it can be answered',
    clause: JOINED,
    needs: {
      capabilities: ['consultationCall', 'transferCall'],
      hands: ['dialIn', 'answer', 'hangUp'],
    },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { heldCall, activeCall } = await consulting(stage, a, b);
      await stage.ask('transferCall', { heldCall, activeCall });
      await stage.expect('transferred', { byDevice: a });
      await stage.quiet();
      demandGone(stage, 'transferCall', a);
      await pickUp(stage, b);
      await stage.quiet();
      demandTalking(stage, 'transferCall', [b]);
      await hangUpIn(stage, b);
    },
  },
  {
    id: 'single-step-transfer',
    title: 'singleStepTransferCall gives the caller away without a word to the other',
    clause: JOINED,
    needs: { capabilities: ['singleStepTransferCall'], hands: ['dialIn', 'answer', 'hangUp'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { connection } = await talking(stage, a);
      await stage.ask('singleStepTransferCall', { activeCall: connection, transferredTo: b });
      const { event } = await stage.expect('transferred', { byDevice: a });
      await stage.quiet();
      demandGone(stage, event, a);
      await pickUp(stage, b);
      await stage.quiet();
      demandTalking(stage, 'singleStepTransferCall', [b]);
      await hangUpIn(stage, b);
    },
  },
  {
    id: 'conference',
    title: 'A conference joins all parties in one call; who leaves it leaves the others there',
    clause: JOINED,
    needs: {
      capabilities: ['consultationCall', 'conferenceCall'],
      hands: ['dialIn', 'answer', 'hangUp'],
    },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { heldCall, activeCall } = await consulted(stage, a, b);
      await stage.ask('conferenceCall', { heldCall, activeCall });
      await stage.expect('conferenced', { byDevice: a });
      await stage.quiet();
      demandTalking(stage, 'conferenceCall', [a, b]);
      await stage.play('hangUp', b);
      await stage.expect('connectionCleared', { connection: b });
      await stage.quiet();
      demandTalking(stage, 'leaving the conference', [a]);
      await hangUpIn(stage, a);
    },
  },
];

/** Demands that these phones are connected, in one call, with somebody else in it. */
function demandTalking(stage: Stage, service: string, devices: readonly string[]): void {
  const calls = new Set<string>();
  for (const device of devices) {
    const [connection] = liveAt(stage, device);
    if (connection === undefined) {
      stage.fail('service-effect', `after ${service}, ${device} is in no call by the events`);
    }
    demandState(stage, service, connection, 'connected');
    calls.add(connection.call);
  }
  const [call = '', second] = calls;
  const parties = stage.link.model.liveOf(call);
  stage.demand(
    second === undefined && parties.length > devices.length,
    'service-effect',
    `after ${service}, ${devices.join(' and ')} do not talk in one call with the caller: ` +
      `call ${[...calls].join(' and ')} has ${parties.map(({ id }) => id.device).join(', ')}`,
  );
}

/** The last phone hangs up: what is left of its call ends. */
async function hangUpIn(stage: Stage, device: string): Promise<void> {
  const [connection] = liveAt(stage, device);
  await stage.play('hangUp', device);
  await stage.expect('connectionCleared', { connection: device });
  await ended(stage, connection?.call ?? '');
}
