import type {
  CallControlEvent,
  Cause,
  ConnectionMapping,
  Party,
  SwitchEvent,
} from '../../src/spi/index.ts';
import { connectionOf, type Call, type Leg } from './call-table.ts';
import type { HangupCause } from './cause-map.ts';

type Join = Extract<CallControlEvent, { event: 'transferred' | 'conferenced' }>;

/**
 * Says what has happened in the words of the SPI. Whoever tells of a connection for the first time
 * tells of the caller too, so that a call from outside begins with the phone that rings for it.
 */
export class Teller {
  readonly #emit: (event: SwitchEvent) => void;

  constructor(emit: (event: SwitchEvent) => void) {
    this.#emit = emit;
  }

  serviceInitiated(call: Call, leg: Leg, cause: Cause): void {
    leg.isTold = true;
    leg.state = 'initiated';
    this.#emit({
      event: 'serviceInitiated',
      ...about(call, leg, cause),
      initiatingDevice: leg.party,
    });
  }

  originated(call: Call, leg: Leg, cause: Cause): void {
    leg.isTold = true;
    leg.state = 'connected';
    this.#emit({ event: 'originated', ...about(call, leg, cause), ...parties(call) });
  }

  networkReached(call: Call, leg: Leg, cause: Cause): void {
    this.#tellCaller(call);
    leg.isTold = true;
    leg.state = 'initiated';
    this.#emit({
      event: 'networkReached',
      ...about(call, leg, cause),
      ...parties(call),
      networkInterface: leg.party,
    });
  }

  delivered(call: Call, leg: Leg, cause: Cause): void {
    const origin = this.#origin(call);
    leg.isTold = true;
    leg.state = 'alerting';
    this.#emit({
      event: 'delivered',
      ...about(call, leg, cause),
      ...parties(call),
      ...origin,
      alertingDevice: leg.party,
    });
  }

  established(call: Call, leg: Leg, cause: Cause): void {
    const origin = this.#origin(call);
    leg.isTold = true;
    leg.state = 'connected';
    this.#emit({
      event: 'established',
      ...about(call, leg, cause),
      ...parties(call),
      ...origin,
      answeringDevice: leg.party,
    });
  }

  held(call: Call, leg: Leg, cause: Cause): void {
    leg.state = 'held';
    this.#emit({ event: 'held', ...about(call, leg, cause), device: leg.party });
  }

  retrieved(call: Call, leg: Leg, cause: Cause): void {
    leg.state = 'connected';
    this.#emit({ event: 'retrieved', ...about(call, leg, cause), device: leg.party });
  }

  queued(call: Call, leg: Leg, callsInFront: number): void {
    const origin = this.#origin(call);
    leg.isTold = true;
    this.#emit({
      event: 'queued',
      ...about(call, leg, 'enteringDistribution'),
      ...parties(call),
      ...origin,
      queue: leg.party,
      callsInFront,
    });
  }

  diverted(call: Call, leg: Leg, to: Party, cause: Cause): void {
    if (!leg.isTold) return;
    this.#emit({
      event: 'diverted',
      ...about(call, leg, cause),
      ...parties(call),
      divertingDevice: leg.party,
      newDestination: to,
    });
  }

  failed(call: Call, leg: Leg, { cause, rawCause }: HangupCause): void {
    this.#tellCaller(call);
    leg.isTold = true;
    leg.state = 'failed';
    this.#emit({
      event: 'failed',
      ...about(call, leg, cause),
      rawCause,
      ...parties(call),
      failingDevice: leg.party,
    });
  }

  cleared(call: Call, leg: Leg, cause: HangupCause): void {
    if (!leg.isTold) return;
    this.#emit({
      event: 'connectionCleared',
      ...about(call, leg, cause.cause),
      ...cause,
      releasingDevice: leg.party,
    });
  }

  digits(call: Call, leg: Leg, digits: string): void {
    if (!leg.isTold) return;
    this.#emit({ event: 'digits', ...about(call, leg, 'normal'), digits });
  }

  joined(
    event: Join['event'],
    call: Call,
    what: Pick<Join, 'cause' | 'primaryOldCall' | 'secondaryOldCall' | 'byDevice' | 'addedDevice'>,
    connections: readonly ConnectionMapping[],
  ): void {
    const correlator = call.correlator === undefined ? {} : { correlator: call.correlator };
    this.#emit({ event, ...what, ...correlator, connections });
  }

  device(event: SwitchEvent): void {
    this.#emit(event);
  }

  /** The caller's connection, where nothing has been told of it yet. */
  #origin(call: Call): { originatingConnection?: ReturnType<typeof connectionOf> } {
    const caller = call.legs.find((leg) => leg.isCaller && !leg.isTold);
    if (caller === undefined) return {};
    caller.isTold = true;
    return { originatingConnection: connectionOf(call, caller) };
  }

  #tellCaller(call: Call): void {
    const caller = call.legs.find((leg) => leg.isCaller && !leg.isTold);
    if (caller !== undefined) this.originated(call, caller, 'newCall');
  }
}

function about(call: Call, leg: Leg, cause: Cause) {
  const correlator = call.correlator === undefined ? {} : { correlator: call.correlator };
  return { cause, connection: connectionOf(call, leg), ...correlator };
}

function parties(call: Call) {
  const { calling: callingDevice, called: calledDevice, lastRedirection } = call;
  return lastRedirection === undefined
    ? { callingDevice, calledDevice }
    : { callingDevice, calledDevice, lastRedirectionDevice: lastRedirection };
}
