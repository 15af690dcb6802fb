/** Who called whom, seen from the switch. */
export type CallRecordDirection = 'in' | 'out' | 'internal';

/**
 * What a switch tells of a call once it is over, for whoever bills or counts: a line of its
 * call-record printer (SMDR), or a report over the link (ECMA-269 §27, call detail record). It is a
 * statement of the switch about the past and changes no call; it need not fit what was seen of the
 * call, and a switch has no word for which call it was. What the switch leaves out is absent.
 *
 * Times are ISO 8601. With `Z` or an offset they are moments; most switches print the time of their
 * own clock without a zone, and then there is none here either (`2024-03-01T10:03`): local time of
 * the switch, with seconds only where it told them.
 */
export interface CallRecord {
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** The extension that made or took the call, by the switch's own device identifier. */
  readonly device?: string;
  /** The line to outside, as the switch names it. */
  readonly trunk?: string;
  /** Absent where the line tells of no call: a log-in, the state of a room. */
  readonly direction?: CallRecordDirection;
  /**
   * The other side: the number dialled, or the caller's where `direction` is `in`. As the network or
   * the switch sent it, without marks of the printer, which stay in `raw`.
   */
  readonly number?: string;
  /** The other side's name. */
  readonly name?: string;
  /** The own number that an incoming call was for (DDI, MSN), where it is told. */
  readonly calledNumber?: string;
  /** From the first ring to the answer or the end, milliseconds. */
  readonly ringMs?: number;
  /** From the answer to the end, milliseconds; 0 or absent for a call nobody answered. */
  readonly durationMs?: number;
  /** As printed: a decimal number, with the currency where the switch prints one. */
  readonly cost?: string;
  /** What the caller keyed in to say who pays. */
  readonly accountCode?: string;
  /**
   * How the call was handled, in the switch's own word. Seen: `TR` transferred, `FW` forwarded to
   * outside, `RM` remote access to the modem, `RC` received, `AN` answered, `NA` not answered.
   */
  readonly conditionCode?: string;
  /** What is printed in place of a number where there is none. */
  readonly remark?: string;
  /** The line as it was sent, without its end, or the report in hexadecimal. */
  readonly raw: string;
}
