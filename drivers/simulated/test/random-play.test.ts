import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { pick, randomInteger, SeededRandom } from '../../../src/base/random.ts';
import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { demoSettings } from '../demo.ts';
import { FoldedCalls } from './folded-calls.ts';
import { Rig } from './rig.ts';

const PHONES = ['2001', '2002', '2003', '2004', '2005', '2006'];
const NUMBERS = [...PHONES, '2100', '2200', '0301101', '+49301201', '+4940555', '2999', '71'];

const settings = {
  ...demoSettings,
  extensions: [
    { number: '2001', forward: { busy: '2004' } },
    { number: '2002', forward: { noAnswer: '2200', noAnswerMs: 4_000 } },
    { number: '2003', callWaiting: false },
    { number: '2004' },
    { number: '2005' },
    { number: '2006', forward: { immediate: '+498955501' } },
  ],
  trunks: { lines: 6 },
  pilots: [
    {
      number: '2200',
      agents: ['2004', '2005'],
      ringMs: 3_000,
      overflowTo: '2001',
      overflowAfterMs: 9_000,
    },
  ],
  timing: { patienceMs: 20_000, parkRecallMs: 8_000, ringTimeoutMs: 15_000, failureToneMs: 4_000 },
};

/** Somebody does something, sensible or not; a refusal is fine, anything else is not. */
async function playOneStep(rig: Rig, random: SeededRandom): Promise<void> {
  try {
    await oneStep(rig, random);
  } catch (error) {
    if (!(error instanceof CrosspointError) || error.code === 'internal') throw error;
  }
}

async function oneStep(rig: Rig, random: SeededRandom): Promise<void> {
  const { people } = rig;
  const phone = pick(random, PHONES);
  const calls = people.look().calls;
  const anyCall = calls.length === 0 ? '0' : pick(random, calls).call;
  switch (randomInteger(random, 10)) {
    case 0:
    case 1:
      await people.dialIn({ from: '+49301', to: pick(random, PHONES), digits: '1' });
      return;
    case 2:
      await people.dial(phone, pick(random, NUMBERS));
      return;
    case 3:
    case 4:
      await people.answer(phone);
      return;
    case 5:
      await people.hangUp(phone);
      return;
    case 6:
      await (random.next() < 0.5 ? people.hangUpOutside(anyCall) : people.answerOutside(anyCall));
      return;
    case 7:
      if (random.next() < 0.2) {
        const device = pick(random, [...PHONES, 'T1', 'T2', '2200']);
        await people.inject({ kind: 'device-out-of-service', device, durationMs: 3_000 });
      }
      return;
    default:
      await anyService(rig, random);
  }
}

async function anyService(rig: Rig, random: SeededRandom): Promise<void> {
  const connections = rig.people.look().calls.flatMap((call) => call.connections);
  const one = (): ConnectionId => {
    return connections.length === 0
      ? { call: '0', device: '2001' }
      : pick(random, connections).connection;
  };
  const held = connections.find(({ state }) => state === 'held')?.connection ?? one();
  const active =
    connections.find(({ connection, state }) => {
      return state === 'connected' && connection.device === held.device;
    })?.connection ?? one();
  const both = { heldCall: held, activeCall: active };
  const to = pick(random, NUMBERS);
  const device = pick(random, PHONES);
  const services: { [Name in ServiceName]?: ServiceArgs<Name> } = {
    makeCall: { callingDevice: device, calledNumber: to, autoOriginate: random.next() < 0.7 },
    answerCall: { connection: one() },
    clearConnection: { connection: one() },
    holdCall: { connection: one() },
    retrieveCall: { connection: held },
    consultationCall: { existingCall: one(), consultedNumber: to },
    alternateCall: both,
    reconnectCall: both,
    transferCall: both,
    conferenceCall: both,
    singleStepTransferCall: { activeCall: one(), transferredTo: to },
    deflectCall: { connection: one(), newDestination: to },
    directedPickupCall: { callToBePickedUp: one(), requestingDevice: device },
    parkCall: { connection: one(), parkTo: pick(random, ['71', '72', '2005']) },
    generateDigits: { connection: one(), digits: '5' },
    setDoNotDisturb: { device, isOn: random.next() < 0.2 },
  };
  const name = pick(random, Object.keys(services) as ServiceName[]);
  await rig.ask(name, services[name] as ServiceArgs<typeof name>);
}

async function play(seed: number, steps: number): Promise<string[]> {
  const random = new SeededRandom(seed);
  const rig = await new Rig(settings).open();
  const folded = new FoldedCalls();
  const log: string[] = [];
  rig.link.events.on('event', (event) => {
    folded.apply(event);
    log.push(JSON.stringify(event));
  });
  for (let step = 0; step < steps; step += 1) {
    await playOneStep(rig, random);
    await rig.clock.advance(randomInteger(random, random.next() < 0.2 ? 6_000 : 300));
    const real = await quietPicture(rig);
    expect(folded.states, `seed ${seed}, step ${step}`).toEqual(real);
  }
  await rig.link.close();
  await rig.connector.close();
  return log;
}

/** What is so, and was so long enough ago for its events to have arrived. */
async function quietPicture(rig: Rig): Promise<string[]> {
  for (;;) {
    const before = picture(rig);
    await rig.clock.advance(2);
    if (JSON.stringify(before) === JSON.stringify(picture(rig))) return before;
  }
}

function picture(rig: Rig): string[] {
  return rig.people
    .look()
    .calls.flatMap(({ connections }) => connections)
    .map(({ connection: { call, device }, state }) => `${call}/${device} ${state}`)
    .toSorted();
}

describe('whatever people do', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'events alone tell the state of every connection (seed %i)',
    async (seed) => {
      const log = await play(seed, 400);
      expect(log.length).toBeGreaterThan(200);
    },
  );

  it('the same seed gives the same events', async () => {
    expect(await play(99, 200)).toEqual(await play(99, 200));
  });
});
