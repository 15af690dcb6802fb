import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { CrosspointError } from '../../../src/spi/index.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';

export interface SpanSettings {
  readonly span: number;
  readonly framing?: 'ccs' | 'cas' | 'd4' | 'esf';
  readonly coding?: 'hdb3' | 'ami' | 'b8zs';
  readonly law?: 'a' | 'mu';
  readonly crc4?: boolean;
  readonly givesClock?: boolean;
}

export interface TrunkSettings {
  readonly name: string;
  readonly span: number;
  readonly signalling: 'pri' | 'r2' | 'analogue' | 'none';
  readonly settings: object;
  readonly frameTimeslot?: number;
  readonly prefix: string;
  readonly arrivesAt?: string;
}

export interface ExtensionSettings {
  readonly device: string;
  readonly name?: string;
  readonly span: number;
  readonly line: number;
}

export interface MediaSettings {
  readonly device: string;
  readonly name?: string;
  readonly calls: number;
}

export interface OutsideRoute {
  readonly prefix: string;
  readonly strip: number;
  readonly trunk: string;
  readonly length?: number;
}

export interface CtbusSettings {
  readonly library: string;
  readonly board: object;
  readonly blockMs: number;
  readonly country: string;
  readonly spans: readonly SpanSettings[];
  readonly trunks: readonly TrunkSettings[];
  readonly extensions: readonly ExtensionSettings[];
  readonly media: readonly MediaSettings[];
  readonly numbers: readonly { readonly number: string; readonly device: string }[];
  readonly outside: readonly OutsideRoute[];
  readonly ringTimeoutMs: number;
  readonly firstDigitMs: number;
  readonly interdigitMs: number;
}

/** Checks the settings of a switch and fills in what was left out; throws `invalid-configuration`. */
export function readSettings(settings: unknown): CtbusSettings {
  const validate = new Ajv2020({ useDefaults: true, strict: false }).compile(SETTINGS_SCHEMA);
  const copy: unknown = structuredClone(settings);
  if (!validate(copy)) throw fault(pointerOf(validate.errors?.[0]), validate.errors?.[0]?.message);
  const read = copy as CtbusSettings;
  checkNames(read);
  checkReferences(read);
  return read;
}

/** Each device is there once, and each number leads to one. */
function checkNames({ trunks, extensions, media, numbers }: CtbusSettings): void {
  const seen = new Set<string>();
  const add = (name: string, pointer: string): void => {
    if (seen.has(name)) throw fault(pointer, `${name} is there already`);
    seen.add(name);
  };
  trunks.forEach((trunk, index) => add(trunk.name, `/trunks/${index}/name`));
  extensions.forEach(({ device }, index) => add(device, `/extensions/${index}/device`));
  media.forEach(({ device }, index) => add(device, `/media/${index}/device`));
  numbers.forEach(({ number }, index) => add(number, `/numbers/${index}/number`));
  const lines = new Set<string>();
  extensions.forEach(({ span, line }, index) => {
    const key = `${span}/${line}`;
    if (lines.has(key)) throw fault(`/extensions/${index}/line`, 'the line is in use already');
    lines.add(key);
  });
  const spans = new Set<number>();
  trunks.forEach(({ span }, index) => {
    if (spans.has(span)) throw fault(`/trunks/${index}/span`, 'the span is in use already');
    spans.add(span);
  });
}

function checkReferences({ trunks, extensions, media, numbers, outside }: CtbusSettings): void {
  const devices = new Set([...extensions, ...media].map(({ device }) => device));
  numbers.forEach(({ device }, index) => {
    if (!devices.has(device)) throw fault(`/numbers/${index}/device`, `there is no ${device}`);
  });
  trunks.forEach(({ arrivesAt }, index) => {
    if (arrivesAt === undefined || devices.has(arrivesAt)) return;
    throw fault(`/trunks/${index}/arrivesAt`, `there is no ${arrivesAt}`);
  });
  outside.forEach(({ trunk }, index) => {
    const found = trunks.find(({ name }) => name === trunk);
    if (found === undefined) throw fault(`/outside/${index}/trunk`, `there is no trunk ${trunk}`);
    if (found.signalling !== 'none') return;
    throw fault(`/outside/${index}/trunk`, `no calls can be made by ${trunk}: signalling is none`);
  });
}

function pointerOf(error: ErrorObject | undefined): string {
  const params = error?.params as
    | { missingProperty?: string; additionalProperty?: string }
    | undefined;
  const member = params?.missingProperty ?? params?.additionalProperty;
  return `${error?.instancePath ?? ''}${member === undefined ? '' : `/${member}`}`;
}

function fault(pointer: string, what = 'does not fit'): CrosspointError {
  return new CrosspointError('invalid-configuration', `${pointer} ${what}`, {
    position: { pointer },
  });
}
