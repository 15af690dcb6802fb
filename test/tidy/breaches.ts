import { dirname, join } from 'node:path';
import type { Found, Import, Source } from './reading.ts';
import { read } from './reading.ts';
import {
  DEPENDENCIES,
  DEV_DEPENDENCIES,
  EDGES,
  FLOORS,
  FROM_OUTSIDE,
  KEBAB,
  MOST_LINES,
  PURE,
  PURE_CRYPTO,
  SHAPELESS,
} from './tables.ts';

/** The part of the house a file is in. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' || top === 'drivers' ? `${top}/${second}` : top;
}

/** Tests, and the far ends that only tests play against. */
function isTest(path: string): boolean {
  return /\.test\.ts$|^test\/|^drivers\/(?:[^/]+\/)+(test|testing)\//.test(path);
}

/** Why `path` may not import `target`, with the way out; undefined where it may. */
function refusal(path: string, target: string): string | undefined {
  const [room, other] = [roomOf(path), roomOf(target)];
  // What a test plays with a bench may measure.
  const knowsTests = isTest(path) || path.startsWith('bench/');
  if (isTest(target) && !knowsTests) return 'sources know nothing of tests; move what is shared';
  if (room === other || room === 'bench' || isTest(path)) return undefined;
  if (room === 'web') {
    if (target === 'schemas/generated/types.ts') return undefined;
    return 'web knows the API by schemas/generated/types.ts and nothing else; ask the server for it';
  }
  if (room === 'schemas') return 'schemas stand alone; turn the import round';
  if (room.startsWith('drivers/')) {
    if (other.startsWith('drivers/'))
      return 'drivers do not know each other; what they share is SPI';
    if (other === 'src/spi' || other === 'src/base') return undefined;
    return 'a driver knows src/spi and src/base; have it given in by the context, or add it to the SPI';
  }
  const floor = FLOORS[room];
  if (floor === undefined) return `${room} has no floor: give it one in ARCHITECTURE.md and here`;
  if (other === 'schemas') {
    if (target.startsWith('schemas/generated/') || floor >= 6) return undefined;
    return 'floors import what is generated (schemas/generated)';
  }
  if (other.startsWith('drivers/')) {
    return floor === 7
      ? undefined
      : 'only src/main.ts and src/cli know drivers; go through the SPI';
  }
  if ((FLOORS[other] ?? Number.POSITIVE_INFINITY) < floor || floor === 7) return undefined;
  return `${room} (floor ${floor}) reaches up or aside to ${other} (floor ${FLOORS[other]}); move what both need down, or have it given in`;
}

/** Every breach of the rules in these sources, one sentence each. */
export function breaches(sources: readonly Source[]): string[] {
  const known = new Map(sources.map((source) => [source.path, read(source)]));
  const found = [...known].flatMap(([path, { imports, globals, anys, isReadable }]) => [
    ...(isReadable ? [] : [`${path} cannot be read. Mend: see what tsc says.`]),
    ...imports.flatMap((one) => importBreaches(path, one, known)),
    ...(isPureRoom(path) ? globals : []).map(
      ({ name, line }) => `${path}:${line} uses ${name}. Mend: ${FROM_OUTSIDE[name]}.`,
    ),
    ...anys.map((line) => `${path}:${line} says any. Mend: say what it is, or unknown.`),
  ]);
  return [...found, ...cycles(known), ...sources.flatMap(shapeBreaches)];
}

function isPureRoom(path: string): boolean {
  if (isTest(path) || Object.hasOwn(EDGES, path)) return false;
  return (FLOORS[roomOf(path)] ?? 7) < 7 || /^(drivers|bench\/simulation)\//.test(path);
}

function importBreaches(path: string, one: Import, known: ReadonlyMap<string, unknown>): string[] {
  const at = `${path}:${one.line} imports ${one.from}`;
  if (one.from.startsWith('.')) {
    const target = resolved(path, one.from);
    const reason = refusal(path, target);
    if (reason !== undefined) return [`${at}. Mend: ${reason}.`];
    const isSource = /\.tsx?$/.test(target) && !target.includes('/generated/');
    return isSource && !known.has(target) ? [`${at}, which is not there.`] : [];
  }
  if (one.from.startsWith('node:')) return nodeBreaches(path, one, at);
  if (isTest(path) || !/^(src|drivers|bench|schemas|web)\//.test(path)) return [];
  const name = one.from.split('/', one.from.startsWith('@') ? 2 : 1).join('/');
  const places = (DEPENDENCIES[name] ?? DEV_DEPENDENCIES[name])?.by ?? [];
  // A bench measures the house beside its bare parts.
  if (path.startsWith('bench/') && Object.hasOwn(DEPENDENCIES, name)) return [];
  if (places.some((place) => path.startsWith(`${place}/`))) return [];
  return [
    `${at}. Mend: ${name} is for ${places.join(', ') || 'no source'}; widen the allow-list in test/tidy/tables.ts with a reason, or do without.`,
  ];
}

function nodeBreaches(path: string, one: Import, at: string): string[] {
  const isCounted =
    one.from === 'node:crypto' && one.names.every((name) => PURE_CRYPTO.includes(name));
  if (path.startsWith('web/') && !path.endsWith('.config.ts')) {
    return [`${at}. Mend: a browser has no ${one.from}.`];
  }
  if (!isPureRoom(path) || one.isTypeOnly || isCounted || PURE.includes(one.from)) return [];
  return [
    `${at}. Mend: have it given in by constructor, or give the edge a file of its own and name it in EDGES (test/tidy/tables.ts) with its reason.`,
  ];
}

function resolved(path: string, from: string): string {
  return join(dirname(path), from).replaceAll('\\', '/');
}

/** Each import cycle once, by a walk that keeps its path. */
function cycles(known: ReadonlyMap<string, Found>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      const round = [...trail.slice(seenAt), path].join(' → ');
      found.push(`${round} is a cycle. Mend: move what both need into a third file below them.`);
    }
    if (seenAt >= 0 || done.has(path)) return;
    for (const { from } of known.get(path)?.imports ?? []) {
      if (from.startsWith('.')) walk(resolved(path, from), [...trail, path]);
    }
    done.add(path);
  };
  for (const path of known.keys()) walk(path, []);
  return found;
}

export function shapeBreaches({ path, text }: Source): string[] {
  const parts = path.split('/').map((part) => part.replace(/(\.(test|config|d))?\.[a-z]+$/, ''));
  const lines = text.split('\n').length - 1;
  const found: string[] = [];
  const shapeless = parts.find((part) => SHAPELESS.test(part));
  if (shapeless !== undefined) {
    found.push(`${path} is named ${shapeless}. Mend: name it after the one thing it is about.`);
  }
  const odd = parts.find((part) => part !== '' && !part.startsWith('.') && !KEBAB.test(part));
  if (odd !== undefined) found.push(`${path}: ${odd} is not kebab-case. Mend: write-it-so.`);
  if (lines > MOST_LINES) {
    found.push(`${path} has ${lines} lines, more than ${MOST_LINES}. Mend: find the second thing.`);
  }
  return found;
}
