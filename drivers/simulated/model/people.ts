/** What people do: those at the phones, and those outside. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { OutsideCall } from '../../../src/spi/far-end.ts';
import { answer, beginCall, checkCanCall, checkIsOnHook } from './answering.ts';
import { arrive } from './arrival.ts';
import { clearConnection, failConnection } from './clearing.ts';
import type { Device } from './call.ts';
import type { Exchange } from './exchange.ts';
import { comeIn } from './outside.ts';
import { pickUp } from './redirecting.ts';
import { route } from './routing.ts';

export function dialIn(x: Exchange, outside: OutsideCall): string {
  const to = insideNumber(x, outside.to);
  const { call } = comeIn(x, { ...outside, to });
  arrive(x, call, route(x, to, call), 'newCall');
  return call.id;
}

/** The device behind a number as outside callers dial it. */
function insideNumber(x: Exchange, dialled: string): string {
  if (x.devices.has(dialled)) return dialled;
  const digits = dialled.replaceAll(/[^0-9+]/g, '');
  const main = x.settings.mainNumber?.replaceAll(/[^0-9+]/g, '');
  const extension = main !== undefined && digits.startsWith(main) ? digits.slice(main.length) : '';
  return x.device(x.devices.has(extension) ? extension : dialled).id;
}

export function dial(x: Exchange, from: Device, to: string): void {
  checkCanCall(x, from, to);
  checkIsOnHook(from);
  const parked = x.devices.get(to)?.inState('queued');
  if (parked?.device.role.is === 'park-slot') {
    pickUp(x, { callToBePickedUp: parked.id, requestingDevice: from.id });
    return;
  }
  beginCall(x, { from, to, cause: 'newCall', isLifted: true });
}

export function lift(x: Exchange, device: Device): void {
  const ringing =
    device.inState('alerting') ??
    device.connections.find(({ numberToDial }) => numberToDial !== undefined);
  if (ringing === undefined) {
    throw new CrosspointError('wrong-state', `${device.id} does not ring`);
  }
  answer(x, ringing);
}

export function putDown(x: Exchange, device: Device): void {
  const leaving = device.inState('connected', 'initiated', 'failed') ?? device.inState('held');
  if (leaving === undefined || device.role.is !== 'phone') {
    throw new CrosspointError('wrong-state', `${device.id} is in no call`);
  }
  clearConnection(x, leaving, leaving.failure ?? 'normalClearing');
}

/** A device is unplugged, which fails its calls, or is plugged in again. */
export function setInService(x: Exchange, device: Device, isInService: boolean): void {
  if (device.isInService === isInService) return;
  device.isInService = isInService;
  x.tellDevice(device);
  if (isInService) {
    x.trunks.giveBack(device);
    return;
  }
  for (const connection of [...device.connections]) {
    const isThere = connection.state !== 'null' && connection.state !== 'failed';
    if (isThere) failConnection(x, connection, 'destOutOfOrder');
  }
}
