import { describe, expect, it } from 'vitest';
import type { Event, EventPage } from '../../schemas/generated/types.ts';
import { recallPop } from '../../web/toolbar/recall.ts';
import { OWN, aCall, aPop, event } from './told.ts';

function journal(events: readonly Event[]) {
  const asked: string[] = [];
  const get = (path: string): Promise<EventPage> => {
    const subject = new URL(path, 'http://x').searchParams.get('subject') ?? '';
    asked.push(subject);
    const items = events.filter((one) => one.subject === subject);
    return Promise.resolve({ items, nextAfter: 0 });
  };
  return { asked, get };
}

const offered = (sequence: number, id: string, device = OWN) =>
  event(sequence, 'screen-pop.offered', aPop(aCall(id), { device, latencyMs: sequence })).event;

describe('the pop of a call that was there before', () => {
  it('is the youngest that was offered to this phone', async () => {
    const { get } = journal([offered(1, 'a'), offered(2, 'a'), offered(3, 'a', 'demo:2002')]);
    const pop = await recallPop({ call: 'a', before: undefined, device: OWN, get });
    expect(pop?.latencyMs).toBe(2);
  });

  it('is that of another phone where this one had none', async () => {
    const { get } = journal([offered(3, 'a', 'demo:2002')]);
    const pop = await recallPop({ call: 'a', before: undefined, device: OWN, get });
    expect(pop?.device).toBe('demo:2002');
  });

  it('is found under the call that was transferred or conferenced', async () => {
    const joined = { call: aCall('b'), primaryCall: 'a', newCall: 'b' };
    const { asked, get } = journal([offered(1, 'a'), event(2, 'call.conferenced', joined).event]);
    const pop = await recallPop({ call: 'b', before: undefined, device: OWN, get });
    expect(pop?.latencyMs).toBe(1);
    expect(asked).toEqual(['b', 'a']);
  });

  it('is undefined where there is none, also for a call joined with itself', async () => {
    const joined = { call: aCall('b'), primaryCall: 'b', newCall: 'b' };
    const { asked, get } = journal([event(2, 'call.conferenced', joined).event]);
    expect(await recallPop({ call: 'b', before: undefined, device: OWN, get })).toBeUndefined();
    expect(asked).toEqual(['b']);
  });
});
