import type {
  CallControlEvent,
  Cause,
  ConnectionMapping,
  DeviceInfo,
  Party,
  SwitchEvent,
} from '../../../../src/spi/index.ts';
import type { Ending } from '../causes.ts';
import type { Call, Part } from './call.ts';

type Join = Extract<CallControlEvent, { event: 'transferred' | 'conferenced' }>;

/** Says what has happened in the words of the SPI, and notes what was said in the part. */
export class Teller {
  readonly #emit: (event: SwitchEvent) => void;

  constructor(emit: (event: SwitchEvent) => void) {
    this.#emit = emit;
  }

  serviceInitiated(part: Part): void {
    part.isTold = true;
    part.state = 'initiated';
    this.#emit({
      event: 'serviceInitiated',
      ...about(part, 'newCall'),
      initiatingDevice: part.party,
    });
  }

  originated(part: Part, cause: Cause): void {
    part.isTold = true;
    part.state = 'connected';
    this.#emit({ event: 'originated', ...about(part, cause), ...parties(part.call) });
  }

  networkReached(part: Part, cause: Cause): void {
    this.tellCaller(part.call);
    part.isTold = true;
    part.state = 'initiated';
    this.#emit({
      event: 'networkReached',
      ...about(part, cause),
      ...parties(part.call),
      networkInterface: part.party,
    });
  }

  delivered(part: Part, cause: Cause): void {
    const origin = originOf(part);
    part.isTold = true;
    part.state = 'alerting';
    this.#emit({
      event: 'delivered',
      ...about(part, cause),
      ...parties(part.call),
      ...origin,
      alertingDevice: part.party,
    });
  }

  established(part: Part, cause: Cause): void {
    const origin = originOf(part);
    part.isTold = true;
    part.state = 'connected';
    this.#emit({
      event: 'established',
      ...about(part, cause),
      ...parties(part.call),
      ...origin,
      answeringDevice: part.party,
    });
  }

  held(part: Part, cause: Cause): void {
    part.state = 'held';
    this.#emit({ event: 'held', ...about(part, cause), device: part.party });
  }

  retrieved(part: Part, cause: Cause): void {
    part.state = 'connected';
    this.#emit({ event: 'retrieved', ...about(part, cause), device: part.party });
  }

  diverted(part: Part, to: Party): void {
    this.#emit({
      event: 'diverted',
      ...about(part, 'redirected'),
      ...parties(part.call),
      divertingDevice: part.party,
      newDestination: to,
    });
  }

  failed(part: Part, ending: Ending): void {
    if (!part.isCaller) this.tellCaller(part.call);
    part.isTold = true;
    part.state = 'failed';
    this.#emit({
      event: 'failed',
      ...about(part, ending.cause),
      ...rawOf(ending),
      ...parties(part.call),
      failingDevice: part.party,
    });
  }

  cleared(part: Part, ending: Ending): void {
    if (!part.isTold) return;
    this.#emit({
      event: 'connectionCleared',
      ...about(part, ending.cause),
      ...rawOf(ending),
      ...(ending.q850 === undefined || !part.call.touchesNetwork ? {} : { q850: ending.q850 }),
      releasingDevice: part.party,
    });
  }

  digits(part: Part, digits: string): void {
    if (part.isTold) this.#emit({ event: 'digits', ...about(part, 'normal'), digits });
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

  device(device: DeviceInfo): void {
    this.#emit({ event: 'deviceChanged', device });
  }

  /** Nobody is told of before the caller is. */
  tellCaller(call: Call): void {
    const caller = call.parts.find((part) => part.isCaller && !part.isTold);
    if (caller !== undefined) this.originated(caller, 'newCall');
  }
}

/** The caller's connection, where nothing has been told of it yet. */
function originOf(part: Part): { originatingConnection?: Part['id'] } {
  const caller = part.call.parts.find((one) => one.isCaller && !one.isTold);
  if (caller === undefined || caller === part) return {};
  caller.isTold = true;
  return { originatingConnection: caller.id };
}

function about(part: Part, cause: Cause) {
  const { correlator } = part.call;
  return { cause, connection: part.id, ...(correlator === undefined ? {} : { correlator }) };
}

function parties({ calling: callingDevice, called: calledDevice, lastRedirection }: Call) {
  return lastRedirection === undefined
    ? { callingDevice, calledDevice }
    : { callingDevice, calledDevice, lastRedirectionDevice: lastRedirection };
}

function rawOf({ rawCause }: Ending): { rawCause?: string } {
  return rawCause === undefined ? {} : { rawCause };
}
