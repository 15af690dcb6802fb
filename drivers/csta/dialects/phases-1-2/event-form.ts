import type { CstaEvent, CstaEventName } from '../../model/event-report.ts';

export type Told<Name extends CstaEventName> = CstaEvent & { readonly event: Name };

/** What an event is called does not say what types it has: tables of events forget them. */
export interface EventForm {
  toBody(event: CstaEvent): object;
  /**
   * @throws {CrosspointError} `malformed-frame` where the event means nothing without what it lacks
   */
  fromBody(body: object): CstaEvent;
}

/** Lets the compiler hold the form of one event to its types. */
export function eventForm<Name extends CstaEventName, Body extends object>(form: {
  toBody(event: Told<Name>): Body;
  fromBody(body: Body): Told<Name>;
}): EventForm {
  return form;
}
