import { afterEach, describe, expect, it } from 'vitest';
import { FramedLine } from '../../../drivers/csta/framing/framed-line.ts';
import type { HipathV24Settings } from '../../../drivers/csta/framing/framing-settings.ts';
import { isWholeBer } from '../../../drivers/csta/framing/raw-ber.ts';
import { lineNoise, type Noise } from '../../../drivers/csta/transport/line-noise.ts';
import { SerialTransport } from '../../../drivers/csta/transport/serial-transport.ts';
import { SystemClock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { randomInteger, SeededRandom } from '../../../src/base/random.ts';
import { missingSocat, PtyCable, type Side } from './pty.ts';

const missing = missingSocat();
const clock = new SystemClock();
const opened: { close(): Promise<void> }[] = [];

/** The timers of the protocol, short enough to be waited for. */
const QUICK = {
  enquiryMs: 400,
  secondEnquiryMs: 800,
  giveUpMs: 1_200,
  nakQuietMs: 20,
  quietMs: 60,
} as const;

afterEach(async () => {
  for (const thing of opened.splice(0).toReversed()) await thing.close();
});

async function plugIn(noise?: Noise): Promise<PtyCable> {
  const cable = await PtyCable.start(noise);
  opened.push(cable);
  return cable;
}

async function open(path: string): Promise<SerialTransport> {
  const line = new SerialTransport({ path }, clock);
  opened.push(line);
  await line.open();
  return line;
}

interface End {
  readonly line: FramedLine;
  readonly received: Uint8Array[];
  /** Resolves with the reason when the line is down, and when. */
  readonly down: Promise<[reason: CrosspointError, at: number]>;
}

async function joined(
  cable: PtyCable,
  settings: Partial<HipathV24Settings> = {},
): Promise<Record<Side, End>> {
  const end = async (path: string, role: 'client' | 'pbx'): Promise<End> => {
    const line = new FramedLine({
      transport: new SerialTransport({ path }, clock),
      framing: { kind: 'hipath-v24', ...QUICK, ...settings },
      role,
      clock,
      isWhole: isWholeBer,
    });
    opened.push(line);
    const received: Uint8Array[] = [];
    line.events.on('pdu', (pdu) => received.push(pdu));
    const down = new Promise<[CrosspointError, number]>((resolve) => {
      line.events.on('down', (reason) => resolve([reason, performance.now()]));
    });
    await line.open();
    return { line, received, down };
  };
  const [left, right] = [await end(cable.left, 'client'), await end(cable.right, 'pbx')];
  return { left, right };
}

/** Resolves when so many PDUs have arrived; rejects when the line is down before. */
function arrival({ line, received, down }: End, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    line.events.on('pdu', () => {
      if (received.length >= count) resolve();
    });
    void down.then(([reason]) => reject(reason));
  });
}

function pdu(number: number, random: SeededRandom): Uint8Array {
  const body = Array.from({ length: 40 }, () => randomInteger(random, 256));
  return Uint8Array.of(0xa1, 42, number >> 8, number & 0xff, ...body);
}

/** Sends them all, as fast as the queue takes them. */
async function sendAll({ line, down }: End, pdus: readonly Uint8Array[]): Promise<void> {
  let isDown = false;
  void down.then(() => (isDown = true));
  for (const octets of pdus) {
    for (;;) {
      try {
        line.send(octets);
        break;
      } catch (error) {
        if (isDown || (error as CrosspointError).code !== 'resource-busy') throw error;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
  }
}

describe.skipIf(missing !== undefined)('a serial line over pseudo terminals', () => {
  it('carries all 256 octets both ways, unchanged', async () => {
    const cable = await plugIn();
    const [left, right] = [await open(cable.left), await open(cable.right)];
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const [from, to] of [
      [left, right],
      [right, left],
    ] as const) {
      const heard: number[] = [];
      const whole = new Promise<void>((resolve) => {
        to.events.on('data', (octets) => {
          heard.push(...octets);
          if (heard.length >= 256) resolve();
        });
      });
      from.write(all);
      await whole;
      expect(heard).toEqual([...all]);
    }
  });

  it('cannot be opened where there is no device, and names the path', async () => {
    const line = new SerialTransport({ path: '/dev/there-is-none' }, clock);
    await expect(line.open()).rejects.toMatchObject({
      code: 'transport-failed',
      detail: expect.stringContaining('/dev/there-is-none') as string,
    });
  });

  it('brings PDUs in order, both ways at once, over a noisy cable', async () => {
    const random = new SeededRandom(41);
    const rates = { flip: 0.0003, lose: 0.0003, double: 0.0003 };
    const cable = await plugIn(lineNoise(random, rates));
    const { left, right } = await joined(cable);
    const list = Array.from({ length: 200 }, (_, number) => pdu(number, random));
    await Promise.all([
      arrival(left, 200),
      arrival(right, 200),
      sendAll(left, list),
      sendAll(right, list),
    ]);
    for (const { received } of [left, right]) expect(received).toEqual(list);
    const { badChecksums, abandonedFrames } = left.line.counters;
    expect(badChecksums + abandonedFrames).toBeGreaterThan(0);
  });

  it('is down when the device is removed, on that side', async () => {
    const cable = await plugIn();
    const { left, right } = await joined(cable);
    await cable.remove('left');
    const [reason] = await left.down;
    expect(reason.code).toBe('transport-failed');
    expect(reason.detail).toContain(cable.left);
    expect(() => left.line.send(Uint8Array.of(0xa1, 0))).toThrow('link-down');
    expect(right.line.isOpen).toBe(true);
  });

  it.each([
    ['the far end was closed', 'close'],
    ['the cable was pulled', 'cut'],
  ] as const)('notices by its timers that %s', async (_name, how) => {
    const cable = await plugIn();
    const { left, right } = await joined(cable);
    const there = arrival(right, 1);
    left.line.send(Uint8Array.of(0xa1, 0));
    await there;
    if (how === 'close') await right.line.close();
    else cable.cut();
    const start = performance.now();
    left.line.send(Uint8Array.of(0xa2, 0));
    const [reason, at] = await left.down;
    expect(reason.code).toBe('link-down');
    expect(at - start).toBeGreaterThan(QUICK.giveUpMs - 50);
  });

  it('loses nothing where the cable is back before the last timer', async () => {
    const cable = await plugIn();
    const { left, right } = await joined(cable);
    const there = arrival(right, 2);
    cable.cut();
    left.line.send(Uint8Array.of(0xa1, 0));
    left.line.send(Uint8Array.of(0xa2, 0));
    while (left.line.counters.enquiriesOut === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    cable.mend();
    await there;
    expect(right.received).toEqual([Uint8Array.of(0xa1, 0), Uint8Array.of(0xa2, 0)]);
  });
});
