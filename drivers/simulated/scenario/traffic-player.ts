import type { Timer } from '../../../src/base/clock.ts';
import { pick, randomInteger, type Random } from '../../../src/base/random.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { ServiceAnswer, ServiceArgs } from '../../../src/spi/services.ts';
import type { CallControlEvent } from '../../../src/spi/switch-event.ts';
import type { ExchangeService } from '../model/services.ts';
import { drawFrom } from './durations.ts';
import type { Traffic } from './scenario.ts';
import type { Stage } from './script-player.ts';

/** One call of the traffic and what its people have in mind. */
interface TrafficCall {
  /** Its first identifier, to which the outside party always answers. */
  readonly call: string;
  readonly isAbandoned: boolean;
  isTalking: boolean;
  /** The phone that talks; and the call in which it asks a colleague, if it does. */
  phone: string | undefined;
  consultation: string | undefined;
}

/** Callers who come by themselves, and phones where somebody answers. */
export class TrafficPlayer {
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #traffic: Traffic;
  readonly #untilMs: number;
  readonly #beforeRequest: () => void;
  /** By each identifier that a call has now, consultations included. */
  readonly #calls = new Map<string, TrafficCall>();
  readonly #timers = new Set<Timer>();
  #isOver = false;

  constructor(
    stage: Stage,
    random: Random,
    traffic: Traffic,
    forMs: number,
    beforeRequest: () => void,
  ) {
    this.#stage = stage;
    this.#random = random;
    this.#traffic = traffic;
    this.#untilMs = stage.clock.now() + forMs;
    this.#beforeRequest = beforeRequest;
  }

  /** No more calls will begin. */
  get isOver(): boolean {
    return this.#isOver;
  }

  start(): void {
    // Calls come independently of each other: the gaps are exponential.
    const gapMs = (-Math.log(1 - this.#random.next()) * 3_600_000) / this.#traffic.callsPerHour;
    if (this.#stage.clock.now() + gapMs >= this.#untilMs) {
      this.#isOver = true;
      return;
    }
    this.#after(gapMs, () => {
      if (this.#random.next() < this.#traffic.outgoing) this.#callOut();
      else void this.#callIn();
      this.start();
    });
  }

  stop(): void {
    for (const timer of this.#timers) this.#stage.clock.clear(timer);
    this.#timers.clear();
  }

  /** What really happens; people act on it a little later. */
  hear(event: CallControlEvent): void {
    switch (event.event) {
      case 'delivered':
        this.#rings(event.connection);
        return;
      case 'established':
        this.#isAnswered(event.connection);
        return;
      case 'transferred':
      case 'conferenced': {
        const { primaryOldCall, secondaryOldCall, connections } = event;
        const known =
          this.#calls.get(secondaryOldCall?.call ?? '') ?? this.#calls.get(primaryOldCall.call);
        this.#calls.delete(primaryOldCall.call);
        this.#calls.delete(secondaryOldCall?.call ?? '');
        const next = connections[0]?.newConnection.call;
        if (known !== undefined && next !== undefined) this.#calls.set(next, known);
        return;
      }
      case 'callCleared':
        this.#calls.delete(event.call);
        return;
      default:
    }
  }

  async #callIn(): Promise<void> {
    const to = pick(this.#random, this.#traffic.to);
    const from = `+4930${1_000_000 + randomInteger(this.#random, 9_000_000)}`;
    const isAbandoned = this.#random.next() < this.#traffic.abandon;
    // While the call is being made nobody can hear of it: it is known before its first timer.
    const made = await this.#stage.people.dialIn({ from, to }).catch(() => undefined);
    if (made === undefined) return;
    const { call } = made;
    const known = {
      call,
      isAbandoned,
      isTalking: false,
      phone: undefined,
      consultation: undefined,
    };
    this.#calls.set(call, known);
    if (isAbandoned) {
      this.#after(drawFrom(this.#random, this.#traffic.answerAfter), () =>
        this.#outsideLeaves(call),
      );
    } else this.#answerIfRinging(known);
  }

  #callOut(): void {
    const phone = pick(this.#random, this.#phones());
    const to = pick(this.#random, this.#traffic.outgoingTo);
    this.#beforeRequest();
    this.#stage.link
      .request('makeCall', { callingDevice: phone, calledNumber: to, autoOriginate: true })
      .then(({ initiatedCall: { call } }) => {
        this.#calls.set(call, {
          call,
          isAbandoned: false,
          isTalking: false,
          phone,
          consultation: undefined,
        });
        // Whoever hears no answer gives up.
        this.#after(30_000, () => {
          if (this.#calls.get(call)?.isTalking === false) void this.#clear({ call, device: phone });
        });
        return undefined;
      })
      .catch(() => {
        // Refused, or the answer is lost: somebody hangs up a phone that is off hook by now.
        this.#after(20_000, () => void this.#stage.people.hangUp(phone).catch(() => undefined));
      });
  }

  /** The call may have begun to ring before its identifier was known here. */
  #answerIfRinging({ call }: TrafficCall): void {
    for (const { connection, state } of this.#stage.people.connectionsOf(call)) {
      if (state === 'alerting') this.#rings(connection);
    }
  }

  #rings(connection: ConnectionId): void {
    const known = this.#calls.get(connection.call);
    if (known === undefined || known.isAbandoned) return;
    this.#after(drawFrom(this.#random, this.#traffic.answerAfter), () => {
      void this.#press('answerCall', { connection });
    });
  }

  #isAnswered(connection: ConnectionId): void {
    const known = this.#calls.get(connection.call);
    if (known === undefined) return;
    if (known.consultation === connection.call) {
      this.#after(2_000, () => this.#transfer(known));
      return;
    }
    known.phone ??= connection.device;
    if (known.isTalking) return;
    known.isTalking = true;
    const talkMs = drawFrom(this.#random, this.#traffic.talk);
    this.#planFeature(known, talkMs);
    this.#after(talkMs, () => this.#end(known));
  }

  /** Perhaps the talk is interrupted half-way. */
  #planFeature(known: TrafficCall, talkMs: number): void {
    const chance = this.#random.next();
    const { transfer, hold } = this.#traffic;
    if (chance < transfer) this.#after(talkMs / 2, () => void this.#consult(known));
    else if (chance < transfer + hold) {
      this.#after(talkMs / 3, () => void this.#holdFor(known, talkMs / 3));
    }
  }

  async #holdFor({ phone }: TrafficCall, ms: number): Promise<void> {
    const connection = this.#at(phone, 'connected');
    if (connection === undefined) return;
    await this.#press('holdCall', { connection });
    this.#after(ms, () => void this.#press('retrieveCall', { connection }));
  }

  async #consult(known: TrafficCall): Promise<void> {
    const existingCall = this.#at(known.phone, 'connected');
    const others = this.#phones().filter((phone) => phone !== known.phone);
    if (existingCall === undefined || others.length === 0) return;
    const consultedNumber = pick(this.#random, others);
    const asked = await this.#press('consultationCall', { existingCall, consultedNumber });
    if (asked === undefined) return;
    const { call } = asked.initiatedCall;
    known.consultation = call;
    this.#calls.set(call, known);
    for (const { connection, state } of this.#stage.people.connectionsOf(call)) {
      if (state === 'alerting') this.#rings(connection);
    }
  }

  #transfer(known: TrafficCall): void {
    const heldCall = this.#at(known.phone, 'held');
    const activeCall = this.#at(known.phone, 'connected');
    if (heldCall === undefined || activeCall === undefined) return;
    known.consultation = undefined;
    void this.#press('transferCall', { heldCall, activeCall });
  }

  /** The talk is over: one of the two hangs up, and a consultation is left as well. */
  #end(known: TrafficCall): void {
    const { consultation } = known;
    if (consultation !== undefined && this.#calls.get(consultation) === known) {
      void this.#press('clearCall', { call: consultation });
    }
    this.#outsideLeaves(known.call);
  }

  #outsideLeaves(call: string): void {
    this.#stage.people.hangUpOutside(call).catch(() => undefined);
  }

  #clear(connection: ConnectionId): Promise<unknown> {
    return this.#press('clearConnection', { connection });
  }

  /** What has become impossible meanwhile is not done. */
  async #press<Name extends ExchangeService>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name> | undefined> {
    try {
      return await this.#stage.people.press(service, args);
    } catch {
      return undefined;
    }
  }

  #at(phone: string | undefined, wanted: ConnectionState): ConnectionId | undefined {
    return phone === undefined ? undefined : this.#stage.people.connectionAt(phone, wanted);
  }

  #phones(): readonly string[] {
    return this.#stage.people.phones;
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.#stage.clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }
}
