/** A phone rings. */
import type { Cause } from '../../../src/spi/cause.ts';
import type { Call, Connection, Device } from './call.ts';
import type { Exchange } from './exchange.ts';
import { tellDelivered } from './reports.ts';

export function ring(
  x: Exchange,
  call: Call,
  device: Device,
  cause: Cause,
  rungBy?: Connection['rungBy'],
): void {
  const alerting = x.connect(call, device, 'alerting');
  alerting.rungBy = rungBy;
  x.arm(alerting, 'no-answer', ringMs(x, alerting));
  tellDelivered(x, alerting, cause);
}

function ringMs(x: Exchange, { device, rungBy }: Connection): number {
  const role = rungBy?.group.role;
  if (role?.is === 'hunt-group' || role?.is === 'queue') {
    return role.settings.ringMs ?? x.timing.memberRingMs;
  }
  const forward = device.role.is === 'phone' ? device.role.settings.forward : undefined;
  if (forward?.noAnswer === undefined) return x.timing.ringTimeoutMs;
  return forward.noAnswerMs ?? x.timing.forwardNoAnswerMs;
}
