import { createFraming } from '../../drivers/csta/framing/create-framing.ts';
import type { Framing, FramingEffect } from '../../drivers/csta/framing/framing.ts';
import type { FramingSettings } from '../../drivers/csta/framing/framing-settings.ts';
import { isWholeBer } from '../../drivers/csta/framing/raw-ber.ts';
import { DELIVERED_HEX } from './sample-event.ts';
import { inTurn, speed, subject } from './timing.ts';

const KINDS: readonly FramingSettings[] = [{ kind: 'hipath-v24' }, { kind: 'length16' }];
const hooks = { isWhole: isWholeBer };

/** One PDU from one end to the other and, where there is one, its acknowledgement back. */
export function framingFigures(rounds: number): object {
  const pdu = Buffer.from(DELIVERED_HEX, 'hex');
  const subjects = KINDS.map((settings) => {
    const cable = new Cable(settings);
    return subject(settings.kind, () => cable.send(pdu));
  });
  const medians = inTurn(subjects, rounds);
  const each = Object.entries(medians).map(([name, ns]) => [name, speed(ns)] as const);
  return { octets: pdu.length, ...Object.fromEntries(each) };
}

/** Two framings, each of which gets what the other writes; timers never run out. */
class Cable {
  readonly #client: Framing;
  readonly #pbx: Framing;
  #delivered = 0;

  constructor(settings: FramingSettings) {
    this.#client = createFraming(settings, 'client', hooks);
    this.#pbx = createFraming(settings, 'pbx', hooks);
    this.#carry(this.#client.next({ kind: 'opened' }), this.#pbx);
    this.#carry(this.#pbx.next({ kind: 'opened' }), this.#client);
  }

  send(pdu: Uint8Array): number {
    const before = this.#delivered;
    this.#carry(this.#pbx.next({ kind: 'send', pdu }), this.#client);
    if (this.#delivered !== before + 1) throw new Error('the PDU did not arrive');
    return this.#delivered;
  }

  #carry(effects: readonly FramingEffect[], to: Framing): void {
    for (const effect of effects) {
      if (effect.kind === 'deliver') this.#delivered += 1;
      if (effect.kind === 'fail' || effect.kind === 'refuse') throw effect.error;
      if (effect.kind !== 'write') continue;
      const answer = to.next({ kind: 'received', octets: effect.octets });
      this.#carry(answer, to === this.#client ? this.#pbx : this.#client);
    }
  }
}
