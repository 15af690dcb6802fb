import { existsSync, readFileSync } from 'node:fs';
import type { Clock } from '../../src/base/clock.ts';
import { CrosspointError } from '../../src/base/errors.ts';
import type { Address } from './settings.ts';
import { SerialTransport } from './transport/serial-transport.ts';
import { TcpTransport, type TlsClientSettings } from './transport/tcp-transport.ts';
import type { Transport } from './transport/transport.ts';

/** A way out of the process to this address; in tests something that leads elsewhere. */
export type OpenDoor = (address: Address, clock: Clock) => Transport;

/** The real ways out: a socket, or a serial port. */
export const throughRealDoors: OpenDoor = (address, clock) => {
  if (address.kind === 'serial') return new SerialTransport(address.serial, clock);
  const { tls, ...tcp } = address.tcp;
  return TcpTransport.to(tls === undefined ? tcp : { ...tcp, tls: inPem(tls) }, clock);
};

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
  if (existsSync(value)) return readFileSync(value, 'utf8');
  throw new CrosspointError('invalid-configuration', `there is no PEM file ${value}`);
}
