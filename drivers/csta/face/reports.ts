import { staticDevice } from '../../../src/spi/connection.ts';
import { isCallControlEvent } from '../../../src/spi/switch-event.ts';
import type {
  CallControlEvent,
  CallRecordEvent,
  DeviceEvent,
  SwitchEvent,
} from '../../../src/spi/switch-event.ts';
import type { CstaEvent, EventReport } from '../model/event-report.ts';
import type { CallPicture, Impact } from './call-picture.ts';
import type { FaceDevices } from './face-devices.ts';
import type { FaceOptions } from './face-options.ts';
import { groupOf, type Monitor, type Monitors } from './monitors.ts';
import type { WireCalls } from './wire-calls.ts';
import { WireEvents } from './wire-events.ts';

export interface ReportsParts {
  readonly picture: CallPicture;
  readonly calls: WireCalls;
  readonly devices: FaceDevices;
  readonly monitors: Monitors;
  readonly options: Pick<FaceOptions, 'originates' | 'tellsCallCleared'>;
  readonly report: (report: EventReport) => void;
  readonly onCallMonitorOver: (monitor: Monitor) => void;
  readonly onRecord: (event: CallRecordEvent) => void;
}

type Reported = Omit<EventReport, 'crossRef' | 'event' | 'localState'>;

/** Tells the client what the link tells: each event once for each monitor it is for (ECMA-269 §6.7). */
export class Reports {
  readonly #parts: ReportsParts;
  readonly #events: WireEvents;

  constructor(parts: ReportsParts) {
    this.#parts = parts;
    this.#events = new WireEvents(parts.calls, parts.devices.isTrunk);
  }

  take(event: SwitchEvent): void {
    if (isCallControlEvent(event)) this.#takeOfCall(event);
    else if (event.event === 'callRecord') this.#parts.onRecord(event);
    else this.#takeOfDevice(event);
  }

  #takeOfCall(event: CallControlEvent): void {
    const { picture, calls } = this.#parts;
    const impact = picture.apply(event);
    const told = this.#events.translate(event, this.#originFor(impact));
    if (told !== undefined) this.#tellCall(told, event, impact);
    for (const call of impact.ended) {
      this.#endMonitorsOf(call, impact);
      calls.free(call);
    }
  }

  #tellCall(told: CstaEvent, event: CallControlEvent, impact: Impact): void {
    const { monitors, options } = this.#parts;
    const reported = reportedOf(event);
    if (event.event !== 'callCleared' || options.tellsCallCleared) {
      for (const device of impact.audience) {
        const state = impact.stateOf(device);
        for (const one of monitors.ofDevice(device)) {
          this.#tell(one, told, { ...reported, localState: state });
        }
      }
    }
    for (const call of new Set([impact.call, ...impact.ended])) {
      for (const one of monitors.ofCall(call)) this.#tell(one, told, reported);
    }
  }

  #takeOfDevice(event: DeviceEvent): void {
    const device = event.event === 'deviceChanged' ? event.device.device : event.device;
    for (const told of this.#parts.devices.take(event)) {
      for (const one of this.#parts.monitors.ofDevice(device)) this.#tell(one, told, {});
    }
  }

  #tell(
    { crossRef, filterOut }: Monitor,
    event: CstaEvent,
    reported: Omit<EventReport, 'crossRef' | 'event'>,
  ): void {
    if (!filterOut.has(groupOf(event))) this.#parts.report({ crossRef, event, ...reported });
  }

  /** A monitor of a call goes with it into the call it becomes, and ends with it. */
  #endMonitorsOf(call: string, impact: Impact): void {
    for (const monitor of this.#parts.monitors.ofCall(call)) {
      if (impact.call === call) this.#parts.onCallMonitorOver(monitor);
      else monitor.call = impact.call;
    }
  }

  #originFor({ origin }: Impact): Impact['origin'] {
    const { options, devices } = this.#parts;
    if (origin === undefined || options.originates === 'always') return origin;
    return devices.isTrunk(staticDevice(origin.device)) ? origin : undefined;
  }
}

function reportedOf({ cause, correlator }: CallControlEvent): Reported {
  return {
    ...(cause === 'unknown' || cause === 'resynchronised' ? {} : { cause }),
    ...(correlator === undefined ? {} : { correlator }),
  };
}
