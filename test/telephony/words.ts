import type { JournalEvent } from '../../src/journal/event.ts';

/** A call event as a person would say it: `delivered 2001 normal`, `ended busy by 2001`. */
export function inWords({ type, data }: JournalEvent): string {
  const said = data as unknown as Record<string, unknown>;
  const name = type.replace('call.', '');
  const local = (id: unknown) => String(id).replace(/^demo:/, '');
  if (type === 'call.ended') {
    const { code, by } = said['cause'] as { code: string; by: string };
    return `ended ${code} by ${local(by)}`;
  }
  const who = said['alerting'] ?? said['answering'] ?? said['device'];
  if (who !== undefined) return `${name} ${local(who)} ${String(said['cause'])}`;
  const devices = said['devices'] as string[] | undefined;
  if (devices === undefined) return `${name} ${String(said['cause'])}`;
  const parties = devices.map(local).toSorted().join('+');
  return `${name} by ${local(said['by'])} added ${local(said['added'])}: ${parties}`;
}
