import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';
import type { ServiceArgs, ServiceName } from '../model/requests.ts';
import type { Session } from '../session/session.ts';
import type { Devices } from './devices.ts';

/** Those of `services` that the switch says it takes (ECMA-269 §14.1); all of them where it does not say. */
export async function askCapabilities(
  session: Session,
  services: ReadonlySet<ServiceName>,
): Promise<ReadonlySet<ServiceName>> {
  try {
    const told = await session.request('getSwitchingFunctionCapabilities', undefined);
    const taken = new Set<string>(told.services);
    return new Set([...services].filter((one) => taken.has(one)));
  } catch (error) {
    if (toCrosspointError(error).code === 'link-down') throw error;
    return services;
  }
}

export interface DeviceQuestion {
  readonly session: Session;
  readonly clock: Clock;
  readonly devices: Devices;
  readonly timeoutMs: number;
}

/**
 * Has the switch list its devices (ECMA-269 §14.1): the list comes in reports of its own, after the answer or
 * before it. Where the switch refuses, the devices are those of the configuration.
 * @throws {CrosspointError} `switch-timeout` where the list does not come to its end, or not whole;
 * `switch-rejected` where the switch refuses and no device is configured: a link would be blind
 */
export async function askDevices({
  session,
  clock,
  devices,
  timeoutMs,
}: DeviceQuestion): Promise<void> {
  let finish: () => void = () => {};
  let fail: (error: CrosspointError) => void = () => {};
  const isComplete = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const incomplete = (): void => {
    fail(new CrosspointError('switch-timeout', 'the switch did not list all its devices'));
  };
  let segments = 0;
  const stop = session.events.on('request', ({ request }) => {
    if (request.service !== 'switchingFunctionDevices') return;
    segments += 1;
    if (!list(request.args, devices)) return;
    // Numbered from 0 or 1: fewer have come than the last one's number where one was lost.
    if (segments < (request.args.segment ?? 0)) incomplete();
    else finish();
  });
  const timer = clock.setTimeout(incomplete, timeoutMs);
  session.request('getSwitchingFunctionDevices', undefined).catch((error: unknown) => {
    const refusal = toCrosspointError(error);
    if (refusal.code === 'link-down' || refusal.code === 'switch-timeout') fail(refusal);
    else if (devices.all.length > 0) finish();
    else fail(unlisted(refusal));
  });
  try {
    await isComplete;
  } finally {
    clock.clear(timer);
    stop();
  }
}

function unlisted(cause: CrosspointError): CrosspointError {
  const what = 'the switch does not list its devices, and none is configured';
  return new CrosspointError('switch-rejected', what, { cause });
}

/** Takes one segment of the list; true for the last. */
function list(segment: ServiceArgs<'switchingFunctionDevices'>, devices: Devices): boolean {
  for (const { device, category, name } of segment.devices) {
    devices.discover(device, category, name);
  }
  return segment.isLast;
}
