import { describe, expect, it } from 'vitest';
import { eventsOf, setupOf } from './trunk-messages.ts';

describe('what a trunk says in JSON', () => {
  it('is an incoming call with its numbers', () => {
    const setup = {
      called: { digits: '5550100', plan: 1 },
      calling: { digits: '4930123456', type: 1, plan: 1 },
      name: 'Ada',
    };
    expect(eventsOf({ trunk: 'T1', type: 'incoming', call: 0x8000_0001, line: 4, setup })).toEqual([
      {
        type: 'incoming',
        call: 0x8000_0001,
        line: 4,
        setup: { called: '5550100', calling: '+4930123456', name: 'Ada', isOverlap: false },
      },
    ]);
  });

  it('keeps a caller to itself who does not want to be shown', () => {
    const setup = { called: { digits: '1' }, calling: { digits: '2', presentation: 1 }, name: 'A' };
    const [event] = eventsOf({ trunk: 'T1', type: 'incoming', call: 1, line: 1, setup });
    expect(event).toMatchObject({ setup: { calling: '', name: '' } });
  });

  it.each([
    [{ type: 'up' }, [{ type: 'up' }]],
    [{ type: 'closed' }, [{ type: 'down' }]],
    [
      { type: 'digits', call: 1, text: '12', complete: true },
      [{ type: 'digits', call: 1, digits: '12', isComplete: true }],
    ],
    [{ type: 'lineChosen', call: 1, line: 7 }, [{ type: 'line', call: 1, line: 7 }]],
    [
      { type: 'alerting', call: 1, progress: 8 },
      [
        { type: 'inBand', call: 1 },
        { type: 'alerting', call: 1 },
      ],
    ],
    [{ type: 'progress', call: 1, progress: 2 }, []],
    [{ type: 'connected', call: 1 }, [{ type: 'connected', call: 1 }]],
    [{ type: 'ended', call: 1, cause: 17 }, [{ type: 'ended', call: 1, q850: 17 }]],
    [
      { type: 'refused', request: 'call', call: 1, result: -12 },
      [{ type: 'ended', call: 1, q850: 34 }],
    ],
    [
      { type: 'refused', request: 'call', call: 1, result: -11 },
      [{ type: 'ended', call: 1, q850: 38 }],
    ],
    [{ type: 'refused', request: 'alerting', call: 1, result: -11 }, []],
    [{ type: 'meteringPulse', call: 1 }, []],
  ])('%j', (message, events) => {
    expect(eventsOf({ trunk: 'T1', ...message })).toEqual(events);
  });

  it('is asked for with the plus as the type of the number', () => {
    expect(setupOf({ called: '+498912', calling: '2001' })).toEqual({
      called: { digits: '498912', type: 1, plan: 1 },
      calling: { digits: '2001', plan: 1 },
    });
  });
});
