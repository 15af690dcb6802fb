/** How a face presents itself; what a profile says of the PBX it stands for. */
export interface FaceOptions {
  /** Says `systemStatus normal` once requests are taken. */
  readonly sendsStatus: boolean;
  /** Says so again this long after the client's answer; 0: never again. */
  readonly statusEveryMs: number;
  /** Call identifiers and cross references: octets in hexadecimal (BER) or decimal text (XML). */
  readonly identifiers: 'hex' | 'text';
  readonly callIdOctets: number;
  readonly crossRefOctets: number;
  /** A call identifier is not handed out again within this time after its call has ended. */
  readonly callIdRestsMs: number;
  /**
   * How connection identifiers name their device: `static` by its number, and by octets of their own
   * only for a device with a second part in the call; `dynamic` always by octets of their own.
   */
  readonly connectionDevices: 'static' | 'dynamic';
  /**
   * Whose connection an event names as the originating one: that of a caller from outside, as
   * ECMA-269 has it, or every caller's.
   */
  readonly originates: 'network' | 'always';
  /** Are monitors of devices told `callCleared` too? ECMA-269 §17.2 keeps it for monitors of calls. */
  readonly tellsCallCleared: boolean;
  /** Devices in one `switchingFunctionDevices` report, so that it fits the PDUs of the link. */
  readonly devicesPerReport: number;
  readonly maxMonitors: number;
  /** Requests of one client that may be without an answer at the same time. */
  readonly maxRequests: number;
  /** Requests for snapshots that arrive within this time are answered out of the same one. */
  readonly gatherMs: number;
  /** Devices whose arriving calls a client that has registered for routeing may send elsewhere. */
  readonly routesAt: readonly string[];
  /** How long a client may think about a route. */
  readonly routeTimeoutMs: number;
  /** What answers an escape (ECMA-269 §28.1); where absent, it is refused. */
  readonly escape?: (privateData: string) => Promise<string | undefined>;
}

export const FACE_OPTIONS: FaceOptions = {
  sendsStatus: true,
  statusEveryMs: 60_000,
  identifiers: 'hex',
  callIdOctets: 2,
  crossRefOctets: 4,
  callIdRestsMs: 60_000,
  connectionDevices: 'static',
  originates: 'network',
  tellsCallCleared: true,
  devicesPerReport: 8,
  maxMonitors: 10_000,
  maxRequests: 200,
  gatherMs: 2,
  routesAt: [],
  routeTimeoutMs: 5_000,
};
