import { expect, it } from 'vitest';
import { EventBatch } from '../../drivers/ctbus/event-batch.ts';
import { loadNative, type NativeEngine } from '../../drivers/ctbus/native.ts';
import { EVENT } from '../../drivers/ctbus/enumerations.ts';
import { describeNative } from '../../drivers/ctbus/testing/stepped-board.ts';

const MOST_IN_A_BATCH = 1024;

/** An engine that a test steps, with what it told, batch for batch. */
function engineWith(
  onBatch: (batch: EventBatch, count: number) => void,
  options: { eventCapacity?: number } = {},
): NativeEngine {
  const { EngineHandle, folder } = loadNative();
  let batch: EventBatch | undefined;
  const engine = new EngineHandle(
    {
      library: `${folder}/board-simulated.so`,
      settings: JSON.stringify({ pace: 'stepped', ports: 2 }),
      blockFrames: 80,
      isStepped: true,
      ...options,
    },
    (count) => {
      batch ??= new EventBatch(engine.batch());
      onBatch(batch, count);
    },
  );
  engine.start();
  return engine;
}

describeNative('events of the engine', () => {
  it('come in batches, all of them and in order, while JavaScript does something else', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const counts: number[] = [];
    const positions: number[] = [];
    const engine = engineWith((batch, count) => {
      counts.push(count);
      for (let record = 0; record < count; record += 1) {
        if (batch.type(record) === EVENT.detected) positions.push(batch.position(record));
      }
      if (positions.length === 50_000) resolve();
    });
    expect(engine.postEvents(50_000)).toBe(50_000);
    await promise;
    expect(positions).toEqual(Array.from({ length: 50_000 }, (_, index) => index));
    expect(Math.max(...counts)).toBe(MOST_IN_A_BATCH);
    // One wake-up for many: a call for each event would be fifty thousand.
    expect(counts.length).toBeLessThan(60);
    engine.close();
  });

  it('that nobody takes in time are counted, and that is told in their place', async () => {
    const told: [type: number, value: number][] = [];
    const engine = engineWith(
      (batch, count) => {
        for (let record = 0; record < count; record += 1) {
          told.push([batch.type(record), batch.value(record)]);
        }
      },
      { eventCapacity: 1000 },
    );
    const posted = engine.postEvents(5000);
    expect(posted).toBeLessThan(5000);
    engine.drain();
    engine.postEvents(1);
    engine.drain();
    expect(told.filter(([type]) => type === EVENT.detected).length).toBe(posted + 1);
    const losses = told.filter(([type]) => type === EVENT.eventsLost);
    expect(losses.length).toBe(1);
    expect(losses[0]?.[1]).toBeGreaterThan(0);
    expect(engine.counters().eventsLost).toBe(losses[0]?.[1]);
    engine.close();
  });

  it('go on after a listener has thrown', async () => {
    const seen: number[] = [];
    const engine = engineWith((_, count) => {
      seen.push(count);
      if (seen.length === 1) throw new Error('on purpose');
    });
    engine.postEvents(10);
    expect(() => engine.drain()).toThrow('on purpose');
    engine.postEvents(5);
    engine.drain();
    expect(seen).toEqual([10, 5]);
    engine.close();
  });

  it('are not told within each other, and not after the closing', () => {
    const seen: number[] = [];
    const engine = engineWith((_, count) => {
      seen.push(count);
      if (seen.length === 1) {
        engine.postEvents(3);
        engine.drain();
        expect(seen.length).toBe(1);
      } else {
        engine.close();
      }
    });
    engine.postEvents(2);
    engine.drain();
    expect(seen).toEqual([2, 3]);
    expect(() => engine.drain()).toThrow(expect.objectContaining({ code: 'wrong-state' }));
    expect(() => engine.postEvents(1)).toThrow(expect.objectContaining({ code: 'wrong-state' }));
    engine.close();
  });
});

describeNative('the border to native code', () => {
  it('throws errors with a code for whatever is given to it', () => {
    const engine = engineWith(() => undefined);
    const wrong: ((engine: NativeEngine) => unknown)[] = [
      (one) => one.play(0, { sounds: [{} as never] }),
      (one) => one.play(-1, { sounds: [] }),
      (one) => one.play(0.5, { sounds: [] }),
      (one) => one.play(99, { sounds: [] }),
      (one) => one.play('0' as never, null as never),
      (one) => one.record(0, { writer: engine as never }),
      (one) => one.setOutputs(new Uint16Array(7)),
      (one) => one.setOutputs([1] as never),
      (one) => one.sendFrame(0, 'frame' as never),
      (one) => one.generate(0, { segments: 5 as never }),
      (one) => one.generate(0, { digits: '1', controls: new Int32Array(3) }),
      (one) => one.control(0, 999, 0),
      (one) => one.lineInfo(Number.NaN),
      (one) => one.openStream(0, 0),
      (one) => one.join(12345, 0, {}),
    ];
    for (const call of wrong) {
      expect(() => call(engine), call.toString()).toThrow(
        expect.objectContaining({ code: expect.any(String) as string }),
      );
    }
    engine.close();
    const { EngineHandle, SoundHandle, WriterHandle, folder } = loadNative();
    expect(() => new EngineHandle({} as never, () => undefined)).toThrow('library');
    expect(() => new EngineHandle({ library: folder } as never, 5 as never)).toThrow('onEvents');
    expect(() => new SoundHandle(new Uint8Array(3), 0)).toThrow(
      expect.objectContaining({ code: 'unreadable-sound' }),
    );
    expect(() => new WriterHandle({ container: 1, coder: 1, law: 0 })).toThrow('mostOctets');
    expect(() => EngineHandle.prototype.step.call({}, 1)).toThrow(TypeError);
  });

  it('makes one thread-safe-function call for each event where that is measured', async () => {
    const { callForEach, emptyCall } = loadNative();
    emptyCall();
    const positions: number[] = [];
    await new Promise<void>((resolve) => {
      callForEach(1000, ({ position }) => {
        positions.push(position);
        if (position === 999) resolve();
      });
    });
    expect(positions.length).toBe(1000);
  });
});
