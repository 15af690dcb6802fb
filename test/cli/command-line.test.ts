import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../journal/temporary.ts';
import { run } from './program.ts';

const COMMANDS = [
  'serve',
  'demo',
  'demo:board',
  'sim',
  'frames',
  'driver',
  'driver check',
  'bench',
  'doctor',
];

describe('help', () => {
  it('names every command', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: crosspoint/);
    for (const command of ['serve', 'demo', 'sim', 'driver', 'bench']) {
      expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });

  it.each(COMMANDS)('of %s says what it does and what it takes', async (command) => {
    const { code, out, err } = await run([...command.split(' '), '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: crosspoint ${command}`);
    expect(out).toContain('--help');
    expect(out.split('\n')[2]).toMatch(/\w+/);
  });
});

/** A mistake, the exit status, and what is said of it. */
const MISTAKES: [args: string, said: RegExp][] = [
  ['', /Usage: crosspoint/],
  ['sreve', /unknown command 'sreve'[^]*serve/],
  ['serve --prot 80', /unknown option '--prot'/],
  ['serve --port 80000', /a port is a number from 0 to 65535/],
  ['serve --port', /argument missing/],
  ['serve --config /nowhere/crosspoint.yaml', /invalid-configuration: \/nowhere.*ENOENT/],
  ['sim', /missing required argument/],
  ['sim /nowhere.yaml', /invalid-configuration: \/nowhere\.yaml/],
  ['sim x.yaml --face csta:tcp:0,profile=nobody', /no profile nobody/],
  ['frames nonsense 00', /no protocol "nonsense"[^]*hipath-v24/],
  ['bench nonsense', /no bench nonsense[^]*spine/],
  ['bench simulation --seed x', /whole number/],
  ['driver check ./nowhere.js', /nowhere\.js cannot be loaded/],
];

describe('a mistake on the command line', () => {
  it.each(MISTAKES)(
    '%j is told in words, without a stack, with the status 1',
    async (args, said) => {
      const { code, out, err } = await run(args.split(' ').filter((word) => word !== ''));
      expect(err).toMatch(said);
      expect(err).not.toMatch(/\n {4}at /);
      expect([code, out]).toEqual([1, '']);
    },
  );

  const WRONG_FILES: [what: string, text: string, said: RegExp][] = [
    ['a member nobody knows', 'server: {prot: 80}\n', /:1:16 \/server: prot is not known/],
    ['no YAML', 'server: [\n', /:2:1 /],
    ['a driver nobody has', 'switches: [{id: a, driver: nope}]\n', /no driver nope/],
    [
      'settings that do not fit the driver',
      'switches: [{id: a, driver: simulated, settings: {nope: 1}}]\n',
      /invalid-configuration/,
    ],
  ];

  it.each(WRONG_FILES)('a configuration with %s ends the server at once', async (_, text, said) => {
    const data = temporaryDirectory();
    const file = join(data, 'crosspoint.yaml');
    writeFileSync(file, text);
    const { code, out, err } = await run([
      'serve',
      '--config',
      file,
      '--data',
      data,
      '--port',
      '0',
    ]);
    expect(err).toMatch(said);
    expect(err).not.toMatch(/\n {4}at /);
    expect([code, out]).toEqual([1, '']);
  });
});
