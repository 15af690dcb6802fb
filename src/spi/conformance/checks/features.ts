import type { SwitchEvent } from '../../switch-event.ts';
import type { Check } from '../check.ts';
import { demandGone, liveAt, ringing, talking } from '../scenes.ts';
import { isWanted, type Stage } from '../stage.ts';
import { lastTold } from '../words.ts';

/** What a phone can do with a call beside talking, and what can be set at it. */
export const FEATURES: readonly Check[] = [
  {
    id: 'deflect',
    title: 'deflectCall sends a ringing call to another phone',
    clause: 'ECMA-269 §17.1, Deflect Call; §17.2, Diverted',
    needs: { capabilities: ['deflectCall'], hands: ['dialIn'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { connection } = await ringing(stage, a);
      await stage.ask('deflectCall', { connection, newDestination: b });
      await stage.expect('diverted', { connection: a });
      await stage.expect('delivered', { alertingDevice: b });
      await stage.quiet();
      demandGone(stage, 'deflectCall', a);
    },
  },
  {
    id: 'pickup',
    title: 'directedPickupCall answers a call that rings elsewhere',
    clause: 'ECMA-269 §17.1, Directed Pickup Call',
    needs: { capabilities: ['directedPickupCall'], hands: ['dialIn'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const { connection } = await ringing(stage, a);
      await stage.ask('directedPickupCall', {
        callToBePickedUp: connection,
        requestingDevice: b,
      });
      await stage.expect('established', { answeringDevice: b });
      await stage.quiet();
      demandGone(stage, 'directedPickupCall', a);
    },
  },
  {
    id: 'park',
    title: 'parkCall puts a call aside and lets the phone go',
    clause: 'ECMA-269 §17.1, Park Call',
    needs: { capabilities: ['parkCall'], hands: ['dialIn', 'answer'], numbers: ['parkTo'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await talking(stage, a);
      await stage.ask('parkCall', { connection, parkTo: stage.numbers.parkTo ?? '' });
      const isGone = await stage.until(() => liveAt(stage, a).length === 0, stage.patience.eventMs);
      stage.demand(isGone, 'event-missing', `parkCall: no event takes ${a} out of its call`);
      await stage.quiet();
    },
  },
  {
    id: 'digits',
    title: 'generateDigits is taken in a call, and the digits are told where that is claimed',
    clause: 'ECMA-269 §17.1, Generate Digits',
    needs: { capabilities: ['generateDigits'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      const { connection } = await talking(stage, a);
      await stage.ask('generateDigits', { connection, digits: '12#' });
      if (stage.link.capabilities.has('digitsReported')) await expectDigits(stage, '12#');
      await stage.quiet();
    },
  },
  {
    id: 'caller-digits',
    title: 'The keys that a caller presses are told once, in their order',
    clause: 'src/spi/services.ts, digitsReported',
    needs: { capabilities: ['digitsReported'], hands: ['dialIn', 'answer'] },
    async run(stage) {
      const [a] = stage.numbers.extensions;
      await stage.play('dialIn', { from: stage.numbers.caller, to: a, digits: '1133#' });
      await stage.expect('delivered', { alertingDevice: a });
      await stage.play('answer', a);
      await expectDigits(stage, '1133#');
    },
  },
  {
    id: 'do-not-disturb',
    title: 'A phone in do-not-disturb says so and does not ring',
    clause: 'ECMA-269 §22, Set Do Not Disturb',
    needs: { capabilities: ['setDoNotDisturb'], hands: ['dialIn'] },
    run: doesNotDisturb,
  },
  {
    id: 'forwarding',
    title: 'A forwarded phone says so, and its calls ring elsewhere',
    clause: 'ECMA-269 §22, Set Forwarding',
    needs: { capabilities: ['setForwarding'], hands: ['dialIn'] },
    run: forwards,
  },
];

async function expectDigits(stage: Stage, wanted: string): Promise<void> {
  const got = () =>
    stage.since.map((event) => (event.event === 'digits' ? event.digits : '')).join('');
  await stage.until(() => got().length >= wanted.length, stage.patience.eventMs);
  await stage.calm();
  const what = `the keys ${wanted} were pressed, and told as "${got()}"`;
  const rule = got().length > wanted.length ? 'event-doubled' : 'event-missing';
  stage.demand(got() === wanted, rule, what);
}

async function doesNotDisturb(stage: Stage): Promise<void> {
  const [device] = stage.numbers.extensions;
  await stage.ask('setDoNotDisturb', { device, isOn: true });
  await expectChange(stage, 'setDoNotDisturb', device, (info) => info.doNotDisturb === true);
  await stage.play('dialIn', { from: stage.numbers.caller, to: device });
  await stage.calm();
  const hasRung = stage.since.some((event) =>
    isWanted(event, 'delivered', { alertingDevice: device }),
  );
  stage.demand(!hasRung, 'service-effect', `${device} rings, though it is in do-not-disturb`);
  await stage.ask('setDoNotDisturb', { device, isOn: false });
  await expectChange(stage, 'setDoNotDisturb', device, (info) => info.doNotDisturb !== true);
}

async function forwards(stage: Stage): Promise<void> {
  const [device, forwardTo] = stage.numbers.extensions;
  await stage.ask('setForwarding', { device, forwardTo });
  await expectChange(stage, 'setForwarding', device, (info) => info.forwardedTo === forwardTo);
  await stage.play('dialIn', { from: stage.numbers.caller, to: device });
  await stage.expect('delivered', { alertingDevice: forwardTo });
  await stage.quiet();
  demandGone(stage, 'forwarding', device);
  await stage.ask('setForwarding', { device, forwardTo: undefined });
  await expectChange(stage, 'setForwarding', device, (info) => info.forwardedTo === undefined);
}

/** A setting is told by an event and shown by the snapshot. */
async function expectChange(
  stage: Stage,
  service: string,
  device: string,
  isRight: (info: Extract<SwitchEvent, { event: 'deviceChanged' }>['device']) => boolean,
): Promise<void> {
  const isTold = (event: SwitchEvent) => {
    return (
      event.event === 'deviceChanged' && event.device.device === device && isRight(event.device)
    );
  };
  const hasCome = await stage.until(() => stage.since.some(isTold), stage.patience.eventMs);
  const what = `${service} was done at ${device}, but no deviceChanged tells of it`;
  stage.demand(hasCome, 'event-missing', `${what}; ${lastTold(stage.since)}`);
  const info = (await stage.snapshot()).devices.find((one) => one.device === device);
  stage.demand(
    info !== undefined && isRight(info),
    'snapshot-state',
    `${service} was done, but the snapshot shows ${device} as ${JSON.stringify(info)}`,
  );
}
