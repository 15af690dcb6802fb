import { describe, expect, it } from 'vitest';
import type { CstaMessage } from '../model/message.ts';
import { XmlProtocol } from './xml-protocol.ts';

const KEEP_ALIVE: CstaMessage = {
  kind: 'request',
  invokeId: 7,
  request: { service: 'systemStatus', args: { status: 'normal' } },
};

function textOf(octets: Uint8Array | undefined): string {
  return Buffer.from(octets ?? []).toString();
}

/** What one side says, as the other hears it. */
function say(from: XmlProtocol, to: XmlProtocol, message: CstaMessage): CstaMessage {
  const octets = from.encode(message);
  if (octets === undefined) throw new Error(`${message.kind} has no words`);
  const invokeId = 'invokeId' in message ? message.invokeId : undefined;
  return to.decode(octets, invokeId, () => undefined);
}

function sides(): { client: XmlProtocol; pbx: XmlProtocol } {
  return {
    client: new XmlProtocol({ applicationId: 'Desk', sessionDurationS: 90 }),
    pbx: new XmlProtocol({ sessionId: 'S-1', sessionDurationS: 60 }),
  };
}

function started(): { client: XmlProtocol; pbx: XmlProtocol } {
  const both = sides();
  say(both.client, both.pbx, { kind: 'associate', invokeId: 1 });
  say(both.pbx, both.client, { kind: 'associated', invokeId: 1, isAccepted: true });
  return both;
}

describe('the application session', () => {
  it('starts with a login, an edition and a duration', () => {
    const { client, pbx } = sides();
    const login = { name: 'Ada', password: ' <&"p ' };
    const associate = { kind: 'associate', invokeId: 1, login } as const;
    expect(say(client, pbx, associate)).toEqual(associate);
    const text = textOf(client.encode(associate));
    expect(text).toContain(
      '<StartApplicationSession xmlns="http://www.ecma-international.org/standards/ecma-354/appl_session">',
    );
    expect(text).toContain('<applicationID>Desk</applicationID>');
    expect(text).toContain('<requestedSessionDuration>90</requestedSessionDuration>');
  });

  it('is granted with an identifier that the client then gives', () => {
    const { client, pbx } = started();
    expect(client.sessionDurationMs).toBe(60_000);
    const release = textOf(client.encode({ kind: 'release', invokeId: 2 }));
    expect(release).toContain('<sessionID>S-1</sessionID>');
    expect(release).toContain('<definedEndReason>normal</definedEndReason>');
    expect(say(client, pbx, { kind: 'release', invokeId: 2 })).toEqual({
      kind: 'release',
      invokeId: 2,
    });
    expect(say(pbx, client, { kind: 'released', invokeId: 2 })).toEqual({
      kind: 'released',
      invokeId: 2,
    });
  });

  it('is refused for a reason of the standard, or one of the switch', () => {
    const { client, pbx } = sides();
    const refused = { kind: 'associated', invokeId: 1, isAccepted: false } as const;
    expect(say(pbx, client, refused)).toEqual({
      ...refused,
      information: 'invalidApplicationInfo',
    });
    const full = { ...refused, information: 'maxNumberSessions' };
    expect(say(pbx, client, full)).toEqual(full);
    expect(textOf(pbx.encode(full))).toContain('<definedError>maxNumberSessions</definedError>');
    const other = { ...refused, information: 'no licence' };
    expect(say(pbx, client, other)).toEqual(other);
  });

  it('is kept alive by the sign of life of the client, which is answered in kind', () => {
    const { client, pbx } = started();
    expect(textOf(client.encode(KEEP_ALIVE))).toContain('<ResetApplicationSessionTimer ');
    expect(say(client, pbx, KEEP_ALIVE)).toEqual(KEEP_ALIVE);
    const answer: CstaMessage = {
      kind: 'result',
      invokeId: 7,
      result: { service: 'systemStatus', result: undefined },
    };
    const octets = pbx.encode(answer);
    expect(textOf(octets)).toContain('<ResetApplicationSessionTimerPosResponse ');
    expect(client.decode(octets as Uint8Array, 7, () => undefined)).toEqual(answer);
    // Only once: the next with this identifier is that of a SystemStatus.
    expect(textOf(pbx.encode(answer))).toContain('<SystemStatusResponse ');
  });

  it('leaves the sign of life of the switch a SystemStatus', () => {
    const { client, pbx } = started();
    expect(textOf(pbx.encode(KEEP_ALIVE))).toContain('<systemStatus>normal</systemStatus>');
    expect(say(pbx, client, KEEP_ALIVE)).toEqual(KEEP_ALIVE);
  });

  it('is ended by the switch with a reason', () => {
    const { client, pbx } = started();
    const abort: CstaMessage = { kind: 'abort', reason: 'sessionTimerExpired' };
    expect(textOf(pbx.encode(abort))).toContain('<sessionID>S-1</sessionID>');
    expect(say(pbx, client, abort)).toEqual(abort);
    expect(client.sessionDurationMs).toBeUndefined();
    // Without a session the sign of life is a SystemStatus again.
    expect(textOf(client.encode(KEEP_ALIVE))).toContain('<SystemStatus ');
  });

  it('is not there where the switch has none', () => {
    const bare = new XmlProtocol({ session: 'none' });
    expect(bare.encode({ kind: 'associate', invokeId: 1 })).toBeUndefined();
    expect(bare.encode({ kind: 'release', invokeId: 1 })).toBeUndefined();
    expect(bare.encode({ kind: 'abort' })).toBeUndefined();
  });

  it('reads a grant whose elements are in no namespace', () => {
    const { client } = sides();
    const octets = Buffer.from(
      `<StartApplicationSessionPosResponse xmlns:aps="http://www.ecma-international.org/standards/ecma-354/appl_session">
        <sessionID>000000042</sessionID>
        <actualSessionDuration>600</actualSessionDuration>
        <extensions><actualHBT>0</actualHBT></extensions>
      </StartApplicationSessionPosResponse>`,
    );
    expect(client.decode(octets, 2, () => undefined)).toEqual({
      kind: 'associated',
      invokeId: 2,
      isAccepted: true,
      sessionId: '000000042',
    });
    expect(client.sessionDurationMs).toBe(600_000);
  });
});
