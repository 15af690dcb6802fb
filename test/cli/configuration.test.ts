import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../schemas/generated/types.ts';
import { completeConfiguration, readConfiguration } from '../../src/cli/configuration.ts';
import { settingsOf } from '../../src/cli/serve.ts';
import { temporaryDirectory } from '../journal/temporary.ts';

function fileOf(text: string): string {
  const file = join(temporaryDirectory(), 'crosspoint.yaml');
  writeFileSync(file, text);
  return file;
}

const read = (text: string) => readConfiguration(fileOf(text));

const lines = (...text: string[]) => `${text.join('\n')}\n`;

/** What is wrong, where that is, and what is said of it. */
const WRONG: [what: string, text: string, place: string, said: RegExp][] = [
  ['a member nobody knows', lines('server:', '  prot: 80'), '2:9', /\/server: prot is not known/],
  ['one at the top', lines('log: {}', 'servers: 1'), '2:10', /servers is not known/],
  ['a wrong type', lines('server:', '  port: "80"'), '2:9', /\/server\/port must be integer/],
  ['a number out of range', lines('server:', '  port: 65536'), '2:9', /must be <= 65535/],
  [
    'a fraction',
    lines('log:', '  level: info', 'journal:', '  maxEvents: 1.5e-3'),
    '4:14',
    /integer/,
  ],
  [
    'a word not in the list',
    lines('log:', '  level: loud'),
    '2:10',
    /one of error, warn, info, debug/,
  ],
  [
    'a member that is missing',
    lines('switches:', '  - id: a', '    driver: simulated', '  - id: b'),
    '4:5',
    /must have required property 'driver'/,
  ],
  [
    'a name with blanks',
    lines('switches:', '- id: a b', '  driver: x'),
    '2:7',
    /must match pattern/,
  ],
  [
    'a wrong value deep inside',
    lines('switches:', '- id: a', '  driver: x', '  link:', '    burst: 0'),
    '5:12',
    /\/switches\/0\/link\/burst must be >= 1/,
  ],
  ['a list where an object belongs', lines('server: [1]'), '1:9', /must be object/],
  ['a word as the whole file', 'hello', '1:1', /the configuration must be object/],
  [
    'a country in small letters',
    lines('switches:', '- {id: a, driver: b, numbering: {country: de}}'),
    '2:43',
    /pattern/,
  ],
  ['a line that is no YAML', lines('server:', '  port: 80', ' host: x'), '3:1', /./],
  ['a bracket that is not closed', lines('switches: ['), '2:1', /./],
  ['a key twice', lines('log: {}', 'log: {}'), '2:1', /unique/i],
  ['two documents', lines('log: {}', '---', 'log: {}'), '2:1', /document/i],
  ['a reference to nothing', lines('log: {}', 'server: *nope'), '2:9', /alias.*nope/i],
  [
    'references that grow without end',
    lines(
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]',
    ),
    '1:1',
    /alias/i,
  ],
  [
    'a switch twice',
    lines('switches:', '- {id: a, driver: x}', '- {id: b, driver: x}', '- {id: a, driver: y}'),
    '4:8',
    /\/switches\/2\/id .*another/,
  ],
  [
    'an agent twice',
    lines('agents:', '- {id: ada, name: Ada}', '- {id: ada, name: Ada again}'),
    '3:8',
    /\/agents\/1\/id .*another/,
  ],
];

describe('a configuration file', () => {
  it.each(WRONG)('with %s is refused at its line and column', (_, text, place, said) => {
    const file = fileOf(text);
    const [line, column] = place.split(':').map(Number);
    let refusal: unknown;
    try {
      readConfiguration(file);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining(`${file}:${place} `) as string,
      position: { source: file, line, column },
    });
    expect((refusal as Error).message).toMatch(said);
  });

  it.each([
    ['is not there', '/nowhere/crosspoint.yaml', /ENOENT/],
    ['is a folder', import.meta.dirname, /EISDIR/],
  ])('that %s is refused by its name', (_, file, said) => {
    const read = () => readConfiguration(file);
    expect(read).toThrow('invalid-configuration');
    expect(read).toThrow(file);
    expect(read).toThrow(said);
  });

  it('larger than four million octets is not read at all', () => {
    const file = fileOf(`# ${'x'.repeat(4 * 1024 * 1024)}\n`);
    expect(() => readConfiguration(file)).toThrow(/larger than/);
  });

  it.each(['', '# nothing but a remark\n', 'null\n', '{}\n'])(
    'that says nothing (%j) is all defaults',
    (text) => expect(read(text)).toEqual(completeConfiguration({})),
  );

  it('may use anchors for what it says twice', () => {
    const { switches } = read(
      lines(
        'switches:',
        '- {id: a, driver: simulated, link: &link {burst: 7}}',
        '- {id: b, driver: simulated, link: *link}',
      ),
    );
    expect(switches.map(({ link }) => link?.burst)).toEqual([7, 7]);
  });
});

describe('the defaults', () => {
  it('are those of the contract', () => {
    expect(completeConfiguration({})).toMatchObject({
      server: { host: '127.0.0.1', port: 8400 },
      dataDirectory: 'data',
      log: { level: 'info', format: 'text', showPersonalData: false },
      journal: { powerLossSafe: true },
      switches: [],
      agents: [],
    });
  });

  it('complete what a switch leaves out', () => {
    const { switches } = completeConfiguration({ switches: [{ id: 'a', driver: 'simulated' }] });
    expect(switches[0]).toMatchObject({
      settings: {},
      link: { requestsPerSecond: 200, startUpRequestsPerSecond: 50, reconnectMinMs: 250 },
      numbering: { outsidePrefixes: [] },
      trunks: {},
    });
  });

  it('leave what they were given as it was', () => {
    const given: Configuration = { switches: [{ id: 'a', driver: 'simulated' }] };
    completeConfiguration(given);
    expect(given).toEqual({ switches: [{ id: 'a', driver: 'simulated' }] });
  });

  it('say which member is wrong where there is no file', () => {
    expect(() => completeConfiguration({ server: { port: -1 } })).toThrow(/\/server\/port/);
  });
});

describe('the settings of a server', () => {
  const file = () => fileOf(lines('server: {port: 1111, host: file}', 'dataDirectory: of-file'));
  const environment = {
    CROSSPOINT_PORT: '2222',
    CROSSPOINT_HOST: 'environment',
    CROSSPOINT_DATA: 'of-environment',
  };
  const outcome = ({ server, dataDirectory }: ReturnType<typeof settingsOf>) => [
    server.port,
    server.host,
    dataDirectory,
  ];

  it('come from the file', () => {
    expect(outcome(settingsOf({ config: file() }, {}))).toEqual([1111, 'file', 'of-file']);
    expect(outcome(settingsOf({}, { CROSSPOINT_CONFIG: file() }))).toEqual([
      1111,
      'file',
      'of-file',
    ]);
  });

  it('from the environment rather than from the file', () => {
    expect(outcome(settingsOf({ config: file() }, environment))).toEqual([
      2222,
      'environment',
      'of-environment',
    ]);
  });

  it('from the options rather than from the environment', () => {
    const options = { port: 0, host: 'option', data: 'of-option', config: file() };
    const everything = { ...environment, CROSSPOINT_CONFIG: '/nowhere' };
    expect(outcome(settingsOf(options, everything))).toEqual([0, 'option', 'of-option']);
  });

  it('without either are the simulated switch demo on the port of the contract', () => {
    const settings = settingsOf({}, {});
    expect(outcome(settings)).toEqual([8400, '127.0.0.1', 'data']);
    expect(settings.switches.map(({ id, driver }) => [id, driver])).toEqual([
      ['demo', 'simulated'],
    ]);
  });

  it.each(['x', '-1', '65536', '80 ', '1e3'])('refuse the port %j in the environment', (port) => {
    expect(() => settingsOf({}, { CROSSPOINT_PORT: port })).toThrow(
      /invalid-configuration: CROSSPOINT_PORT/,
    );
  });

  it('take an empty port in the environment for none', () => {
    expect(settingsOf({}, { CROSSPOINT_PORT: '' }).server.port).toBe(8400);
  });
});
