import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as names from '../../drivers/ctbus/enumerations.ts';
import { CODES_OF_RESULTS } from '../../drivers/ctbus/native-errors.ts';

const ROOT = join(import.meta.dirname, '../../native');

/** Every enumerator of the header, or of one enumeration in it, by its name: its number. */
function enumerators(header: string, only = ''): Map<string, number> {
  const text = readFileSync(join(ROOT, header), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const found = new Map<string, number>();
  for (const [, head = '', body = ''] of text.matchAll(/\benum\b([^{;]*)\{([^}]*)\}/g)) {
    if (!head.includes(only)) continue;
    let next = 0;
    for (const [, name = '', value] of body.matchAll(/(\w+)(?:\s*=\s*([^,]+))?/g)) {
      const given = value?.trim();
      const [, bit] = /^1u << (\d+)$/.exec(given ?? '') ?? [];
      next = given === undefined ? next : bit === undefined ? Number(given) : 1 << Number(bit);
      found.set(name, next);
      next += 1;
    }
  }
  return found;
}

const BOARD = enumerators('include/crosspoint/board.h');
const EVENTS = enumerators('engine/event.h', 'EventType');
const REASONS = enumerators('engine/event.h', 'Reason');
const CONTROLS = enumerators('engine/run-time-control.h');

/** `ringBegin` of a list here is `CP_EVENT_RING_BEGIN` there. */
function shouting(prefix: string, name: string): string {
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=[a-z])(?=\d)/g, '_').toUpperCase();
  return `${prefix}${words}`;
}

/** The list as the header would have it, under the header's names. */
function expected(prefix: string, list: readonly string[], renamed: Record<string, string> = {}) {
  return list.flatMap((name, number) => {
    if (name === 'none' && !BOARD.has(`${prefix}NONE`)) return [];
    return [[renamed[name] ?? shouting(prefix, name), number] as const];
  });
}

function startingWith(prefix: string, but: readonly string[] = []) {
  return [...BOARD].filter(([name]) => name.startsWith(prefix) && !but.includes(name));
}

it.each([
  ['CP_LAW_', names.LAWS, {}],
  ['CP_SPAN_', names.SPAN_KINDS, { e1: 'CP_SPAN_E1', t1: 'CP_SPAN_T1' }],
  ['CP_FRAMING_', names.FRAMINGS, { d4: 'CP_FRAMING_D4' }],
  ['CP_CODING_', names.CODINGS, { b8zs: 'CP_CODING_B8ZS', hdb3: 'CP_CODING_HDB3' }],
  ['CP_HOOK_', names.HOOKS, {}],
  ['CP_TONE_', names.BOARD_TONES, {}],
  ['CP_OUTPUT_', names.OUTPUT_MODES, {}],
  ['CP_SOURCE_', names.CLOCK_SOURCES, {}],
  ['CP_EVENT_', names.BOARD_EVENTS, {}],
  ['CP_FRAME_', names.FRAME_FAULTS, {}],
] as const)('%s… of board.h are what they are called here', (prefix, list, renamed) => {
  expect(startingWith(prefix)).toEqual(expected(prefix, list, renamed));
});

it('modes and kinds of lines, and those of clocks, share a prefix in board.h', () => {
  const lines = new Map(startingWith('CP_LINE_'));
  for (const [name, number] of [
    ...expected('CP_LINE_', names.LINE_MODES),
    ...expected('CP_LINE_', names.LINE_KINDS, { eAndM: 'CP_LINE_E_AND_M' }),
  ]) {
    expect([name, lines.get(name)]).toEqual([name, number]);
    lines.delete(name);
  }
  expect([...lines]).toEqual([]);
  const clocks = new Map(startingWith('CP_CLOCK_'));
  for (const [name, number] of [
    ...expected('CP_CLOCK_', names.CLOCK_MODES),
    ...expected('CP_CLOCK_', names.CLOCK_STATUSES),
  ]) {
    expect([name, clocks.get(name)]).toEqual([name, number]);
    clocks.delete(name);
  }
  expect([...clocks]).toEqual([]);
});

it('bits of board.h are named from the lowest on', () => {
  const bits = (prefix: string, list: readonly string[], renamed: Record<string, string>) =>
    list.map((name, bit) => [renamed[name] ?? shouting(prefix, name), 1 << bit]);
  expect(startingWith('CP_CAN_')).toEqual(bits('CP_CAN_', names.CAPABILITIES, {}));
  expect(startingWith('CP_ALARM_')).toEqual(bits('CP_ALARM_', names.ALARMS, {}));
});

it('every result of board.h but success has a code', () => {
  const results = [...BOARD].filter(([name]) => name.startsWith('CP_ERROR_'));
  expect(results.length).toBeGreaterThan(10);
  expect(results.map(([, number]) => number).toSorted((a, b) => b - a)).toEqual(
    Object.keys(CODES_OF_RESULTS)
      .map(Number)
      .toSorted((a, b) => b - a),
  );
});

it.each([
  ['events', EVENTS, Object.entries(names.EVENT)],
  ['reasons', REASONS, [...names.REASONS.entries()].map(([number, name]) => [name, number])],
  ['conditions', CONTROLS, [...names.CONDITIONS.entries()].map(([number, name]) => [name, number])],
  ['actions', CONTROLS, [...names.ACTIONS.entries()].map(([number, name]) => [name, number])],
  [
    'signals',
    enumerators('dsp/block.h'),
    [...names.SIGNALS.entries()].map(([number, name]) => [name, number]),
  ],
  [
    'progress tones',
    enumerators('dsp/tone-program.h'),
    [...names.PROGRESS_TONES.entries()].map(([number, name]) => [name, number]),
  ],
  [
    'coders and containers',
    enumerators('engine/sound.h'),
    [names.CODERS, names.CONTAINERS].flatMap((list) =>
      [...list.entries()].map(([number, name]) => [name, number]),
    ),
  ],
  [
    'detectors',
    enumerators('engine/engine.h'),
    Object.entries(names.DETECTORS).map(([name, bit]) => [
      `kDetect${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      bit,
    ]),
  ],
] as const)('%s of the engine are what they are called here', (_what, header, list) => {
  for (const [name, number] of list) {
    if (name === 'none' && number === 0) continue;
    expect([name, header.get(name as string)]).toEqual([name, number]);
  }
});

it('knows every event, reason, condition and action that the engine has', () => {
  expect(Object.fromEntries(EVENTS)).toEqual(names.EVENT);
  expect([...REASONS.keys()]).toEqual(names.REASONS);
  const rules: readonly string[] = [...names.CONDITIONS, ...names.ACTIONS];
  expect([...CONTROLS.keys()].filter((name) => !rules.includes(name))).toEqual([]);
});
