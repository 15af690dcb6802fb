import { InvalidArgumentError } from 'commander';
import type { OpenFace } from '../../drivers/csta/open-face.ts';
import { PROFILES, type ProfileName } from '../../drivers/csta/profiles/profiles.ts';
import { SMDR_PROFILE_NAMES, type SmdrProfileName } from '../../drivers/csta/smdr/smdr-settings.ts';
import type { SerialSettings } from '../../drivers/csta/transport/serial-transport.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Connector } from '../spi/driver.ts';

/** How somebody outside this process reaches the simulated switch. */
export interface FaceWanted {
  readonly kind: 'csta' | 'smdr';
  readonly profile: ProfileName | SmdrProfileName;
  readonly place:
    | { readonly medium: 'tcp'; readonly host: string; readonly port: number }
    | { readonly medium: 'serial'; readonly serial: SerialSettings };
  readonly login?: { readonly name: string; readonly password: string };
}

export const FACE_HELP = `
Faces:
  in-process                          nobody outside; the scenario plays by itself
  csta:tcp:PORT,profile=NAME          CSTA clients on TCP; tcp:HOST:PORT for another address than 127.0.0.1
  csta:serial:PATH,profile=NAME       a CSTA client on a serial line; also baudRate=, parity=
  smdr:serial:PATH,profile=NAME       prints call records (needs callRecords: true)
  CSTA profiles: ${Object.keys(PROFILES).join(', ')}
  SMDR profiles: ${SMDR_PROFILE_NAMES.join(', ')}
With a face the time is real, and the scenario begins a second after the first client has come.`;

/** Reads one `--face`; `undefined` for `in-process`. */
export function readFace(text: string): FaceWanted | undefined {
  if (text === 'in-process') return undefined;
  const [where = '', ...options] = text.split(',');
  const [kind, medium, ...place] = where.split(':');
  if (kind !== 'csta' && kind !== 'smdr') throw bad(text, 'csta, smdr or in-process is expected');
  const given = new Map(options.map((option) => pairOf(text, option)));
  const login = given.get('login')?.split(':');
  return {
    kind,
    profile: profileOf(text, kind, given.get('profile')),
    place: placeOf(text, medium, place, given),
    ...(login === undefined ? {} : { login: { name: login[0] ?? '', password: login[1] ?? '' } }),
  };
}

export interface FaceParts {
  readonly connector: Connector;
  readonly clock: Clock;
  readonly log: Log;
  readonly onServed: () => void;
}

/** Opens a face; whoever plays no scenario with it has not loaded any of it. */
export async function openFace(wanted: FaceWanted, parts: FaceParts): Promise<OpenFace> {
  if (wanted.kind === 'smdr') return openSmdrFace(wanted, parts);
  const { openSerialFace, openTcpFace } = await import('../../drivers/csta/open-face.ts');
  const { place, login } = wanted;
  const profile = PROFILES[wanted.profile as ProfileName];
  const needs = { ...parts, profile, ...(login === undefined ? {} : { login }) };
  if (place.medium === 'tcp') return openTcpFace(needs, place);
  return openSerialFace(needs, { ...profile.serialLine, ...place.serial });
}

async function openSmdrFace(wanted: FaceWanted, parts: FaceParts): Promise<OpenFace> {
  const [{ SmdrFace }, { smdrFormat }, { SerialTransport }] = await Promise.all([
    import('../../drivers/csta/smdr/smdr-face.ts'),
    import('../../drivers/csta/smdr/smdr-format.ts'),
    import('../../drivers/csta/transport/serial-transport.ts'),
  ]);
  const { place } = wanted;
  if (place.medium !== 'serial') throw bad('smdr:tcp', 'call records are printed on a serial line');
  const format = smdrFormat({ profile: wanted.profile as SmdrProfileName });
  const transport = new SerialTransport(place.serial, parts.clock);
  const face = new SmdrFace(parts.connector, transport, format);
  await face.open();
  parts.onServed();
  return {
    where: `serial:${place.serial.path}`,
    callNamed: () => undefined,
    close: () => face.close(),
  };
}

function placeOf(
  text: string,
  medium: string | undefined,
  place: readonly string[],
  given: ReadonlyMap<string, string>,
): FaceWanted['place'] {
  if (medium === 'tcp') {
    const [last, host = '127.0.0.1'] = place.toReversed();
    const port = Number(last);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return { medium, host, port };
    throw bad(text, 'a port is expected behind tcp:');
  }
  const path = place.join(':');
  if (medium !== 'serial' || path === '') throw bad(text, 'tcp:PORT or serial:PATH is expected');
  const baudRate = given.get('baudRate');
  const parity = given.get('parity') as SerialSettings['parity'];
  return {
    medium,
    serial: {
      path,
      ...(baudRate === undefined ? {} : { baudRate: Number(baudRate) }),
      ...(parity === undefined ? {} : { parity }),
    },
  };
}

function profileOf(
  text: string,
  kind: FaceWanted['kind'],
  name: string | undefined,
): ProfileName | SmdrProfileName {
  if (kind === 'smdr') {
    const known = SMDR_PROFILE_NAMES.find((one) => one === (name ?? 'panasonic-80'));
    if (known !== undefined) return known;
  } else if (Object.hasOwn(PROFILES, name ?? 'generic-phase3')) {
    return (name ?? 'generic-phase3') as ProfileName;
  }
  throw bad(text, `there is no profile ${name}`);
}

function pairOf(text: string, option: string): [string, string] {
  const mark = option.indexOf('=');
  const name = option.slice(0, mark);
  if (mark > 0 && ['profile', 'login', 'baudRate', 'parity'].includes(name)) {
    return [name, option.slice(mark + 1)];
  }
  throw bad(text, `${option}: profile=, login=NAME:PASSWORD, baudRate= or parity= is expected`);
}

function bad(text: string, why: string): InvalidArgumentError {
  return new InvalidArgumentError(`There is no face "${text}": ${why}.`);
}
