import type { SimulatedSettings } from '../settings.ts';
import { parseDuration, parseRange, parseShare, type DurationRange } from './durations.ts';
import type { Placed, ScenarioFile } from './scenario-file.ts';
import type { Traffic } from './scenario.ts';

const KEYS = [
  'callsPerHour',
  'for',
  'to',
  'answerAfter',
  'talk',
  'abandon',
  'hold',
  'transfer',
  'outgoing',
  'outgoingTo',
];

const MOST_CALLS_PER_HOUR = 3_600_000;

/** The `traffic` of a scenario. */
export function readTraffic(
  source: ScenarioFile,
  placed: Placed,
  settings: SimulatedSettings,
): Traffic {
  const fields = new Fields(source, source.mapping(placed.value, KEYS));
  const phones = settings.extensions.map(({ number }) => number);
  const numbers = [...phones, ...numbersOf(settings)];
  const to = fields.list('to') ?? phones;
  const stranger = to.find((number) => !numbers.includes(number));
  if (stranger !== undefined || to.length === 0) {
    throw source.misfit(fields.offset('to'), `numbers of the switch, not ${stranger ?? 'none'}`);
  }
  const callsPerHour = Number(fields.text('callsPerHour') ?? Number.NaN);
  if (!(callsPerHour > 0 && callsPerHour <= MOST_CALLS_PER_HOUR)) {
    const offset = fields.offset('callsPerHour') || placed.offset;
    throw source.misfit(offset, `callsPerHour from 1 to ${MOST_CALLS_PER_HOUR}`);
  }
  return {
    callsPerHour,
    forMs: fields.read('for', parseDuration, 'a duration such as 1h'),
    to,
    answerAfter: fields.range('answerAfter', { fromMs: 2_000, toMs: 10_000 }),
    talk: fields.range('talk', { fromMs: 20_000, toMs: 90_000 }),
    abandon: fields.share('abandon'),
    hold: fields.share('hold'),
    transfer: fields.share('transfer'),
    outgoing: fields.share('outgoing'),
    outgoingTo: fields.list('outgoingTo') ?? ['+49 69 5550100', '+49 711 5550200'],
  };
}

function numbersOf({ groups = [], pilots = [] }: SimulatedSettings): string[] {
  return [...groups, ...pilots].map(({ number }) => number);
}

class Fields {
  readonly #source: ScenarioFile;
  readonly #fields: ReadonlyMap<string, Placed>;

  constructor(source: ScenarioFile, fields: ReadonlyMap<string, Placed>) {
    this.#source = source;
    this.#fields = fields;
  }

  offset(name: string): number {
    return this.#fields.get(name)?.offset ?? 0;
  }

  text(name: string): string | undefined {
    const field = this.#fields.get(name);
    return field && this.#source.text(field.value, `a value for ${name}`);
  }

  list(name: string): string[] | undefined {
    const field = this.#fields.get(name);
    if (field === undefined) return undefined;
    const items = this.#source.list(field.value, 10_000, 'numbers');
    return items.map(({ value }) => this.#source.text(value, 'a number'));
  }

  read<T>(name: string, parse: (text: string) => T | undefined, what: string): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value !== undefined) return value;
    throw this.#source.misfit(this.offset(name), `${what}, not "${text}"`);
  }

  range(name: string, standard: DurationRange): DurationRange {
    return this.read(name, parseRange, 'durations such as 20s..90s') ?? standard;
  }

  share(name: string): number {
    return this.read(name, parseShare, 'a share such as 5%') ?? 0;
  }
}
