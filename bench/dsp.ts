import { cpus } from 'node:os';
import { eventFigures } from './native/events.ts';
import { nativeFigures } from './native/programs.ts';

export interface DspBenchOptions {
  readonly rounds: number;
  /** Says what is being measured. */
  readonly tell: (text: string) => void;
}

/** The board engine room by room, each figure beside its peer or its limit in the same run, on one core. */
export async function run({ rounds, tell }: DspBenchOptions): Promise<object> {
  const figures: Record<string, object> = {};
  for (const name of ['detectors', 'transforms', 'switch', 'engine']) {
    tell(name);
    figures[name] = nativeFigures(name, ['--rounds', String(rounds)]);
  }
  tell('events to JavaScript');
  figures['events'] = await eventFigures(rounds);
  return { bench: 'dsp', node: process.version, cores: cpus().length, rounds, ...figures };
}
