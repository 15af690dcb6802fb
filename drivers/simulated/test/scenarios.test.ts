import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { ScenarioRun } from '../scenario/run.ts';
import type { Summary } from '../scenario/tally.ts';
import { inWords } from '../scenario/wording.ts';

const FOLDER = new URL('../scenarios/', import.meta.url);

async function play(text: string, seed: number): Promise<{ lines: string[]; summary: Summary }> {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const run = new ScenarioRun(readScenario(text, 'test.yaml'), {
    clock,
    seed,
    onLine: (line) => lines.push(inWords(line)),
  });
  const started = run.start();
  while (!run.isOver && (await clock.step()));
  await started;
  await run.close();
  expect(clock.hasTimers).toBe(false);
  return { lines, summary: run.summary };
}

function fromFolder(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}

describe('a scenario', () => {
  it.each(readdirSync(FOLDER))('%s plays to its end without a problem', async (name) => {
    const { summary } = await play(fromFolder(name), 3);
    expect(summary.problems).toBe(0);
    expect(summary.answered).toBeGreaterThan(0);
  });

  it('is the same again from the same seed, and another from another', async () => {
    const text = fromFolder('faults.yaml');
    const first = await play(text, 11);
    expect((await play(text, 11)).lines).toEqual(first.lines);
    expect((await play(text, 12)).lines).not.toEqual(first.lines);
  });

  it('says what does not hold, and which step was refused', async () => {
    const script = 'script:\n  - +49301 calls 2001\n  - 2001 is connected\n  - 2002 answers\n';
    const { lines, summary } = await play(script, 1);
    expect(summary.problems).toBe(2);
    expect(lines.join('\n')).toContain('line 3, "2001 is connected", does not hold: alerting');
    expect(lines.join('\n')).toContain('line 4, "2002 answers", was refused');
  });
});

describe('a scenario file that does not fit', () => {
  it.each([
    ['script:\n  - 2001 dances\n', 2, 5, 'a sentence of the form'],
    ['script:\n  - at noon: 2001 answers\n', 2, 5, 'at DURATION'],
    ['script:\n  - 2009 holds\n', 2, 5, 'an extension'],
    ['scripts: []\n', 1, 1, 'one of name, switch'],
    ['switch:\n  extensions:\n    - number: Ada\nscript: []\n', 3, 15, 'settings of a switch'],
    ['traffic:\n  callsPerHour: 10\n  talk: long\n', 3, 9, 'durations'],
    ['traffic:\n  callsPerHour: 10\n  to: [2001, 9]\n', 3, 7, 'numbers of the switch'],
    ['script: []\nfaults:\n  - the sky falls\n', 3, 5, 'a fault of the form'],
    ['script: [\n', 2, 1, 'YAML'],
    ['name: nothing\n', 1, 1, 'a script, traffic'],
  ])('is refused with file, line and column: %j', (text, line, column, expected) => {
    const error = refusalOf(text);
    expect(error).toMatchObject({
      code: 'invalid-configuration',
      position: { source: 'test.yaml', line, column },
    });
    expect(error.message).toContain(expected);
  });

  it('is refused where it is too long', () => {
    const steps = `script:\n${'  - 2001 answers\n'.repeat(10_001)}`;
    expect(refusalOf(steps).message).toContain('at most 10000 steps');
    expect(refusalOf(`# ${'x'.repeat(1_100_000)}`).message).toContain('octets');
  });
});

function refusalOf(text: string): Error {
  try {
    readScenario(text, 'test.yaml');
  } catch (error) {
    return error as Error;
  }
  throw new Error('was accepted');
}
