import type { TypedEmitter } from '../../../src/spi/index.ts';
import type { CrosspointError } from '../../../src/spi/index.ts';

/** Something that hears and is heard: a line of the board, or a port of the engine. */
export type End = { readonly line: number } | { readonly port: number };

/** What somebody at a phone is told by ear. */
export type CallTone = 'dial' | 'ringback' | 'busy' | 'congestion';

export interface OutgoingCall {
  readonly called: string;
  readonly calling?: string | undefined;
  readonly name?: string | undefined;
}

export interface IncomingCall {
  readonly called: string;
  /** Empty where the network does not say who calls. */
  readonly calling: string;
  readonly name: string;
  /** More digits may follow. */
  readonly isOverlap: boolean;
}

/** What is told of a trunk, and of its calls by the numbers that identify them on it. */
export type TrunkEvent =
  | { readonly type: 'up' | 'down' }
  | {
      readonly type: 'incoming';
      readonly call: number;
      readonly line: number | undefined;
      readonly setup: IncomingCall;
    }
  | {
      readonly type: 'digits';
      readonly call: number;
      readonly digits: string;
      readonly isComplete: boolean;
    }
  | { readonly type: 'line'; readonly call: number; readonly line: number }
  /** What can be heard on the line is from the far end. */
  | { readonly type: 'inBand'; readonly call: number }
  | { readonly type: 'alerting'; readonly call: number }
  | { readonly type: 'connected'; readonly call: number }
  /** The call is no more; comes once for each call, whoever ended it. */
  | { readonly type: 'ended'; readonly call: number; readonly q850: number };

/** Lines to the network and how calls are signalled on them. */
export interface HardwareTrunk {
  /** Calls can be made; its changes are told as events. */
  readonly isUp: boolean;
  /** Throws `resource-busy` where no line is free, and `switch-rejected`. */
  makeCall(call: OutgoingCall): { readonly call: number; readonly line: number | undefined };
  /** The number is complete, and who was called is rung. */
  alert(call: number): void;
  answer(call: number): void;
  hangUp(call: number, q850: number): void;
}

export type HardwareEvents = {
  hook: [line: number, hook: 'off' | 'on'];
  /** A key that was heard at a port. */
  digit: [port: number, digit: string];
  /** A digit that a phone has dialled by breaking its loop. */
  pulseDigit: [line: number, digit: string];
  /** All digits of a `press` have been sent. */
  pressed: [port: number];
  trunk: [trunk: string, event: TrunkEvent];
  fault: [what: CrosspointError];
  /** The board has been pulled out; the last event. */
  removed: [];
};

/**
 * A board as the switch needs it. All of it is done at once and told in order; what fails afterwards is told as `fault`.
 * The switch above knows nothing of addon and engine, so that it is tried in virtual time as well.
 */
export interface Hardware {
  readonly events: TypedEmitter<HardwareEvents>;
  readonly portCount: number;
  readonly trunks: ReadonlyMap<string, HardwareTrunk>;
  /** What `listener` hears from now on; undefined is silence. */
  listen(listener: End, speaker: End | undefined): void;
  ring(line: number, isOn: boolean): void;
  /** Tells a phone's equipment that the other end has gone; until the phone is on hook. */
  release(line: number): void;
  /** Plays a tone until another one or undefined is asked for. */
  tone(port: number, tone: CallTone | undefined): void;
  press(port: number, digits: string, durationMs: number | undefined): void;
  detect(port: number, isOn: boolean): void;
  createConference(): number;
  destroyConference(conference: number): void;
  join(conference: number, port: number): void;
  leave(port: number): void;
  /** The far end of this port has gone, or the port is given back: whatever runs on it ends. */
  disconnect(port: number): void;
  /** Resolves while the board is alive. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
