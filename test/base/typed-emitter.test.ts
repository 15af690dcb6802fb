import { describe, expect, it } from 'vitest';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';

type Events = { rang: [device: string, times: number]; quiet: [] };

describe('an emitter', () => {
  it('tells its listeners in the order in which they were added', () => {
    const emitter = new TypedEmitter<Events>();
    const told: string[] = [];
    emitter.on('rang', (device, times) => told.push(`a ${device} ${times}`));
    emitter.on('rang', (device) => told.push(`b ${device}`));
    emitter.on('quiet', () => told.push('quiet'));
    emitter.emit('rang', '2001', 3);
    expect(told).toEqual(['a 2001 3', 'b 2001']);
  });

  it('is not hurt by a listener that throws, nor are the others', () => {
    const errors: unknown[] = [];
    const emitter = new TypedEmitter<Events>((error) => errors.push(error));
    const told: string[] = [];
    emitter.on('quiet', () => {
      throw new Error('mine');
    });
    emitter.on('quiet', () => told.push('other'));
    emitter.emit('quiet');
    emitter.emit('quiet');
    expect(told).toEqual(['other', 'other']);
    expect(errors).toEqual([new Error('mine'), new Error('mine')]);
  });

  it('takes a listener away, only that one, and minds nothing taken away twice', () => {
    const emitter = new TypedEmitter<Events>();
    const told: string[] = [];
    const leave = emitter.on('quiet', () => told.push('a'));
    emitter.on('quiet', () => told.push('b'));
    leave();
    leave();
    emitter.emit('quiet');
    expect(told).toEqual(['b']);
  });

  it('tells the listeners there were when it began, whoever comes or goes meanwhile', () => {
    const emitter = new TypedEmitter<Events>();
    const told: string[] = [];
    const leave = emitter.on('quiet', () => {
      told.push('first');
      leaveSecond();
      leave();
      emitter.on('quiet', () => told.push('late'));
    });
    const leaveSecond = emitter.on('quiet', () => told.push('second'));
    emitter.emit('quiet');
    expect(told).toEqual(['first', 'second']);
    emitter.emit('quiet');
    expect(told).toEqual(['first', 'second', 'late']);
  });

  it('does nothing where nobody listens', () => {
    expect(() => new TypedEmitter<Events>().emit('quiet')).not.toThrow();
  });
});
