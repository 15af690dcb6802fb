import { CrosspointError } from '../../../src/base/errors.ts';

/** From the other side, or to it. */
export type Direction = 'in' | 'out';

/** The version of the format that is written, and the only one that is read. */
export const RECORDING_VERSION = 1;

/** The first line of a recording. */
export interface RecordingHeader {
  readonly crosspointRecording: typeof RECORDING_VERSION;
  /** The profile or the settings that the line was used with. */
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** Octets that passed at once. */
export interface RecordedChunk {
  /** Milliseconds since the start. */
  readonly t: number;
  readonly dir: Direction;
  readonly octets: Uint8Array;
}

/** What passed over one line from its opening to its end. */
export interface Recording {
  readonly header: RecordingHeader;
  readonly chunks: readonly RecordedChunk[];
}

export function headerLine(name: string, startedAt: number): string {
  const header: RecordingHeader = {
    crosspointRecording: RECORDING_VERSION,
    name,
    startedAt: new Date(startedAt).toISOString(),
  };
  return JSON.stringify(header);
}

export function chunkLine({ t, dir, octets }: RecordedChunk): string {
  // By hand: one such line for every read of the line.
  return `{"t":${Math.round(t * 1000) / 1000},"dir":"${dir}","hex":"${toHex(octets)}"}`;
}

/**
 * Reads JSON Lines: a header, then `{t, dir, hex}` for each chunk; each further header begins the next
 * recording. Throws `invalid-configuration` with the line number. A last line without an end that does
 * not parse is where the writer was stopped, and is left out.
 */
export function parseRecordings(text: string, source = 'recording'): Recording[] {
  const recordings: { header: RecordingHeader; chunks: RecordedChunk[] }[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const where = { source, line: index + 1 };
    const value = parseLine(line, where, index === lines.length - 1);
    if (value === undefined) break;
    if ('crosspointRecording' in value) {
      recordings.push({ header: asHeader(value, where), chunks: [] });
      continue;
    }
    const recording = recordings.at(-1);
    if (recording === undefined) throw bad('a recording begins with a header', where);
    const last = recording.chunks.at(-1)?.t ?? 0;
    recording.chunks.push(asChunk(value, last, where));
  }
  return recordings;
}

interface Place {
  readonly source: string;
  readonly line: number;
}

type Fields = Readonly<Record<string, unknown>>;

function parseLine(line: string, where: Place, mayBeCut: boolean): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Fields;
    }
  } catch (error) {
    if (mayBeCut) return undefined;
    throw bad((error as Error).message, where);
  }
  throw bad('a line that is no object', where);
}

function asHeader(value: Fields, where: Place): RecordingHeader {
  const { crosspointRecording: version, name, startedAt } = value;
  if (version !== RECORDING_VERSION) {
    throw bad(`a recording of version ${String(version)}, not ${RECORDING_VERSION}`, where);
  }
  if (typeof name !== 'string') throw bad('a header without a name', where);
  if (typeof startedAt !== 'string' || Number.isNaN(Date.parse(startedAt))) {
    throw bad('a header without a start time', where);
  }
  return { crosspointRecording: version, name, startedAt };
}

function asChunk(value: Fields, last: number, where: Place): RecordedChunk {
  const { t, dir, hex } = value;
  if (typeof t !== 'number' || !(t >= last)) throw bad('a time that does not rise', where);
  if (dir !== 'in' && dir !== 'out') throw bad('a direction other than in and out', where);
  if (typeof hex !== 'string' || !/^([\dA-Fa-f]{2})+$/.test(hex)) {
    throw bad('octets that are not in hexadecimal', where);
  }
  return { t, dir, octets: Uint8Array.from(Buffer.from(hex, 'hex')) };
}

/** Octets as upper-case hexadecimal digits. */
export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex').toUpperCase();
}

function bad(detail: string, { source, line }: Place): CrosspointError {
  return new CrosspointError('invalid-configuration', `${source}:${line}: ${detail}`, {
    position: { source, line },
  });
}
