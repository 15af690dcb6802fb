import { CrosspointError, type ServiceArgs } from '../../src/spi/index.ts';
import type { Desk } from './desk.ts';
import { wrongState } from './legs.ts';
import { idOf } from './media.ts';

/** Keys pressed for a device: everybody else in the call is sent them. */
export async function generateDigits(
  desk: Desk,
  { connection, digits, durationMs }: ServiceArgs<'generateDigits'>,
): Promise<void> {
  if (!/^[0-9*#A-D]{1,64}$/.test(digits)) {
    throw new CrosspointError('invalid-request', 'digits are 0-9 * # A-D, at most 64');
  }
  const { call, leg } = desk.table.find(connection);
  if (leg.state !== 'connected') throw wrongState(call, leg, 'connected');
  const others = call.legs.filter((other) => other !== leg && other.channel?.isUp === true);
  for (const { channel } of others) {
    if (channel === undefined) continue;
    if (channel.isInApplication) {
      const duration: Record<string, string> =
        durationMs === undefined ? {} : { duration: String(durationMs) };
      await desk.ari.post(`channels/${idOf(channel)}/dtmf`, { dtmf: digits, ...duration });
    } else await playOutside(desk, channel.name, digits, durationMs);
  }
  desk.teller.digits(call, leg, digits);
}

/** ARI cannot act on a channel of the dialplan; AMI plays one key at a time. */
async function playOutside(
  desk: Desk,
  channel: string,
  digits: string,
  durationMs: number | undefined,
): Promise<void> {
  const duration: Record<string, string> =
    durationMs === undefined ? {} : { Duration: String(durationMs) };
  for (const digit of digits) {
    await desk.ami.action('PlayDTMF', { Channel: channel, Digit: digit, ...duration });
  }
}
