import { CrosspointError } from '../../src/spi/index.ts';
import type { Call, Channel } from './call-table.ts';
import type { Desk } from './desk.ts';

/** The argument of `Stasis(NAME,adopt)`. */
export const ADOPT = 'adopt';

/**
 * Moves calls of the dialplan into the application while they run: AMI `Redirect` takes their channels
 * to a place that holds `Stasis(NAME,adopt)`, and the driver waits until they have come in.
 */
export class Adoption {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Makes the call one of the driver's own, or rejects with `switch-rejected`. */
  async take(call: Call): Promise<void> {
    if (call.isOwn) return;
    const legs = call.legs.filter(({ state }) => state === 'connected' || state === 'held');
    const channels = legs.map(({ channel }) => channel).filter((channel) => channel !== undefined);
    const isPair = channels.length === 2 && call.legs.length === 2;
    if (!isPair || channels.some(({ isUp }) => !isUp)) {
      throw refused(call, 'only an answered call of two can be moved into the application');
    }
    await this.move(call, channels);
    call.isOwn = true;
  }

  async move(call: Call, channels: readonly Channel[]): Promise<void> {
    const { settings, ami } = this.#desk;
    const { adopt } = settings;
    if (adopt === undefined) {
      throw refused(call, 'it never entered the application, and the setting adopt is missing');
    }
    const [first, second] = channels;
    const { arrivals } = this.#desk;
    const coming = Promise.all(channels.map(({ id }) => arrivals.expect(id)));
    const place = { Context: adopt.context, Exten: adopt.extension, Priority: '1' };
    const extra = {
      ExtraChannel: second?.name ?? '',
      ExtraContext: adopt.context,
      ExtraExten: adopt.extension,
      ExtraPriority: '1',
    };
    const redirect = ami.action('Redirect', {
      Channel: first?.name ?? '',
      ...place,
      ...(second === undefined ? {} : extra),
    });
    redirect.catch(() => {
      for (const { id } of channels) arrivals.gone(id);
    });
    await Promise.all([redirect, coming]);
  }
}

function refused(call: Call, why: string): CrosspointError {
  return new CrosspointError('switch-rejected', `call ${call.id}: ${why}`, {
    switchCause: 'invalidObjectState',
    rawCause: 'not in the application',
  });
}
