import type { CrosspointError } from '../../../src/base/errors.ts';
import type { EventReport } from './event-report.ts';
import type { Refusal } from './refusal.ts';
import type { CstaRequest, CstaResult, ServiceName } from './requests.ts';

/** Who logs in, where the switch wants to know. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** What goes over a link in either direction, whatever the phase. */
export type CstaMessage =
  | { readonly kind: 'request'; readonly invokeId: number; readonly request: CstaRequest }
  | { readonly kind: 'result'; readonly invokeId: number; readonly result: CstaResult }
  | {
      readonly kind: 'refusal';
      readonly invokeId: number;
      readonly refusal: Refusal;
      readonly service?: ServiceName;
    }
  /** The invocation was not understood (ITU-T X.880 Reject); the problem in words. */
  | { readonly kind: 'reject'; readonly invokeId: number | undefined; readonly problem: string }
  | { readonly kind: 'event'; readonly invokeId: number; readonly report: EventReport }
  // The association (ITU-T X.227; ECMA-354 for XML).
  | { readonly kind: 'associate'; readonly invokeId?: number; readonly login?: Login }
  | {
      readonly kind: 'associated';
      readonly invokeId?: number;
      readonly isAccepted: boolean;
      /** What the switch says of itself, or why it refuses. */
      readonly information?: string;
      /** ECMA-354: to be given in what follows. */
      readonly sessionId?: string;
    }
  | { readonly kind: 'release'; readonly invokeId?: number }
  | { readonly kind: 'released'; readonly invokeId?: number }
  | { readonly kind: 'abort'; readonly reason?: string }
  /** An answer of which no more can be read than what it answers. */
  | {
      readonly kind: 'unreadable-answer';
      readonly invokeId: number;
      readonly error: CrosspointError;
    }
  /** A request that cannot be taken, to be answered with a Reject (ITU-T X.880 §9.4). */
  | {
      readonly kind: 'unknown-request';
      readonly invokeId: number;
      readonly operation: string;
      /** It is none of ours, or its argument cannot be read. */
      readonly problem: 'unrecognisedOperation' | 'mistypedArgument';
    };

/** The question an answer belongs to. */
export type Pending = (invokeId: number) => ServiceName | undefined;

/**
 * The words of one phase: messages to the octets of one PDU and back. It keeps nothing of the link but what a phase
 * needs to speak (an ECMA-354 session).
 */
export interface Protocol {
  /** `undefined` where this phase has no such message (a release in a phase without association). */
  encode(message: CstaMessage): Uint8Array | undefined;
  /**
   * @param invokeId where the framing carries it (XML)
   * @param pending which service was asked with an invoke identifier, since a result need not say
   * @throws {CrosspointError} `malformed-frame` with the offset
   */
  decode(octets: Uint8Array, invokeId: number | undefined, pending: Pending): CstaMessage;
  /** Do these octets make a whole PDU? Asked by framings before they acknowledge. */
  isWhole(octets: Uint8Array): boolean;
  /** Services that this phase has words for. */
  readonly services: ReadonlySet<ServiceName>;
  /** Those of them that are told and never answered but by a refusal; absent: all are answered. */
  readonly unanswered?: ReadonlySet<ServiceName>;
  /** The invoke identifier of all event reports, where they have one in common. */
  readonly eventInvokeId?: number;
}
