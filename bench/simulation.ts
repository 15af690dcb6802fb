import { Simulation } from './simulation/simulation.ts';
import { cpuSeconds, rounded } from './statistics.ts';

/** A faulty day of so many calls in virtual time; see ./simulation/simulation.ts for what it proves. */
export async function run(options: {
  readonly seed: number;
  readonly calls: number;
  readonly tell: (text: string) => void;
}): Promise<object> {
  options.tell(`${options.calls} calls from seed ${options.seed}`);
  const before = cpuSeconds();
  const outcome = await new Simulation(options).run();
  return { bench: 'simulation', ...outcome, cpuSeconds: rounded(cpuSeconds() - before) };
}
