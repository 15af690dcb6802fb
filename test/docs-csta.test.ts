import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CstaDriver } from '../drivers/csta/driver.ts';
import { createFrameTool } from '../drivers/csta/frames/frame-tools.ts';
import { errorJson, fromHex, type FrameJson } from '../drivers/csta/frames/frame-tool.ts';
import { SERVICES } from '../src/spi/services.ts';
import { isCallService } from '../drivers/csta/link/services.ts';
import type { Profile } from '../drivers/csta/profiles/profile.ts';
import { PROFILES } from '../drivers/csta/profiles/profiles.ts';
import { SETTINGS_SCHEMA } from '../drivers/csta/settings-schema.ts';
import { SettingsReader } from '../drivers/csta/settings.ts';
import { SMDR_FIELDS, SMDR_PROFILE_NAMES } from '../drivers/csta/smdr/smdr-settings.ts';
import { SystemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { SeededRandom } from '../src/base/random.ts';
import { completeConfiguration } from '../src/cli/configuration.ts';

const ROOT = join(import.meta.dirname, '..');

function text(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const PAGE = text('docs/csta.md');

/** What stands under one heading. */
function section(title: string): string {
  return PAGE.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
}

/** The cells of every table row that begins with a code word, that word bare. */
function rows(part: string): string[][] {
  return part
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([first = '', ...rest]) => [first.replaceAll('`', ''), ...rest]);
}

function blocks(language: string, part = PAGE): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...part.matchAll(fence)].map(([, block]) => block ?? '');
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly default?: unknown;
}

/** Members by path, with whether each has to be there and its default; what was met before is a member itself. */
function members(schema: Schema, prefix = '', met = new Set<Schema>()): Map<string, string> {
  const found = new Map<string, string>();
  for (const one of [schema, ...(schema.oneOf ?? [])]) {
    for (const [name, member] of Object.entries(one.properties ?? {})) {
      const path = `${prefix}${name}`;
      const inner = member.items ?? member;
      const isGroup = isObject(inner) && !met.has(inner) && name !== 'columns';
      if (isGroup) {
        met.add(inner);
        const mark = member.items === undefined ? '.' : '[].';
        for (const [deeper, value] of members(inner, `${path}${mark}`, met))
          found.set(deeper, value);
      } else found.set(path, defaultOf(member, one.required?.includes(name) === true));
    }
  }
  return found;
}

function isObject({ properties, oneOf }: Schema): boolean {
  return properties !== undefined || oneOf?.some(isObject) === true;
}

function defaultOf(member: Schema, isRequired: boolean): string {
  if (isRequired) return 'required';
  return member.default === undefined ? '' : `\`${JSON.stringify(member.default)}\``;
}

const ASSOCIATIONS = {
  none: () => 'none',
  'application-session': () => 'application-session',
  acse: ({ association }: Profile) => {
    if (association.kind !== 'acse') return '';
    const context = association.applicationContext.split('.').at(-1);
    return `acse, context …${context}${association.login === undefined ? '' : ', login'}`;
  },
} as const;

function profileRow([name, profile]: [string, Profile]): string[] {
  const { phase, framing, port, association, services } = profile;
  const taken = new Set<string>(services);
  const lacking = SERVICES.filter(
    (service) => isCallService(service) && !taken.has(service),
  ).toSorted();
  return [
    name,
    phase,
    `\`${framing.tcp.kind}\``,
    `\`${framing.serial.kind}\``,
    String(port),
    ASSOCIATIONS[association.kind](profile),
    lacking.length === 0 ? '–' : lacking.join(', '),
  ];
}

/** `kind.member` of every framing, with the first number or truth value behind the word Default. */
function framingMembers(): Map<string, string> {
  const source = text('drivers/csta/framing/framing-settings.ts');
  const found = new Map<string, string>();
  for (const [, body = ''] of source.matchAll(
    /^export interface \w+Settings \{\n([\s\S]*?)^\}/gm,
  )) {
    const kind = /kind: '([^']+)'/.exec(body)?.[1];
    for (const [, comment = '', name] of body.matchAll(
      /\/\*\*([\s\S]*?)\*\/\s*readonly (\w+)\?:/g,
    )) {
      const told = /Default(?: and greatest:)? ([\d ]+|true|false)/.exec(comment)?.[1] ?? '';
      found.set(`${kind}.${name}`, told.replaceAll(' ', ''));
    }
  }
  return found;
}

const context = {
  switchId: 'pbx',
  clock: new SystemClock(),
  random: new SeededRandom(1),
  log: silentLog,
};

describe('docs/csta.md', () => {
  it('tells every setting with its default, and no other', () => {
    const told = new Map(
      rows(section('Every setting')).map(([path = '', value = '']) => [path, value]),
    );
    const known = members(SETTINGS_SCHEMA as unknown as Schema);
    expect([...told.keys()].toSorted()).toEqual([...known.keys()].toSorted());
    for (const [path, value] of known) {
      const [root = ''] = path.split(/[.[]/);
      const isOfProfile = root in PROFILES['generic-phase3'];
      if (value !== '') expect([path, told.get(path)]).toEqual([path, value]);
      else if (isOfProfile && !/^(association|xml)/.test(path))
        expect([path, told.get(path)]).toEqual([path, 'by profile']);
      else expect([path, told.get(path)]).not.toEqual([path, '']);
    }
  });

  it('tells every profile as it is', () => {
    expect(rows(section('Profiles'))).toEqual(Object.entries(PROFILES).map(profileRow));
  });

  it('tells every member of a framing with its default', () => {
    const told = new Map(rows(section('Framings')).map(([path = '', value = '']) => [path, value]));
    expect(told).toEqual(framingMembers());
  });

  it('tells the rates of every profile', () => {
    const told = rows(section('Flow control')).map(([, ...rest]) => rest.join(' '));
    const known = Object.values(PROFILES as Readonly<Record<string, Profile>>).map(({ limits }) => {
      return `${limits.outstanding} ${limits.perSecond} ${limits.startUpPerSecond}`;
    });
    expect(new Set(known)).toEqual(new Set([...told, '32 500 200']));
  });

  it('tells every counter, and no other', () => {
    const smdr = { tcp: { host: 'x' }, format: {} };
    const driver = new CstaDriver();
    const plain = driver.createConnector(
      { profile: 'generic-phase1', tcp: { host: 'x' } },
      context,
    );
    plain.createLink();
    const printing = driver.createConnector(
      { profile: 'generic-phase1', tcp: { host: 'x' }, smdr },
      context,
    );
    const known = Object.keys({ ...plain.counters, ...printing.counters });
    // The server counts the oddities of every driver.
    const told = rows(section('Counters')).map(([name]) => name);
    expect(told.filter((name) => name !== 'oddities')).toEqual(known);
  });

  it('tells every format and column of call records', () => {
    const part = section('Call records');
    expect(rows(part).map(([name]) => name)).toEqual([...SMDR_PROFILE_NAMES]);
    const [, columns = ''] = /^Columns hold (.*?)\. The/ms.exec(part) ?? [];
    expect([...columns.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...SMDR_FIELDS]);
  });

  it('shows configurations that the server and the driver accept', () => {
    const examples = blocks('yaml').map((block) => completeConfiguration(parse(block) as object));
    expect(examples.length).toBeGreaterThan(4);
    const reader = new SettingsReader();
    for (const { switches } of examples) {
      for (const { driver, settings } of switches) {
        expect(driver).toBe('csta');
        reader.read(settings);
      }
    }
  });

  it('shows frames as the command reads them', () => {
    const shown = /frames (\S+) ([0-9A-F]+)\n```\n\n(?:.*\n\n)?```json\n(.*)\n```/g;
    const examples = [...section('Reading frames').matchAll(shown)];
    expect(examples).toHaveLength(3);
    for (const [, protocol = '', hex = '', json = ''] of examples) {
      const tool = createFrameTool(protocol);
      let read: FrameJson = {};
      try {
        read = tool?.decode(fromHex(hex)) ?? {};
      } catch (error) {
        read = errorJson(error);
      }
      expect(JSON.parse(JSON.stringify(read))).toMatchObject(JSON.parse(json) as object);
    }
  });
});

describe('docs/limits.md', () => {
  it('has the numbers of the drivers', () => {
    const told = [
      ...text('docs/limits.md').matchAll(
        /^\|[^|]*\| ([\d.,]+)(?: (KiB|MiB|s|h))?[^|]*\|[^|]*\| `(drivers\/[^`]+)` `(\w+)` \|$/gm,
      ),
    ];
    expect(told.length).toBeGreaterThan(10);
    const units: Record<string, number> = { KiB: 1024, MiB: 1 << 20, s: 1000, h: 3_600_000 };
    for (const [row, amount = '', unit = '', path = '', name = ''] of told) {
      const value = new RegExp(`\\b${name}(?: =|,|:) ([\\d_]+)`).exec(text(path))?.[1] ?? '';
      const wanted = Number(amount.replaceAll(',', '')) * (units[unit] ?? 1);
      expect([row, Number(value.replaceAll('_', ''))]).toEqual([row, wanted]);
    }
  });
});
