import { SERVICES, type ServiceArgs, type ServiceName } from '../../services.ts';
import type { Check } from '../check.ts';
import { refusalOf } from '../refusal.ts';
import { refused } from '../refused.ts';
import { pickUp, ringing } from '../scenes.ts';
import { CheckSkipped, type Stage } from '../stage.ts';
import { lastTold } from '../words.ts';

const NO_CALL = 'no-such-call';

/** What cannot be done, said so in the words of the contract and without a trace. */
export const REFUSALS: readonly Check[] = [
  {
    id: 'unknown-device',
    title: 'A request about a device that does not exist rejects with unknown-device',
    clause: 'contract, Requests',
    run: refusesUnknownDevice,
  },
  {
    id: 'unknown-call',
    title: 'A request about a call that does not exist rejects with unknown-call',
    clause: 'contract, Requests',
    run: refusesUnknownCall,
  },
  {
    id: 'unknown-connection',
    title: 'A request for a device that has no part in the call rejects with unknown-connection',
    clause: 'contract, Requests',
    needs: { capabilities: ['clearConnection'], hands: ['dialIn'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { connection } = await ringing(stage, a);
      const other = { call: connection.call, device: b };
      await refused(stage, 'clearConnection', { connection: other }, 'unknown-connection');
    },
  },
  {
    id: 'wrong-state',
    title: 'A request that does not fit the state of its connection rejects and changes nothing',
    clause: 'contract, Requests; ECMA-269 §17.1',
    needs: { hands: ['dialIn', 'answer'] },
    run: refusesWrongState,
  },
  {
    id: 'unsupported-service',
    title: 'A service that is not in capabilities rejects with service-not-supported',
    clause: 'contract, Requests',
    run: refusesUnsupported,
  },
  {
    id: 'out-of-service',
    title: 'No call is made from a device that is out of service',
    clause: 'src/base/errors.ts, device-out-of-service',
    needs: { capabilities: ['makeCall'], numbers: ['outOfService'] },
    async run(stage) {
      const callingDevice = stage.numbers.outOfService ?? '';
      const calledNumber = stage.numbers.extensions[0];
      const args = { callingDevice, calledNumber, autoOriginate: true };
      await refused(stage, 'makeCall', args, 'device-out-of-service');
    },
  },
  {
    id: 'invalid-destination',
    title: 'A number that leads nowhere is refused, or its call fails and ends',
    clause: 'ECMA-269 §17.1, Make Call; §17.2, Failed',
    needs: { capabilities: ['makeCall'] },
    run: refusesInvalidDestination,
  },
];

async function refusesUnknownDevice(stage: Stage): Promise<void> {
  const device = stage.numbers.unknown;
  const [a] = stage.numbers.extensions;
  const { capabilities } = stage.link;
  if (capabilities.has('makeCall')) {
    const args = { callingDevice: device, calledNumber: a, autoOriginate: true };
    await refused(stage, 'makeCall', args, 'unknown-device');
  }
  if (capabilities.has('monitorStart')) {
    await refused(stage, 'monitorStart', { device }, 'unknown-device');
  }
  if (capabilities.has('setDoNotDisturb')) {
    await refused(stage, 'setDoNotDisturb', { device, isOn: true }, 'unknown-device');
  }
  if (capabilities.has('setForwarding')) {
    await refused(stage, 'setForwarding', { device, forwardTo: a }, 'unknown-device');
  }
}

async function refusesUnknownCall(stage: Stage): Promise<void> {
  const [device] = stage.numbers.extensions;
  const { capabilities } = stage.link;
  if (capabilities.has('clearCall')) {
    await refused(stage, 'clearCall', { call: NO_CALL }, 'unknown-call');
  }
  const connection = { call: NO_CALL, device };
  for (const service of ['answerCall', 'clearConnection', 'holdCall', 'retrieveCall'] as const) {
    if (!capabilities.has(service)) continue;
    await refused(stage, service, { connection }, 'unknown-call', 'unknown-connection');
  }
}

async function refusesWrongState(stage: Stage): Promise<void> {
  const [a, b] = stage.numbers.extensions;
  const { capabilities } = stage.link;
  const { connection } = await ringing(stage, a);
  for (const service of ['holdCall', 'retrieveCall'] as const) {
    if (capabilities.has(service)) await refused(stage, service, { connection }, 'wrong-state');
  }
  await stage.quiet();
  await pickUp(stage, a);
  for (const service of ['answerCall', 'retrieveCall'] as const) {
    if (capabilities.has(service)) await refused(stage, service, { connection }, 'wrong-state');
  }
  if (capabilities.has('deflectCall')) {
    await refused(stage, 'deflectCall', { connection, newDestination: b }, 'wrong-state');
  }
  await stage.quiet();
}

async function refusesUnsupported(stage: Stage): Promise<void> {
  const { capabilities } = stage.link;
  const unsupported = SERVICES.filter((service) => !capabilities.has(service));
  if (unsupported.length === 0) throw new CheckSkipped('the link has every service');
  const args = argsOf(stage);
  for (const service of unsupported) {
    const answer = await stage.settle(service, stage.link.request(service, args[service]));
    if (!answer.hasFailed) {
      const what = `${service} was done, though it is not in capabilities`;
      stage.report('capability-lie', `${what}; it must reject with service-not-supported`);
      continue;
    }
    const { code, text } = refusalOf(answer.error);
    if (code === 'service-not-supported') continue;
    stage.report(
      'capability-lie',
      `${service} is not in capabilities and was refused with ${text}; ` +
        'it must be service-not-supported, and nothing may be sent',
    );
  }
}

async function refusesInvalidDestination(stage: Stage): Promise<void> {
  const [a] = stage.numbers.extensions;
  const calledNumber = stage.numbers.unknown;
  stage.markNow();
  const request = { callingDevice: a, calledNumber, autoOriginate: true };
  const answer = await stage.settle('makeCall', stage.link.request('makeCall', request));
  if (answer.hasFailed) {
    const { code, text } = refusalOf(answer.error);
    const how = `makeCall to ${calledNumber} was refused with ${text}`;
    const isRight = code === 'invalid-destination' || code === 'switch-rejected';
    stage.demand(isRight, 'refusal-code', `${how}; it must be invalid-destination`);
    return;
  }
  const isEnd = (event: { event: string }) => {
    return ['failed', 'connectionCleared', 'callCleared'].includes(event.event);
  };
  const hasFailed = await stage.until(() => stage.since.some(isEnd), stage.patience.eventMs);
  const how = `makeCall to ${calledNumber} was taken, but nothing says that the call failed`;
  stage.demand(hasFailed, 'event-missing', `${how}; ${lastTold(stage.since)}`);
}

/** Arguments for each service, well formed, so that only the service itself can be the fault. */
function argsOf(stage: Stage): { [Name in ServiceName]: ServiceArgs<Name> } {
  const [device, b] = stage.numbers.extensions;
  const connection = { call: NO_CALL, device };
  const both = { heldCall: connection, activeCall: { call: 'no-other-call', device } };
  return {
    makeCall: { callingDevice: device, calledNumber: b },
    answerCall: { connection },
    clearConnection: { connection },
    clearCall: { call: NO_CALL },
    holdCall: { connection },
    retrieveCall: { connection },
    consultationCall: { existingCall: connection, consultedNumber: b },
    alternateCall: both,
    reconnectCall: both,
    transferCall: both,
    conferenceCall: both,
    singleStepTransferCall: { activeCall: connection, transferredTo: b },
    deflectCall: { connection, newDestination: b },
    directedPickupCall: { callToBePickedUp: connection, requestingDevice: b },
    parkCall: { connection, parkTo: stage.numbers.parkTo ?? b },
    generateDigits: { connection, digits: '1' },
    setDoNotDisturb: { device, isOn: false },
    setForwarding: { device, forwardTo: undefined },
    monitorStart: { device },
    monitorStop: { device },
  };
}
