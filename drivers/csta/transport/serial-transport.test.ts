import { SerialPortMock } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import type { CrosspointError } from '../../../src/base/errors.ts';
import {
  SerialTransport,
  type MakeSerialPort,
  type SerialPortOptions,
} from './serial-transport.ts';

const clock = new SystemClock();
const PATH = '/dev/mock';

/** The package's own stand-in for a port, and what it was opened with. */
function mock(): { makePort: MakeSerialPort; ports: SerialPortMock[]; asked: SerialPortOptions[] } {
  SerialPortMock.binding.createPort(PATH, { echo: true, record: true });
  const ports: SerialPortMock[] = [];
  const asked: SerialPortOptions[] = [];
  const makePort: MakeSerialPort = (options) => {
    asked.push(options);
    const port = new SerialPortMock(options);
    ports.push(port);
    return Promise.resolve(port);
  };
  return { makePort, ports, asked };
}

afterEach(() => SerialPortMock.binding.reset());

describe('a line over a serial port', () => {
  it('carries octets both ways', async () => {
    const { makePort } = mock();
    const line = new SerialTransport({ path: PATH }, clock, makePort);
    const heard: number[] = [];
    const all = new Promise<void>((resolve) => {
      line.events.on('data', (octets, at) => {
        expect(at).toBeGreaterThan(0);
        heard.push(...octets);
        if (heard.length === 3) resolve();
      });
    });
    await line.open();
    line.write(Uint8Array.of(0x10, 0x11, 0x13));
    await all;
    expect(heard).toEqual([0x10, 0x11, 0x13]);
    await line.close();
  });

  it('asks for what its settings say, and for the usual where they say nothing', async () => {
    const { makePort, asked } = mock();
    await (await opened({ path: PATH }, makePort)).close();
    const settings = {
      path: PATH,
      baudRate: 1_200,
      dataBits: 7,
      parity: 'even',
      stopBits: 2,
      flowControl: 'rts-cts',
    } as const;
    await (await opened(settings, makePort)).close();
    await (await opened({ path: PATH, flowControl: 'xon-xoff' }, makePort)).close();
    const usual = { path: PATH, baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 };
    const none = { rtscts: false, xon: false, xoff: false, autoOpen: false };
    const { flowControl: _, ...asSaid } = settings;
    expect(asked).toEqual([
      { ...usual, ...none },
      { ...asSaid, ...none, rtscts: true },
      { ...usual, ...none, xon: true, xoff: true },
    ]);
  });

  it('fails with the path where there is no such port', async () => {
    const { makePort } = mock();
    const line = new SerialTransport({ path: '/dev/none' }, clock, makePort);
    await expect(line.open()).rejects.toMatchObject({
      code: 'transport-failed',
      detail: expect.stringMatching(/^\/dev\/none: /) as string,
    });
    const failing = new SerialTransport({ path: PATH }, clock, () =>
      Promise.reject(new Error('no native part')),
    );
    await expect(failing.open()).rejects.toThrow('transport-failed: /dev/mock: no native part');
  });

  it('is opened once, says nothing of its own close, and can be closed twice', async () => {
    const { makePort } = mock();
    const line = await opened({ path: PATH }, makePort);
    const told: string[] = [];
    line.events.on('closed', ({ code }) => told.push(code));
    await expect(line.open()).rejects.toMatchObject({ code: 'transport-failed' });
    line.write(Uint8Array.of(1));
    await line.close();
    await line.close();
    line.write(Uint8Array.of(1));
    expect(told).toEqual([]);
    expect(line.bufferedOctets).toBe(0);
  });

  it('is gone once where the device is', async () => {
    const { makePort, ports } = mock();
    const line = await opened({ path: PATH }, makePort);
    const reasons: CrosspointError[] = [];
    const gone = new Promise<void>((resolve) => {
      line.events.on('closed', (reason) => {
        reasons.push(reason);
        resolve();
      });
    });
    // What the package calls when the device is unplugged.
    ports[0]?.close(undefined, new Error('device removed'));
    await gone;
    await line.close();
    expect(reasons.map(({ message }) => message)).toEqual([
      'transport-failed: /dev/mock: device removed',
    ]);
  });

  it('is gone where a write fails', async () => {
    const { makePort, ports } = mock();
    const line = await opened({ path: PATH }, makePort);
    const gone = new Promise<CrosspointError>((resolve) => line.events.on('closed', resolve));
    const port = ports[0] as SerialPortMock;
    port.write = (_chunk: unknown, callback: unknown) => {
      (callback as (error: Error) => void)(new Error('EIO'));
      return true;
    };
    line.write(Uint8Array.of(1));
    expect((await gone).message).toBe('transport-failed: /dev/mock: EIO');
    expect(port.isOpen).toBe(false);
  });
});

async function opened(
  settings: ConstructorParameters<typeof SerialTransport>[0],
  makePort: MakeSerialPort,
): Promise<SerialTransport> {
  const line = new SerialTransport(settings, clock, makePort);
  await line.open();
  return line;
}
