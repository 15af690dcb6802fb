import type { CstaEvent, EventReport } from '../model/event-report.ts';
import { EVENTS, type EventWords } from './event-words.ts';
import { readExtensions, writeArguments, writeExtensions } from './private-data.ts';
import type { XmlIn } from './xml-in.ts';
import type { XmlOut } from './xml-out.ts';

const BY_ROOT: ReadonlyMap<string, EventWords> = new Map(
  EVENTS.flatMap((words) =>
    [words.root, words.alias ?? words.root].map((root) => [root, words] as const),
  ),
);
/** The one event whose private data is its content and no extension. */
const PRIVATE_ROOT = 'PrivateEvent';
const NAME = /^[a-z][A-Za-z0-9]{0,60}$/;

/** The root element for an event, or nothing where XML has no name for it. */
export function eventRoot(event: CstaEvent): string | undefined {
  const words = wordsOf(event);
  if (words !== undefined) return words.root;
  if (event.event !== 'other' || !NAME.test(event.name)) return undefined;
  const root = `${event.name.charAt(0).toUpperCase()}${event.name.slice(1)}Event`;
  return BY_ROOT.has(root) ? undefined : root;
}

export function isEventRoot(name: string): boolean {
  return /^[A-Z][A-Za-z0-9]*Event$/.test(name);
}

/** What stands in the root of an event report. */
export function writeReport(out: XmlOut, report: EventReport): void {
  const { crossRef, event } = report;
  out.leaf('monitorCrossRefID', crossRef);
  const words = wordsOf(event);
  if (words !== undefined) {
    words.parts.write(out, event as unknown as Parameters<typeof words.parts.write>[1]);
    words.closing.write(out, report);
  }
  if (eventRoot(event) === PRIVATE_ROOT) writeArguments(out, report);
  else writeExtensions(out, report);
}

/** An event that there are no words for becomes `other` under its name without `Event`. */
export function readReport(from: XmlIn): EventReport {
  const crossRef = from.need('monitorCrossRefID').text;
  const { name } = from.element;
  const words = BY_ROOT.get(name);
  if (words === undefined) {
    const other = `${name.charAt(0).toLowerCase()}${name.slice(1, -'Event'.length)}`;
    return { crossRef, event: { event: 'other', name: other }, ...readExtensions(from) };
  }
  const event = { ...words.is, ...words.parts.read(from) } as unknown as CstaEvent;
  return { crossRef, event, ...words.closing.read(from), ...readExtensions(from) };
}

function wordsOf(event: CstaEvent): EventWords | undefined {
  if (event.event !== 'agentState') return EVENTS.find(({ is }) => is.event === event.event);
  // ECMA-269 §22.2 has no event for the null state: it is that of an agent who has logged off.
  const state = event.state === 'null' ? 'loggedOff' : event.state;
  return EVENTS.find(({ is }) => is.event === 'agentState' && is.state === state);
}
