import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { CstaEvent } from '../model/event-report.ts';
import type { DeviceId, WireConnection, WireParty } from '../model/identifiers.ts';
import { LinkCalls, pictureOf, type LinkCall } from './calls.ts';
import { Translation } from './translation.ts';

function device(value: string): DeviceId {
  return value.startsWith('=')
    ? { form: 'dynamic', value: value.slice(1) }
    : { form: 'dialingNumber', value };
}

/** `1/2001`, with `=` before an identifier that stands for one part in one call. */
function wire(text: string): WireConnection {
  const [call = '', of] = text.split('/');
  return of === undefined ? { call } : { call, device: device(of) };
}

function party(value: string): WireParty {
  return { device: device(value) };
}

/** Calls that take events as a link takes them. */
class Table {
  readonly calls = new LinkCalls();
  readonly #translation = new Translation(this.calls, () => true);

  /** Is it news? */
  take(event: CstaEvent): boolean {
    const translated = this.#translation.translate({ crossRef: '1', event });
    if (translated === undefined) throw new Error(`${event.event} is about no call`);
    return this.calls.take(translated);
  }

  about(
    event: 'originated' | 'delivered' | 'established' | 'held' | 'connectionCleared',
    connection: string,
    subject: string,
  ): boolean {
    return this.take({ event, connection: wire(connection), subject: party(subject) });
  }

  /** 2001 has called 2002 in call 1 and talks. */
  talking(): this {
    this.about('originated', '1/2001', '2001');
    this.about('delivered', '1/2002', '2002');
    this.about('established', '1/2002', '2002');
    return this;
  }

  /** `1: 2001 connected, 2002 held` for each call. */
  get now(): string[] {
    return [...this.calls.all].map(inShort);
  }
}

function inShort(call: LinkCall): string {
  const parts = pictureOf(call).connections.map((one) => `${one.connection.device} ${one.state}`);
  return `${call.id}: ${parts.join(', ')}`;
}

/** A call as a snapshot shows it: device → state. */
function shown(id: string, states: Readonly<Record<string, ConnectionState>>): LinkCall {
  const connections = Object.entries(states).map(([name, state]) => {
    const connection = {
      id: { call: id, device: name },
      wire: wire(`${id}/${name}`),
      ...{ party: {}, state },
    };
    return [name, connection] as const;
  });
  return { id, connections: new Map(connections) };
}

describe('the names of connections', () => {
  it('are those of their devices, as dialled', () => {
    const { calls } = new Table();
    expect(calls.nameOf(wire('1/2001'), '2002')).toEqual({ call: '1', device: '2001' });
  });

  it('that stand for one call only are those of whom the event is about', () => {
    const { calls } = new Table();
    expect(calls.nameOf(wire('1/=0A'), '2001')).toEqual({ call: '1', device: '2001' });
    expect(calls.nameOf(wire('1/=0A'))).toEqual({ call: '1', device: '=0A' });
    expect(calls.nameOf({})).toEqual({ call: '', device: '=' });
  });

  it('stay, whoever a later event is about', () => {
    const table = new Table();
    table.about('delivered', '1/=0A', '2001');
    expect(table.calls.nameOf(wire('1/=0A'), '2002').device).toBe('2001');
    expect(table.calls.findWire(wire('1/2001'))).toBeUndefined();
  });

  it('are counted where a device has several parts in a call: 71, 71~2, 71~3', () => {
    const table = new Table();
    for (const octets of ['0A', '0B', '0C']) table.about('delivered', `1/=${octets}`, '71');
    expect(table.now).toEqual(['1: 71 alerting, 71~2 alerting, 71~3 alerting']);
    expect(table.calls.findWire(wire('1/=0B'))?.id.device).toBe('71~2');
    table.about('delivered', '2/=0B', '71');
    expect(table.now[1]).toBe('2: 71 alerting');
  });

  it('are counted where one event names both parts: a call that leaves by the trunk it came on', () => {
    const table = new Table();
    table.take({
      ...{ event: 'delivered', connection: wire('1/=0B'), subject: party('T1') },
      ...{ callingDevice: party('T1'), originatingConnection: wire('1/=0A') },
    });
    expect(table.now).toEqual(['1: T1 alerting, T1~2 connected']);
  });

  it('tell apart the digits 12 and the device number 12', () => {
    const { calls } = new Table();
    const byNumber: WireConnection = { call: '1', device: { form: 'deviceNumber', value: '12' } };
    calls.learn(calls.nameOf(byNumber), byNumber, {});
    expect(calls.nameOf(wire('1/12')).device).toBe('12');
    expect(calls.findWire(wire('1/12'))).toBeUndefined();
  });
});

describe('what an event says', () => {
  it('is news once', () => {
    const table = new Table().talking();
    expect(table.now).toEqual(['1: 2001 connected, 2002 connected']);
    expect(table.about('established', '1/2002', '2002')).toBe(false);
    expect(table.about('delivered', '1/2002', '2002')).toBe(false);
    expect(table.about('held', '1/2001', '2001')).toBe(true);
    expect(table.now).toEqual(['1: 2001 held, 2002 connected']);
  });

  it('puts the caller there as well, where it is the first word', () => {
    const table = new Table();
    table.take({
      ...{ event: 'delivered', connection: wire('1/2002'), subject: party('2002') },
      ...{ callingDevice: party('T1'), originatingConnection: wire('1/=01') },
    });
    expect(table.now).toEqual(['1: 2002 alerting, T1 connected']);
  });

  it('of the end of what is not known is no news, and begins nothing', () => {
    const table = new Table();
    expect(table.about('connectionCleared', '1/2001', '2001')).toBe(false);
    expect(table.take({ event: 'callCleared', connection: wire('1') })).toBe(false);
    expect(table.take({ ...retrieved('1/2001'), subject: party('2001') })).toBe(false);
    expect(table.now).toEqual([]);
  });

  it('ends the call with its last connection, or all at once', () => {
    const table = new Table().talking();
    table.about('connectionCleared', '1/2001', '2001');
    expect(table.now).toEqual(['1: 2002 connected']);
    table.about('connectionCleared', '1/2002', '2002');
    expect(table.now).toEqual([]);
    table.talking();
    expect(table.take({ event: 'callCleared', connection: wire('1') })).toBe(true);
    expect(table.now).toEqual([]);
  });
});

function retrieved(connection: string) {
  return { event: 'retrieved', connection: wire(connection) } as const;
}

describe('a transfer or conference', () => {
  /** 2001 holds call 1 with 2002 and talks to 2003 in call 2. */
  function consulting(): Table {
    const table = new Table().talking();
    table.about('held', '1/2001', '2001');
    table.about('originated', '2/2001', '2001');
    table.about('established', '2/2003', '2003');
    return table;
  }

  function joined(
    event: 'transferred' | 'conferenced',
    list: readonly (readonly [to: string, from?: string])[],
  ) {
    return {
      ...{ event, subject: party('2001') },
      ...{ primaryOldCall: wire('1/2001'), secondaryOldCall: wire('2/2001') },
      connections: list.map(([to, from]) => ({
        newConnection: wire(to),
        ...(from === undefined ? {} : { oldConnection: wire(from) }),
      })),
    };
  }

  it('leaves who is on its list, in the states they had, and nobody else', () => {
    const table = consulting();
    const event = joined('transferred', [
      ['3/2002', '1/2002'],
      ['3/2003', '2/2003'],
    ]);
    expect(table.take(event)).toBe(true);
    expect(table.now).toEqual(['3: 2002 connected, 2003 connected']);
    expect(table.calls.get('3')?.callingDevice?.device).toBe('2001');
    expect(table.take(event)).toBe(false);
  });

  it('may go on in one of the two calls', () => {
    const table = consulting();
    table.about('held', '2/2003', '2003');
    table.take(joined('transferred', [['1/2002', '1/2002'], ['1/2003']]));
    expect(table.now).toEqual(['1: 2002 connected, 2003 held']);
  });

  it('brings whoever held into the conference, and leaves a phone ringing that rings', () => {
    const table = consulting();
    table.about('delivered', '2/2004', '2004');
    const list = [['3/2001', '1/2001'], ['3/2002'], ['3/2004'], ['3/2005', '9/2005']] as const;
    table.take(joined('conferenced', list));
    expect(table.now).toEqual(['3: 2001 connected, 2002 connected, 2004 alerting, 2005 connected']);
  });

  it('of two parties behind one trunk gives each a name of its own', () => {
    const table = new Table();
    table.about('established', '1/=0A', 'T1');
    table.about('established', '2/=0B', 'T1');
    table.about('held', '2/=0B', 'T1');
    table.take(
      joined('transferred', [
        ['3/=0C', '1/=0A'],
        ['3/=0D', '2/=0B'],
      ]),
    );
    expect(table.now).toEqual(['3: T1 connected, T1~2 held']);
    expect(table.calls.findWire(wire('3/=0D'))?.id.device).toBe('T1~2');
  });

  it('of calls that are both unknown is no news', () => {
    const table = new Table();
    expect(table.take(joined('transferred', [['3/2002', '1/2002']]))).toBe(false);
    expect(table.now).toEqual([]);
  });
});

describe('what a snapshot shows', () => {
  it('is believed at once where nothing was told before', () => {
    const { calls } = new Table();
    calls.see(shown('1', { '2001': 'held', '2002': 'connected' }), true);
    expect(calls.isTold('1')).toBe(true);
    expect([...calls.all].map(inShort)).toEqual(['1: 2001 held, 2002 connected']);
  });

  it('of a new call is believed the second time, and until then its first event is news', () => {
    const table = new Table();
    const call = shown('1', { '2001': 'connected' });
    table.calls.see(call, false);
    expect([table.calls.isTold('1'), ...table.now]).toEqual([false, '1: ']);
    table.calls.see(call, false);
    expect([table.calls.isTold('1'), ...table.now]).toEqual([true, '1: 2001 connected']);
    expect(table.about('originated', '1/2001', '2001')).toBe(false);
    const other = new Table();
    other.calls.see(call, false);
    expect(other.about('originated', '1/2001', '2001')).toBe(true);
  });

  it('otherwise than it was told is believed when it shows it again, and not when it wavers', () => {
    const table = new Table().talking();
    const see = (state: ConnectionState): string[] => {
      table.calls.see(shown('1', { '2001': state, '2002': 'connected' }), false);
      return table.now;
    };
    const before = table.now;
    expect([see('held'), see('connected'), see('held'), see('alerting')]).toEqual(
      Array.from({ length: 4 }, () => before),
    );
    expect(see('alerting')).toEqual(['1: 2001 alerting, 2002 connected']);
  });

  it('is forgotten when an event comes between', () => {
    const table = new Table().talking();
    const held = shown('1', { '2001': 'held', '2002': 'connected' });
    table.calls.see(held, false);
    table.about('held', '1/2001', '2001');
    table.take({ ...retrieved('1/2001'), subject: party('2001') });
    table.calls.see(held, false);
    expect(table.now).toEqual(['1: 2001 connected, 2002 connected']);
  });

  it('no more is gone the second time: one who left, and a whole call', () => {
    const table = new Table().talking();
    const alone = shown('1', { '2001': 'connected' });
    table.calls.see(alone, false);
    expect(table.now).toEqual(['1: 2001 connected, 2002 connected']);
    table.calls.see(alone, false);
    expect(table.now).toEqual(['1: 2001 connected']);
    table.calls.miss('1', false);
    expect(table.now).toEqual(['1: 2001 connected']);
    table.calls.miss('1', false);
    expect(table.now).toEqual([]);
  });
});
