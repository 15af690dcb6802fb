import { expect, test } from 'vitest';
import { CrosspointError } from '../../../src/base/errors.ts';
import { pick, randomInteger, SeededRandom } from '../../../src/base/random.ts';
import type { ConnectionId } from '../../../src/spi/connection.ts';
import type { SimulatedSettings } from '../../simulated/settings.ts';
import { dialingNumber } from '../model/identifiers.ts';
import { FaceRig, type FaceClient } from '../testing/face-rig.ts';
import { ToldStates } from '../testing/told-states.ts';

const PHONES = ['2001', '2002', '2003', '2004'];
const NUMBERS = [...PHONES, '2200', '0301', '2999', '71'];
const MONITORED = [...PHONES, 'T1', 'T2', '2200', '71'];

const settings: SimulatedSettings = {
  extensions: [
    { number: '2001', forward: { busy: '2004' } },
    { number: '2002', forward: { noAnswer: '2200', noAnswerMs: 4_000 } },
    { number: '2003', callWaiting: false },
    { number: '2004' },
  ],
  trunks: { lines: 4 },
  pilots: [{ number: '2200', agents: ['2003', '2004'], ringMs: 3_000 }],
  parkSlots: ['71'],
  outside: [{ number: '0*', does: 'answers', afterMs: 1_000, hangsUpAfterMs: 8_000 }],
  timing: { patienceMs: 15_000, parkRecallMs: 6_000, ringTimeoutMs: 10_000, failureToneMs: 3_000 },
};

interface Watched {
  readonly client: FaceClient;
  readonly device: string;
  readonly crossRef: string;
  readonly told: ToldStates;
}

async function watch(client: FaceClient, device: string): Promise<Watched> {
  const [crossRef = ''] = await client.monitor(device);
  const { connections } = await client.ask('snapshotDevice', { device: dialingNumber(device) });
  const told = new ToldStates(connections);
  client.session.events.on('report', (report) => {
    if (report.crossRef === crossRef) told.apply(report);
  });
  return { client, device, crossRef, told };
}

/** Somebody does something, sensible or not; a refusal is fine, anything else is not. */
async function oneStep(rig: FaceRig, client: FaceClient, random: SeededRandom): Promise<void> {
  const { people } = rig;
  const phone = pick(random, PHONES);
  const [call] = people.look().calls.map((one) => one.call);
  switch (randomInteger(random, 8)) {
    case 0:
      await people.dialIn({ from: '+49301', to: pick(random, [...PHONES, '2200']) });
      return;
    case 1:
      await people.dial(phone, pick(random, NUMBERS));
      return;
    case 2:
    case 3:
      await people.answer(phone);
      return;
    case 4:
      await people.hangUp(phone);
      return;
    case 5:
      await people.hangUpOutside(call ?? '0');
      return;
    default:
      await press(rig, client, random);
  }
}

/** Somebody uses a feature: at the phone, or by request of the client that knows every call. */
async function press(rig: FaceRig, client: FaceClient, random: SeededRandom): Promise<void> {
  const connections = rig.people.look().calls.flatMap((one) => one.connections);
  if (connections.length === 0) return;
  const one = (): ConnectionId => pick(random, connections).connection;
  const heldCall = connections.find(({ state }) => state === 'held')?.connection ?? one();
  const activeCall =
    connections.find(({ connection, state }) => {
      return state === 'connected' && connection.device === heldCall.device;
    })?.connection ?? one();
  const { people } = rig;
  const to = pick(random, NUMBERS);
  switch (randomInteger(random, 7)) {
    case 0:
      await people.press('consultationCall', { existingCall: one(), consultedNumber: to });
      return;
    case 1:
      await people.press('transferCall', { heldCall, activeCall });
      return;
    case 2:
      await people.press('conferenceCall', { heldCall, activeCall });
      return;
    case 3:
      await people.press('deflectCall', { connection: one(), newDestination: to });
      return;
    case 4:
      await people.press('parkCall', { connection: one(), parkTo: '71' });
      return;
    case 5:
      await people.press('singleStepTransferCall', { activeCall: one(), transferredTo: to });
      return;
    default: {
      const at = await client.at(pick(random, PHONES)).catch(() => undefined);
      if (at !== undefined) await client.ask('clearConnection', { connection: at });
    }
  }
}

function statesAt(rig: FaceRig, device: string): string[] {
  return rig.people
    .look()
    .calls.flatMap(({ connections }) => connections)
    .filter((one) => one.connection.device === device)
    .map(({ state }) => state)
    .toSorted();
}

test.each([1, 2, 3, 4])(
  'whatever people do, each monitor tells the truth of its device (seed %i)',
  async (seed) => {
    const random = new SeededRandom(seed);
    const rig = new FaceRig({ settings });
    const [all, some] = [await rig.client(), await rig.client()];
    const fixed: Watched[] = [];
    for (const device of MONITORED) fixed.push(await watch(all, device));
    let passing = await watch(some, pick(random, MONITORED));
    for (let step = 0; step < 150; step += 1) {
      await oneStep(rig, all, random).catch((error: unknown) => {
        if (!(error instanceof CrosspointError) || error.code === 'internal') throw error;
      });
      await rig.clock.advance(randomInteger(random, random.next() < 0.2 ? 5_000 : 300));
      if (random.next() < 0.2) {
        await some.ask('monitorStop', { crossRef: passing.crossRef });
        passing = await watch(some, pick(random, MONITORED));
      }
      await quiet(rig);
      for (const { device, told } of [...fixed, passing]) {
        expect(told.states, `seed ${seed}, step ${step}, ${device}`).toEqual(statesAt(rig, device));
      }
    }
    for (const phone of PHONES) await rig.people.hangUp(phone).catch(() => {});
    await rig.clock.advance(180_000);
    expect([all.session.counters.malformed, all.session.counters.lateAnswers]).toEqual([0, 0]);
    // A minute after the last call has ended its name is free again.
    const left = new Set(rig.people.look().calls.map(({ call }) => call));
    const kept = allNames(all).filter((name) => !left.has(rig.server.callNamed(name) ?? ''));
    expect(kept.filter((name) => rig.server.callNamed(name) !== undefined)).toEqual([]);
    await rig.server.close();
  },
);

/** Until nothing has happened for long enough that everything has been told. */
async function quiet(rig: FaceRig): Promise<void> {
  for (;;) {
    const before = JSON.stringify(rig.people.look());
    await rig.clock.advance(5);
    if (JSON.stringify(rig.people.look()) === before) return;
  }
}

function allNames({ heard }: FaceClient): string[] {
  const names = heard.flatMap(({ event }) => {
    return 'connection' in event && event.connection.call !== undefined
      ? [event.connection.call]
      : [];
  });
  return [...new Set(names)];
}
