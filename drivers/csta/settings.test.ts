import { describe, expect, it } from 'vitest';
import type { CrosspointError } from '../../src/base/errors.ts';
import { PROFILES, type ProfileName } from './profiles/profiles.ts';
import { SettingsReader, type CstaSettings } from './settings.ts';

const reader = new SettingsReader();
const TCP = { profile: 'generic-phase3', tcp: { host: 'pbx' } } as const;
const SERIAL = { profile: 'generic-phase3', serial: { path: '/dev/ttyS0' } } as const;

function read(more: object, base: object = TCP): CstaSettings {
  return reader.read({ ...base, ...more });
}

/** Where the fault lies and what it is, as a message says it. */
function faultOf(settings: unknown): string {
  try {
    reader.read(settings);
  } catch (error) {
    const { code, position, detail } = error as CrosspointError;
    return `${code} ${position?.pointer ?? 'nowhere'} ${detail}`;
  }
  return 'taken';
}

describe('a profile by its name', () => {
  it.each(Object.keys(PROFILES) as ProfileName[])(
    '%s is taken as it stands, on either medium',
    (profile) => {
      const expected = PROFILES[profile];
      const overTcp = reader.read({ profile, tcp: { host: 'pbx' } });
      expect(overTcp).toEqual({
        ...{ profile: expected, profileName: profile, framing: expected.framing.tcp },
        address: { kind: 'tcp', tcp: { host: 'pbx', port: expected.port } },
        ...{ devices: [], callRecords: false },
      });
      const overSerial = reader.read({ profile, serial: { path: 'COM3' } });
      expect(overSerial.framing).toEqual(expected.framing.serial);
      expect(overSerial.address).toEqual({
        kind: 'serial',
        serial: { ...expected.serialLine, path: 'COM3' },
      });
    },
  );
});

describe('what is different from the profile', () => {
  it.each([
    ['phase', 'II'],
    ['association', { kind: 'none' }],
    ['awaitStatusMs', 500],
    ['keepAliveMs', 7_000],
    ['requestTimeoutMs', 1_234],
    ['maxInvokeId', 255],
    ['services', ['makeCall', 'monitorStart']],
    ['properties', []],
    ['asksCapabilities', false],
    ['privateData', 'panasonic'],
    ['devicesPerSegment', 3],
  ])('%s is taken from the settings, and nothing else changes', (name, value) => {
    const { profile } = read({ [name]: value }, { ...TCP, profile: 'generic-xml' });
    expect(profile).toEqual({ ...PROFILES['generic-xml'], [name]: value });
    expect(profile).not.toEqual(PROFILES['generic-xml']);
  });

  it('in limits and monitors is taken one by one', () => {
    const { profile } = read({ limits: { outstanding: 1 }, monitor: { filter: 'full' } });
    const { limits, monitor } = PROFILES['generic-phase3'];
    expect(profile.limits).toEqual({ ...limits, outstanding: 1 });
    expect(profile.monitor).toEqual({ ...monitor, filter: 'full' });
  });

  it('in services may be what is missing, of those given as well', () => {
    const without = ['makeCall', 'clearCall'];
    const { services } = read({ without }).profile;
    expect(services).toHaveLength(PROFILES['generic-phase3'].services.length - 2);
    expect(read({ without, services: ['makeCall', 'holdCall'] }).profile.services).toEqual([
      'holdCall',
    ]);
  });

  it('in framing counts whatever the line is made of', () => {
    const framing = { kind: 'raw-ber', maxPdu: 300 };
    for (const base of [TCP, SERIAL]) expect(read({ framing }, base).framing).toEqual(framing);
  });
});

describe('a serial line', () => {
  it('has a sign of life every 30 s, since a pulled cable is nothing but silence', () => {
    expect(read({}, SERIAL).profile.keepAliveMs).toBe(30_000);
    expect(read({}).profile.keepAliveMs).toBe(0);
  });

  it('has that of the profile, or none, where that is said', () => {
    expect(read({ profile: 'generic-xml' }, SERIAL).profile.keepAliveMs).toBe(60_000);
    expect(read({ keepAliveMs: 0 }, SERIAL).profile.keepAliveMs).toBe(0);
  });

  it('runs as the profile says, but for what the settings say', () => {
    const serial = { path: 'COM3', parity: 'even' };
    expect(read({ profile: 'hipath-3000', serial }, {}).address).toMatchObject({
      serial: { path: 'COM3', baudRate: 19_200, parity: 'even', stopBits: 1 },
    });
  });
});

describe('an address', () => {
  it('on TCP has the port, TLS and patience of the settings', () => {
    const tls = { ca: '/etc/ca.pem', servername: 'pbx.example', rejectUnauthorized: false };
    const tcp = { host: 'pbx', port: 1, tls, connectTimeoutMs: 5, keepAliveMs: 6 };
    expect(read({ tcp }).address).toEqual({ kind: 'tcp', tcp });
  });

  it('may be a recording, in the framing of what it was recorded on', () => {
    const base = { profile: 'generic-phase2' };
    const replay = { file: 'x.csta', speed: 2 };
    expect(read({ replay }, base)).toMatchObject({
      address: { kind: 'replay', replay },
      framing: { kind: 'length16' },
      profile: { keepAliveMs: 0 },
    });
    const overSerial = { ...replay, medium: 'serial' };
    expect(read({ replay: overSerial }, base).framing).toEqual({ kind: 'hipath-v24' });
  });

  it('of the printer port is one of its own, with lines of its own', () => {
    const format = { profile: 'panasonic-80' };
    const tcp = { host: 'printer' };
    expect(read({ smdr: { tcp, format } }).smdr).toEqual({
      address: { kind: 'tcp', tcp: { host: 'printer', port: 2_300 } },
      format,
    });
    const serial = { path: 'COM4', baudRate: 1_200 };
    expect(read({ smdr: { serial, format } }).smdr?.address).toEqual({
      kind: 'serial',
      serial: {
        ...{ path: 'COM4', baudRate: 1_200, dataBits: 8, parity: 'none', stopBits: 1 },
        flowControl: 'none',
      },
    });
  });
});

it('the rest is handed on', () => {
  const rest = {
    login: { name: 'a', password: 'b' },
    devices: [{ device: '#7', kind: 'trunk', name: 'Out' }],
    record: '/tmp/x',
    callRecords: true,
  };
  expect(read(rest)).toMatchObject(rest);
});

describe('bad settings', () => {
  it.each([
    [{ tcp: { host: 'x' } }, "the settings: must have required property 'profile'"],
    [{ ...TCP, profile: 'tardis' }, '/profile /profile: must be equal to one of'],
    [{ profile: 'generic-xml' }, "must have required property 'tcp'"],
    [{ ...TCP, ...SERIAL }, 'the settings: must match exactly one'],
    [{ ...TCP, colour: 1 }, 'the settings: colour is not known'],
    [{ ...TCP, tcp: {} }, "/tcp /tcp: must have required property 'host'"],
    [{ ...TCP, tcp: { host: 'x', port: 65_536 } }, '/tcp/port /tcp/port: must be <= 65535'],
    [{ ...TCP, tcp: { host: 'x', tls: { pfx: '' } } }, '/tcp/tls /tcp/tls: pfx is not known'],
    [{ ...SERIAL, serial: { path: 'x', dataBits: 6 } }, '/serial/dataBits /serial/dataBits'],
    [
      { ...TCP, limits: { outstanding: 0 } },
      '/limits/outstanding /limits/outstanding: must be >= 1',
    ],
    [
      { ...TCP, limits: { perSecond: 1.5 } },
      '/limits/perSecond /limits/perSecond: must be integer',
    ],
    [{ ...TCP, requestTimeoutMs: 99 }, '/requestTimeoutMs /requestTimeoutMs: must be >= 100'],
    [{ ...TCP, maxInvokeId: 0 }, '/maxInvokeId /maxInvokeId: must be >= 1'],
    [{ ...TCP, login: { name: 'a' } }, "/login /login: must have required property 'password'"],
    [{ ...TCP, devices: [{ device: '1' }, {}] }, '/devices/1 /devices/1: must have required'],
    [{ ...TCP, monitor: { filterOut: ['all'] } }, '/monitor/filterOut/0 /monitor/filterOut/0'],
    [{ ...TCP, framing: { kind: 'morse' } }, '/framing/kind /framing/kind'],
    [
      { ...TCP, without: ['holdCall', 'holdCall'] },
      '/without /without: must NOT have duplicate items',
    ],
    [{ ...TCP, services: ['makeCal'] }, '/services/0 /services/0: must be equal to one'],
    [
      { ...TCP, framing: { kind: 'length16', maxpdu: 9 } },
      '/framing /framing: maxpdu is not known',
    ],
    [{ ...TCP, framing: { kind: 'length16', maxPdu: -5 } }, '/framing/maxPdu'],
    [{ ...TCP, smdr: { format: {} } }, '/smdr /smdr'],
    [{ ...TCP, smdr: { tcp: { host: 'x' } } }, "/smdr /smdr: must have required property 'format'"],
    [
      { profile: 'generic-xml', replay: { file: 'x', speed: 0 } },
      '/replay/speed /replay/speed: must be > 0',
    ],
    [[], 'the settings: must '],
    [undefined, 'the settings: must '],
  ])('%j are refused with the place: %s', (settings, expected) => {
    const fault = faultOf(settings);
    expect(fault).toMatch(/^invalid-configuration /);
    expect(fault).toContain(expected);
  });
});
