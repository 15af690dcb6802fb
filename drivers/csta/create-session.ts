import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import { createProtocol } from './dialects/create-protocol.ts';
import { FramedLine } from './framing/framed-line.ts';
import type { FramingSettings } from './framing/framing-settings.ts';
import type { Login } from './model/message.ts';
import type { Profile } from './profiles/profile.ts';
import { Session } from './session/session.ts';
import type { Transport } from './transport/transport.ts';

export interface SessionNeeds {
  readonly role: 'client' | 'pbx';
  readonly profile: Profile;
  readonly framing: FramingSettings;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** What the client says, or the switch wants to hear; without it that of the profile. */
  readonly login?: Login | undefined;
  /** The next client of a serial line may come at any time. */
  readonly waitsForClient?: boolean;
}

/** A session and the line beneath it, joined as the profile says. */
export interface SessionWithLine {
  readonly session: Session;
  readonly line: FramedLine;
}

export function createSession(needs: SessionNeeds): SessionWithLine {
  const { role, profile, framing, transport, clock, log } = needs;
  const protocol = createProtocol(profile);
  const line = new FramedLine({
    transport,
    framing,
    role,
    clock,
    log,
    isWhole: (octets) => protocol.isWhole(octets),
  });
  const { association } = profile;
  const login = needs.login ?? (association.kind === 'acse' ? association.login : undefined);
  const session = new Session({
    line,
    protocol,
    clock,
    settings: {
      role,
      isAssociated: association.kind !== 'none',
      requestTimeoutMs: profile.requestTimeoutMs,
      associationTimeoutMs: needs.waitsForClient === true ? 0 : profile.requestTimeoutMs,
      maxInvokeId: profile.maxInvokeId,
      awaitStatusMs: role === 'client' ? profile.awaitStatusMs : 0,
      keepAliveMs: role === 'client' ? profile.keepAliveMs : 0,
      limits: profile.limits,
      ...(login === undefined ? {} : { login }),
    },
  });
  return { session, line };
}
