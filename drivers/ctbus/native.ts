import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { CrosspointError } from '../../src/base/errors.ts';

/** What native/addon exports, and the folder in which boards and modules lie beside it. */
export interface Native extends NativeExports {
  readonly folder: string;
}

interface NativeExports {
  readonly EngineHandle: new (options: NativeEngineOptions, onEvents: OnEvents) => NativeEngine;
  readonly SoundHandle: {
    new (file: Uint8Array, law: number): NativeSound;
    new (samples: Uint8Array, law: number, coder: number, rate: number): NativeSound;
  };
  readonly WriterHandle: new (options: NativeWriterOptions) => NativeWriter;
  loadSound(path: string, law: number): Promise<NativeSound>;
  /** Does nothing: what a call costs by itself. */
  readonly emptyCall: () => void;
  /** One thread-safe-function call for each event, from a thread: what the batches are measured beside. */
  readonly callForEach: (
    count: number,
    callback: (event: { type: number; position: number }) => void,
  ) => void;
}

/** `count` records are in the batch; a tick has none and comes at intervals while streams are open. */
export type OnEvents = (count: number, isTick: boolean) => void;

export interface NativeEngineOptions {
  readonly library: string;
  readonly settings: string;
  readonly blockFrames: number;
  readonly isStepped: boolean;
  readonly eventCapacity?: number;
  readonly commandCapacity?: number;
}

/** Opaque here: its octets are the engine's. */
export interface NativeSound {
  frames(): number;
  octets(): Buffer;
}

export interface NativeWriterOptions {
  readonly path?: string;
  readonly mostOctets?: number;
  readonly container: number;
  readonly coder: number;
  readonly law: number;
  readonly append?: boolean;
}

export interface NativeWriter {
  finished(): Promise<{ reason: number; frames: number; lost: number; fault: string }>;
  take(): Buffer;
}

export interface NativeStream {
  read(into: Uint8Array): number;
  write(octets: Uint8Array): number;
  readable(): number;
  writable(): number;
  overruns(): number;
  underruns(): number;
  close(): void;
}

export interface NativeTrunkOptions {
  readonly module: string;
  readonly name: string;
  readonly settings: string;
  readonly span: number;
  readonly frameTimeslot?: number;
  readonly ports?: readonly number[];
  readonly connectsPorts?: boolean;
}

export interface NativeTrunk {
  makeCall(setup: string): number;
  request(call: number, request: string): void;
  hangup(call: number, cause: number): void;
  lineRequest(line: number, operation: number): void;
  requestsRefused(): number;
  close(graceMs: number): Promise<void>;
}

export interface NativePlayOptions {
  readonly sounds: readonly NativeSound[];
  readonly offsetMs?: number | undefined;
  readonly maxDurationMs?: number | undefined;
  readonly volumeTenths?: number | undefined;
  readonly speedPercent?: number | undefined;
  readonly startPaused?: boolean | undefined;
  readonly jumpMs?: number | undefined;
  readonly speedStepPercent?: number | undefined;
  readonly volumeStepTenths?: number | undefined;
  readonly controls?: Int32Array;
}

export interface NativeRecordOptions {
  readonly writer: NativeWriter;
  readonly maxDurationMs?: number | undefined;
  readonly minDurationMs?: number | undefined;
  readonly silenceMs?: number | undefined;
  readonly initialSilenceMs?: number | undefined;
  readonly silenceThresholdDbm0?: number | undefined;
  readonly startPaused?: boolean | undefined;
  readonly beepHertz?: number | undefined;
  readonly beepMs?: number | undefined;
  readonly controls?: Int32Array;
}

export interface NativeSegment {
  readonly tones: readonly { readonly hertz: number; readonly levelTenths?: number }[];
  readonly onMs: number;
  readonly offMs?: number;
}

export interface NativeGenerateOptions {
  readonly digits?: string;
  readonly onMs?: number | undefined;
  readonly offMs?: number | undefined;
  readonly levelTenths?: number | undefined;
  readonly tone?: number;
  readonly country?: string;
  readonly segments?: readonly NativeSegment[];
  readonly repeats?: number | undefined;
  readonly controls?: Int32Array;
}

export interface NativeBoardInfo {
  readonly name: string;
  readonly capabilities: number;
  readonly model: string;
  readonly serial: string;
  readonly driver: string;
  readonly blockFrames: number;
  readonly spans: number;
  readonly lines: number;
  readonly ports: number;
  readonly localStreams: number;
  readonly portLaw: number;
}

export interface NativeSpanConfig {
  readonly framing: number;
  readonly coding: number;
  readonly law: number;
  readonly crc4: boolean;
  readonly givesClock: boolean;
}

export interface NativeSpanInfo {
  readonly kind: number;
  readonly config: NativeSpanConfig;
  readonly isStarted: boolean;
  readonly alarms: number;
  readonly firstLine: number;
  readonly lines: number;
  readonly bpv: number;
  readonly crc4Errors: number;
  readonly eBits: number;
  readonly framingErrors: number;
  readonly slips: number;
  readonly erroredSeconds: number;
}

export interface NativeLineInfo {
  readonly kind: number;
  readonly mode: number;
  readonly span: number;
  readonly timeslot: number;
  readonly evenStream: number;
  readonly streamTimeslot: number;
  readonly rxBits: number;
  readonly txBits: number;
  readonly isOffHook: boolean;
}

export interface NativeOutput {
  readonly bus: number;
  readonly stream: number;
  readonly timeslot: number;
  readonly mode: number;
  readonly pattern: number;
}

export interface NativeClockConfig {
  readonly mode: number;
  readonly source: number;
  readonly network: number;
  readonly autoFallback: boolean;
  readonly fallbackSource: number;
  readonly fallbackNetwork: number;
  readonly netrefSource: number;
  readonly netrefNetwork: number;
}

export interface NativeClockInfo {
  readonly config: NativeClockConfig;
  readonly currentSource: number;
  readonly currentNetwork: number;
  readonly hasFallenBack: boolean;
  readonly busA: number;
  readonly busB: number;
  readonly netref1: number;
  readonly netref2: number;
  readonly drivesA: boolean;
  readonly drivesB: boolean;
}

/** Counted since the board was opened; `longestBlockNs` and `workNs` are the work of the real-time thread. */
export interface EngineCounters {
  readonly blocks: number;
  readonly lateBlocks: number;
  readonly eventsLost: number;
  readonly commandsRefused: number;
  readonly recordOverruns: number;
  readonly streamOverruns: number;
  readonly streamUnderruns: number;
  readonly longestBlockNs: number;
  readonly workNs: number;
  /** 1 where the system permitted real-time priority. */
  readonly realTimePriority: number;
}

/** native/addon/engine-handle.h */
export interface NativeEngine {
  batch(): ArrayBuffer;
  octets(record: number): Buffer;
  start(): void;
  stop(): void;
  step(blocks: number): void;
  drain(): void;
  hold(keepsProcessAlive: boolean): void;
  close(): void;
  counters(): EngineCounters;
  postEvents(count: number): number;

  play(port: number, options: NativePlayOptions): number;
  record(port: number, options: NativeRecordOptions): number;
  generate(port: number, options: NativeGenerateOptions): number;
  control(operation: number, action: number, amount: number): void;
  trigger(port: number): void;
  disconnect(port: number): void;
  bindLine(port: number, line: number | null): void;
  detect(port: number, detectors: number, country?: string): void;
  setGain(port: number, rxTenths: number, txTenths: number): void;
  createConference(loudest: number): number;
  destroyConference(conference: number): void;
  join(
    conference: number,
    port: number,
    options: { talks?: boolean; listens?: boolean; coachOf?: number },
  ): void;
  leave(port: number): void;
  openStream(port: number, capacityMs: number): NativeStream;
  openTrunk(options: NativeTrunkOptions): NativeTrunk;

  info(): NativeBoardInfo;
  spanInfo(span: number): NativeSpanInfo;
  lineInfo(line: number): NativeLineInfo;
  portInfo(port: number): { evenStream: number; streamTimeslot: number };
  configureSpan(span: number, config: Partial<NativeSpanConfig>): void;
  startSpan(span: number): void;
  stopSpan(span: number): void;
  loopSpan(span: number, isLooped: boolean): void;
  openLine(line: number, mode: number): void;
  hook(line: number, operation: number): void;
  setBits(line: number, bits: number): void;
  setLineGain(line: number, rxTenths: number, txTenths: number): void;
  setEchoCancel(line: number, taps: number): void;
  sendFrame(line: number, octets: Uint8Array): void;
  resetSwitch(): void;
  setOutputs(outputs: Uint16Array): void;
  queryOutput(bus: number, stream: number, timeslot: number): NativeOutput;
  sampleInput(bus: number, stream: number, timeslot: number): number;
  setStreamSpeed(stream: number, megabits: number): void;
  queryStreamSpeed(stream: number): number;
  configureClock(config: Partial<NativeClockConfig> & { mode: number }): void;
  queryClock(): NativeClockInfo;
  sendTone(line: number, tone: number): void;
  dial(line: number, digits: string, isPulse: boolean): void;
  detectOnLine(line: number, isOn: boolean): void;
  joinConferenceOnBoard(line: number, conference: number, talks: boolean, listens: boolean): void;
}

/**
 * Loads the addon that `npm ci` has built. These sources lie in `drivers/ctbus` of the package, or under `dist`.
 * @throws CrosspointError `native-unavailable`, with the reason why it was not built
 */
export function loadNative(): Native {
  const roots = [join(import.meta.dirname, '../..'), join(import.meta.dirname, '../../..')];
  const builds = roots.map((root) => join(root, 'build'));
  const build = builds.find((one) => existsSync(join(one, 'Release/crosspoint.node')));
  if (build === undefined) throw new CrosspointError('native-unavailable', reasonIn(builds));
  const folder = join(build, 'Release');
  try {
    const load = createRequire(import.meta.url);
    return { ...(load(join(folder, 'crosspoint.node')) as NativeExports), folder };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CrosspointError('native-unavailable', why, { cause });
  }
}

/**
 * The path of a library beside the addon, as `board-simulated` or `trunk-pri`; a path of its own is taken as it is.
 * @throws CrosspointError `native-unavailable` for a module that was not built, `invalid-configuration` for what is no path
 */
export function libraryPath({ folder }: Native, kind: 'board' | 'trunk', library: string): string {
  if (isAbsolute(library)) return library;
  if (!/^[a-z\d]+$/.test(library)) {
    throw new CrosspointError('invalid-configuration', `${library} is not an absolute path`);
  }
  const path = join(folder, `${kind}-${library}.so`);
  if (existsSync(path)) return path;
  throw new CrosspointError(
    'native-unavailable',
    `${kind}-${library} has not been built: the development package that it needs was not there`,
  );
}

/** What native/install.js has left where it could not build. */
function reasonIn(builds: readonly string[]): string {
  const note = builds
    .map((one) => join(one, 'native-missing.txt'))
    .find((path) => existsSync(path));
  if (note === undefined) return 'it has not been built; run npm run build:native';
  return readFileSync(note, 'utf8').trim();
}
