import { existsSync, readFileSync } from 'node:fs';
import type { Clock } from '../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../src/base/errors.ts';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import { parseRecordings } from './recording/recording.ts';
import { ReplayTransport } from './recording/replay-transport.ts';
import type { Address, ReplaySettings } from './settings.ts';
import { SerialTransport } from './transport/serial-transport.ts';
import { TcpTransport, type TlsClientSettings } from './transport/tcp-transport.ts';
import type { Transport, TransportEvents } from './transport/transport.ts';

/**
 * A way out of the process to this address; in tests something that leads elsewhere.
 * @param link which link of its connector this is, from 0
 */
export type OpenDoor = (address: Address, clock: Clock, link: number) => Transport;

/** The real ways out: a socket, a serial port, or a file of what was there once. */
export const throughRealDoors: OpenDoor = (address, clock, link) => {
  try {
    return wayTo(address, clock, link);
  } catch (error) {
    return new NoWay(toCrosspointError(error));
  }
};

function wayTo(address: Address, clock: Clock, link: number): Transport {
  switch (address.kind) {
    case 'serial':
      return new SerialTransport(address.serial, clock);
    case 'replay':
      return replayOf(address.replay, clock, link);
    case 'tcp': {
      const { tls, ...tcp } = address.tcp;
      return TcpTransport.to(tls === undefined ? tcp : { ...tcp, tls: inPem(tls) }, clock);
    }
  }
}

/** A line that says why it leads nowhere when it is opened. */
class NoWay implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly bufferedOctets = 0;
  readonly #why: CrosspointError;

  constructor(why: CrosspointError) {
    this.#why = why;
  }

  open(): Promise<void> {
    return Promise.reject(this.#why);
  }

  write(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function replayOf({ file, speed = 1 }: ReplaySettings, clock: Clock, link: number): Transport {
  const recordings = parseRecordings(readText(file), file);
  const recording = recordings[link];
  if (recording === undefined) {
    throw new CrosspointError('transport-failed', `${file} holds ${recordings.length} recordings`);
  }
  return new ReplayTransport({ recording, clock, speed });
}

/** Certificates and keys may be written into the settings or stand in a file. */
function inPem({ ca, cert, key, ...rest }: TlsClientSettings): TlsClientSettings {
  return {
    ...rest,
    ...(ca === undefined ? {} : { ca: read(ca) }),
    ...(cert === undefined ? {} : { cert: read(cert) }),
    ...(key === undefined ? {} : { key: read(key) }),
  };
}

function read(value: string): string {
  if (value.includes('-----BEGIN')) return value;
  return readText(value);
}

function readText(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new CrosspointError('invalid-configuration', `there is no file ${file}`);
}
