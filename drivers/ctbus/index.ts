import { CtbusDriver } from './switch-link/driver.ts';

/** A telephony board: as a switch by `driver`, and by itself. docs/ctbus.md has both. */
export { conformance } from './conformance.ts';
export { Board, type BoardInfo, type BoardOptions } from './board.ts';
export type { AudioStream } from './audio-stream.ts';
export type { Conference } from './conference.ts';
export type { Fabric } from './fabric.ts';
export type { Line } from './line.ts';
export type { Digit, Generating, Playing, PlayResult, Port, Tone } from './port.ts';
export type { Detectors, PlayOptions, RecordOptions, Signals } from './port-options.ts';
export type { Recording, RecordResult } from './recording.ts';
export type { RunTimeControl } from './run-time-control.ts';
export type { Sound } from './sound.ts';
export type { Span } from './span.ts';
export type { Trunk, TrunkMessage, TrunkOptions, TrunkRequest, TrunkSetup } from './trunk.ts';
export { CtbusConnector } from './switch-link/connector.ts';
export { CtbusDriver } from './switch-link/driver.ts';

export const driver = new CtbusDriver();
