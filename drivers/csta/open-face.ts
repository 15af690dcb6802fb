import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Connector } from '../../src/spi/driver.ts';
import { createSession } from './create-session.ts';
import { FaceServer } from './face/face-server.ts';
import type { FaceOptions } from './face/face-options.ts';
import type { Login } from './model/message.ts';
import type { Profile } from './profiles/profile.ts';
import type { Session } from './session/session.ts';
import { SerialTransport, type SerialSettings } from './transport/serial-transport.ts';
import { TcpListener, type TcpListenerSettings } from './transport/tcp-listener.ts';
import type { Transport } from './transport/transport.ts';

export interface FaceNeeds {
  /** The switch behind the face. It belongs to the face from now on. */
  readonly connector: Connector;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly log: Log;
  /** What clients have to say; without it that of the profile. */
  readonly login?: Login;
  readonly options?: Partial<FaceOptions>;
  /** A client's association has been accepted. */
  readonly onServed?: () => void;
}

/** How clients reach a face that has been opened. */
export interface OpenFace {
  /** Where it listens, in words. */
  readonly where: string;
  /** On TCP. */
  readonly port?: number;
  /** The SPI's identifier of a call that clients know by this one. */
  readonly callNamed: (wire: string) => string | undefined;
  close(): Promise<void>;
}

/** The switch as a PBX that clients reach over TCP. */
export async function openTcpFace(
  needs: FaceNeeds,
  settings: TcpListenerSettings,
): Promise<OpenFace> {
  const server = serverOf(needs, 'tcp');
  const listener = new TcpListener(settings, needs.clock, needs.log);
  listener.events.on('line', (transport) => void server.accept(transport));
  await listener.open();
  const { port } = listener;
  return {
    where: `tcp:${settings.host ?? '127.0.0.1'}:${port}`,
    port,
    callNamed: (wire) => server.callNamed(wire),
    close: async () => {
      await listener.close();
      await server.close();
    },
  };
}

/**
 * The switch as a PBX at the other end of a serial line, one client after the other.
 * @throws {CrosspointError} `transport-failed` where there is no such line, or somebody else has it
 */
export async function openSerialFace(
  needs: FaceNeeds,
  settings: SerialSettings,
): Promise<OpenFace> {
  // The server would try again for ever: a wrong path has to be told at once.
  const trial = new SerialTransport(settings, needs.clock);
  await trial.open();
  await trial.close();
  const server = serverOf(needs, 'serial');
  const served = server.serveLine(() => new SerialTransport(settings, needs.clock));
  return {
    where: `serial:${settings.path}`,
    callNamed: (wire) => server.callNamed(wire),
    close: async () => {
      await server.close();
      await served;
    },
  };
}

function serverOf(needs: FaceNeeds, medium: 'tcp' | 'serial'): FaceServer<Transport> {
  const { connector, profile, clock, log, options, onServed } = needs;
  return new FaceServer<Transport>({
    connector,
    clock,
    log,
    ...(onServed === undefined ? {} : { onServed }),
    createSession: (transport) => faceSession(needs, transport, medium),
    options: { ...faceOptionsOf(profile), ...options },
  });
}

/** What a profile says of the PBX that the face stands for. */
export function faceOptionsOf(profile: Profile): Partial<FaceOptions> {
  return {
    identifiers: profile.phase === 'XML' ? 'text' : 'hex',
    devicesPerReport: profile.devicesPerSegment,
  };
}

export function faceSession(
  { profile, clock, log, login }: FaceNeeds,
  transport: Transport,
  medium: 'tcp' | 'serial',
): Session {
  const framing = profile.framing[medium];
  const needs = { role: 'pbx', profile, framing, transport, clock, log, login } as const;
  return createSession({ ...needs, waitsForClient: medium === 'serial' }).session;
}
