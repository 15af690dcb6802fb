import { driver } from '../../../drivers/asterisk/index.ts';
import { SystemClock } from '../../../src/base/clock.ts';
import { realWait, type Bench, type DriverModule } from '../../../src/spi/conformance/index.ts';
import { CrosspointError, type FarEnd } from '../../../src/spi/index.ts';
import { until } from './child.ts';
import type { PhoneCall } from './phone.ts';
import { CALLER, TestTable } from './table.ts';

const OUT_OF_SERVICE = '2004';
const RINGS_FOR_MS = 3_000;

/**
 * The conformance kit's bench over one real Asterisk: it runs on from check to check, with every call
 * ended in between.
 */
export function asteriskModule(table: TestTable): DriverModule {
  return {
    driver,
    conformance: {
      async createBench() {
        await table.clear();
        return benchOf(table);
      },
    },
  };
}

function benchOf(table: TestTable): Bench {
  const clock = new SystemClock();
  return {
    clock,
    settings: { ...table.settings, ringTimeoutMs: RINGS_FOR_MS },
    numbers: {
      extensions: ['2001', '2002', '2003'],
      caller: CALLER,
      outside: '0301234',
      unknown: '9999',
      outOfService: OUT_OF_SERVICE,
    },
    farEnd: handsAt(table),
    cutLink: async (forMs) => table.cutter.cut(forMs),
    patience: { eventMs: 4_000, answerMs: 8_000, lossMs: 4_000, quietMs: 120, checkMs: 60_000 },
    ringsForMs: RINGS_FOR_MS,
    until: realWait(clock),
    async close() {
      table.hangUpAll();
    },
  };
}

/** The people at the phones around Asterisk. */
function handsAt(table: TestTable): Partial<FarEnd> {
  const outsideCalls = new Map<string, PhoneCall>();
  const { outside } = table;
  return {
    faults: new Set(),
    async dialIn({ from, to, name, digits }) {
      const call = outside.dial(to, name === undefined ? { from } : { from, name });
      const id = await channelOf(table, call);
      outsideCalls.set(id, call);
      if (digits !== undefined) void pressOnAnswer(table, call, digits);
      return { call: id };
    },
    async hangUpOutside(id) {
      const call = outsideCalls.get(id) ?? outside.call;
      if (call === undefined) throw new CrosspointError('unknown-call', 'nobody outside is in it');
      outside.hangUp(call);
    },
    async answerOutside() {
      outside.answer(await outside.rings());
    },
    async dial(device, number) {
      table.phone(device).dial(number);
    },
    async answer(device) {
      const phone = table.phone(device);
      const ringing = (): PhoneCall | undefined =>
        phone.calls.findLast(({ state }) => state === 'ringing');
      await until(`${device} rings`, () => ringing() !== undefined);
      phone.answer(ringing());
    },
    async hangUp(device) {
      const phone = table.phone(device);
      if (phone.call === undefined) throw new CrosspointError('wrong-state', `${device} is idle`);
      phone.hangUp();
    },
  };
}

/** The caller's channel gives a call its identifier. */
async function channelOf(table: TestTable, call: PhoneCall): Promise<string> {
  let found: string | undefined;
  await until('the caller has a channel', async () => {
    const channels = (await table.asterisk.ari('/channels')) as {
      id: string;
      protocol_id: string;
    }[];
    found = channels.find(({ protocol_id: id }) => id === call.id)?.id;
    return found !== undefined || call.state === 'ended';
  });
  return found ?? '';
}

async function pressOnAnswer(table: TestTable, call: PhoneCall, digits: string): Promise<void> {
  await until('the caller is answered', () => call.state === 'talking');
  // A bridge takes the first packets of a voice path as its beginning; a person is slower too.
  await until('the caller is in a bridge', async () => {
    const bridges = (await table.asterisk.ari('/bridges')) as { channels: string[] }[];
    return bridges.some(({ channels }) => channels.length === 2);
  });
  await table.outside.press(digits, call);
}
