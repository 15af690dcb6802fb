import type { ConnectionId } from '../../src/spi/connection.ts';
import type { CallControlEvent, ConnectionMapping } from '../../src/spi/switch-event.ts';

/** Hand-made events for the tests of the observer, right in all that a test does not say. */
type EventNamed<Name extends string> = Extract<CallControlEvent, { event: Name }>;

const PARTIES = { callingDevice: { number: '+4930123456' }, calledDevice: { device: '2001' } };

/** `2001@7`: the device's connection in the call. */
export function at(text: string): ConnectionId {
  const [device = '', call = ''] = text.split('@');
  return { call, device };
}

export function delivered(to: string, from?: string): EventNamed<'delivered'> {
  const connection = at(to);
  const base = { event: 'delivered', cause: 'newCall', connection, ...PARTIES } as const;
  const alertingDevice = { device: connection.device };
  if (from === undefined) return { ...base, alertingDevice };
  return { ...base, alertingDevice, originatingConnection: at(from) };
}

export function established(by: string): EventNamed<'established'> {
  const connection = at(by);
  const answeringDevice = { device: connection.device };
  return { event: 'established', cause: 'newCall', connection, answeringDevice, ...PARTIES };
}

export function networkReached(by: string): EventNamed<'networkReached'> {
  const connection = at(by);
  const networkInterface = { device: connection.device };
  return { event: 'networkReached', cause: 'normal', connection, networkInterface, ...PARTIES };
}

export function held(by: string): EventNamed<'held' | 'retrieved'> {
  const connection = at(by);
  return { event: 'held', cause: 'normal', connection, device: { device: connection.device } };
}

export function retrieved(by: string): EventNamed<'held' | 'retrieved'> {
  return { ...held(by), event: 'retrieved' };
}

export function cleared(by: string): EventNamed<'connectionCleared'> {
  const connection = at(by);
  const releasingDevice = { device: connection.device };
  return { event: 'connectionCleared', cause: 'normalClearing', connection, releasingDevice };
}

export function callCleared(call: string): EventNamed<'callCleared'> {
  return { event: 'callCleared', cause: 'normalClearing', call };
}

/** `old>new` for each party that goes on; `>new` for one that is new. */
export function joined(
  event: 'transferred' | 'conferenced',
  primary: string,
  secondary: string,
  ...parties: readonly string[]
): EventNamed<'transferred' | 'conferenced'> {
  return {
    event,
    cause: event === 'transferred' ? 'transfer' : 'conference',
    primaryOldCall: at(primary),
    secondaryOldCall: at(secondary),
    byDevice: { device: at(primary).device },
    addedDevice: { device: '2002' },
    connections: parties.map(mapping),
  };
}

function mapping(text: string): ConnectionMapping {
  const [old = '', fresh = ''] = text.split('>');
  const newConnection = at(fresh);
  return old === '' ? { newConnection } : { oldConnection: at(old), newConnection };
}
