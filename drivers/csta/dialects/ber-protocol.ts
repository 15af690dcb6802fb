import { toCrosspointError, type CrosspointError } from '../../../src/base/errors.ts';
import type { CstaMessage, Pending, Protocol } from '../model/message.ts';
import type { CstaRequest, CstaResult, ServiceName } from '../model/requests.ts';
import { elementTree } from '../ber/element-tree.ts';
import { isWholePdu } from '../pdu/pdu-codec.ts';
import type { Invoke, Pdu, ReturnError, ReturnResult } from '../pdu/pdu.ts';
import { decodePdu, encodePdu, type Phase } from '../pdu/phases.ts';
import type { Association } from '../profiles/profile.ts';
import { fromAcse, toAcse } from './association.ts';
import { malformed } from './malformed.ts';
import { problemOf, problemText } from './reject-problems.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface BerProtocolSettings {
  readonly phase: Phase;
  readonly vocabulary: Vocabulary;
  readonly association: Association;
}

type OfKind<Kind extends CstaMessage['kind']> = Extract<CstaMessage, { readonly kind: Kind }>;

/** Words as they are used here, where the service is known at run time alone. */
interface SomeWords {
  readonly operation: string;
  toArgument(args: unknown): unknown;
  fromArgument(argument: unknown): unknown;
  toResult(result: unknown): unknown;
  fromResult(result: unknown): unknown;
  readonly isUnanswered?: true;
}

const EVENT_REPORT = 'eventReport';

/** Services without arguments, so that `undefined` is what they are asked with. */
const TAKES_NOTHING: ReadonlySet<ServiceName> = new Set([
  'requestSystemStatus',
  'getSwitchingFunctionDevices',
  'getSwitchingFunctionCapabilities',
  'startCdrTransmission',
]);

/** Services whose answer means nothing without what it says. */
const ASKS_FOR_SOMETHING: ReadonlySet<ServiceName> = new Set([
  'makeCall',
  'consultationCall',
  'getDoNotDisturb',
  'getForwarding',
  'getMessageWaiting',
  'getAgentState',
  'monitorStart',
  'snapshotDevice',
  'snapshotCall',
  'requestSystemStatus',
  'getSwitchingFunctionDevices',
  'getSwitchingFunctionCapabilities',
  'routeRegister',
  'startCdrTransmission',
]);

/** An answer that nobody waits for, and that says nothing anybody knows. */
const SOME_ANSWER: CstaResult = { service: 'systemStatus', result: undefined };

/**
 * Phases I, II and III: neutral messages as PDUs of ROSE (ITU-T X.229) and ACSE (X.227) in BER. What
 * the services and events are called, and their values, are the vocabulary's.
 */
export class BerProtocol implements Protocol {
  readonly services: ReadonlySet<ServiceName>;
  readonly unanswered: ReadonlySet<ServiceName>;
  readonly #phase: Phase;
  readonly #vocabulary: Vocabulary;
  readonly #association: Association;
  readonly #byOperation = new Map<string, ServiceName[]>();

  constructor({ phase, vocabulary, association }: BerProtocolSettings) {
    this.#phase = phase;
    this.#vocabulary = vocabulary;
    this.#association = association;
    const services = Object.keys(vocabulary.services) as ServiceName[];
    this.services = new Set(services);
    this.unanswered = new Set(services.filter((service) => this.#wordsOf(service)?.isUnanswered));
    for (const service of services) {
      const { operation } = this.#wordsOf(service) ?? { operation: '' };
      const others = this.#byOperation.get(operation) ?? [];
      this.#byOperation.set(operation, [...others, service]);
    }
  }

  encode(message: CstaMessage): Uint8Array | undefined {
    const pdu = this.#toPdu(message);
    return pdu && encodePdu(pdu, this.#phase);
  }

  decode(octets: Uint8Array, _invokeId: number | undefined, pending: Pending): CstaMessage {
    try {
      return this.#fromPdu(decodePdu(octets, this.#phase), pending);
    } catch (error) {
      const rest = whatIsReadable(octets, toCrosspointError(error));
      if (rest === undefined) throw error;
      return rest;
    }
  }

  #fromPdu(pdu: Pdu, pending: Pending): CstaMessage {
    if ('invoke' in pdu) return this.#fromInvoke(pdu.invoke);
    if ('returnResult' in pdu) return this.#fromResult(pdu.returnResult, pending);
    if ('returnError' in pdu) return this.#fromError(pdu.returnError, pending);
    if ('reject' in pdu) {
      const { invokeId, problem } = pdu.reject;
      return { kind: 'reject', invokeId: invokeId ?? undefined, problem: problemText(problem) };
    }
    return fromAcse(pdu);
  }

  isWhole(octets: Uint8Array): boolean {
    return isWholePdu(octets);
  }

  #toPdu(message: CstaMessage): Pdu | undefined {
    switch (message.kind) {
      case 'request':
        return this.#toInvoke(message);
      case 'result':
        return this.#toResult(message);
      case 'refusal': {
        const parameter = this.#vocabulary.toFailure(message.refusal);
        const { invokeId } = message;
        return { returnError: { invokeId, error: 'universalFailure', parameter } };
      }
      case 'reject':
        return {
          reject: { invokeId: message.invokeId ?? null, problem: problemOf(message.problem) },
        };
      case 'event': {
        const { invokeId, report } = message;
        const argument = this.#vocabulary.toReport(report);
        return argument === undefined
          ? undefined
          : { invoke: { invokeId, operation: EVENT_REPORT, argument } };
      }
      case 'unknown-request':
      case 'unreadable-answer':
        return undefined;
      default:
        return toAcse(message, this.#association);
    }
  }

  #toInvoke({ invokeId, request }: OfKind<'request'>): Pdu | undefined {
    const words = this.#wordsOf(request.service);
    if (words === undefined) return undefined;
    const argument = words.toArgument(request.args);
    return { invoke: { invokeId, operation: words.operation, argument } };
  }

  /** `undefined` also for a service that is never answered. */
  #toResult({ invokeId, result: answer }: OfKind<'result'>): Pdu | undefined {
    const words = this.#wordsOf(answer.service);
    const result = words?.toResult(answer.result);
    if (words === undefined || result === undefined) return undefined;
    return { returnResult: { invokeId, operation: words.operation, result } };
  }

  #fromInvoke({ invokeId, operation, argument }: Invoke): CstaMessage {
    if (operation === EVENT_REPORT) {
      if (argument === undefined) throw malformed('an event report without an argument');
      return { kind: 'event', invokeId, report: this.#vocabulary.fromReport(argument) };
    }
    for (const service of this.#byOperation.get(String(operation)) ?? []) {
      const isAsked = TAKES_NOTHING.has(service);
      if (argument === undefined && !isAsked) throw malformed(`${operation} without an argument`);
      const args = isAsked ? undefined : this.#wordsOf(service)?.fromArgument(argument);
      if (!isAsked && args === undefined) continue;
      return { kind: 'request', invokeId, request: { service, args } as CstaRequest };
    }
    const problem = 'unrecognisedOperation';
    return { kind: 'unknown-request', invokeId, operation: String(operation), problem };
  }

  #fromResult(pdu: ReturnResult, pending: Pending): OfKind<'result'> {
    const { invokeId } = pdu;
    const asked = pending(invokeId);
    if (asked !== undefined) {
      return { kind: 'result', invokeId, result: this.#readResult(asked, pdu) };
    }
    const [service] = this.#byOperation.get(String(pdu.operation)) ?? [];
    return { kind: 'result', invokeId, result: this.#lateResult(service, pdu) };
  }

  #readResult(service: ServiceName, { operation, result }: ReturnResult): CstaResult {
    const words = this.#wordsOf(service);
    if (words === undefined) throw malformed(`an answer to ${service}, which nobody can ask for`);
    if (operation !== undefined && operation !== words.operation) {
      throw malformed(`an answer to ${operation} where ${service} was asked`);
    }
    if (result === undefined && ASKS_FOR_SOMETHING.has(service)) {
      throw malformed(`an answer to ${service} that says nothing`);
    }
    return { service, result: words.fromResult(result ?? {}) } as CstaResult;
  }

  /** It is counted and no more, so that what it says does not matter. */
  #lateResult(service: ServiceName | undefined, pdu: ReturnResult): CstaResult {
    if (service === undefined) return SOME_ANSWER;
    try {
      return this.#readResult(service, pdu);
    } catch (error) {
      if (toCrosspointError(error).code === 'malformed-frame') return SOME_ANSWER;
      throw error;
    }
  }

  #fromError({ invokeId, error, parameter }: ReturnError, pending: Pending): CstaMessage {
    const service = pending(invokeId);
    const refusal =
      error === 'universalFailure'
        ? this.#vocabulary.fromFailure(parameter)
        : { category: 'unspecified' as const, value: String(error) };
    return { kind: 'refusal', invokeId, refusal, ...(service === undefined ? {} : { service }) };
  }

  #wordsOf(service: ServiceName): SomeWords | undefined {
    return this.#vocabulary.services[service];
  }
}

/**
 * Of a PDU that cannot be read, who waits for an answer, or whom it answers; `undefined` where that is nobody: for an event
 * report, and for what is no ROSE at all.
 */
function whatIsReadable(octets: Uint8Array, error: CrosspointError): CstaMessage | undefined {
  if (!isWholePdu(octets)) return undefined;
  const [invokeId, code] = numbersIn(octets);
  if (invokeId === undefined || !Number.isSafeInteger(invokeId)) return undefined;
  switch (octets[0]) {
    case RETURN_RESULT:
    case RETURN_ERROR:
      return { kind: 'unreadable-answer', invokeId, error };
    case INVOKE: {
      if (code === undefined || code === EVENT_REPORT_CODE) return undefined;
      const operation = `operation ${code}`;
      return { kind: 'unknown-request', invokeId, operation, problem: 'mistypedArgument' };
    }
    default:
      return undefined;
  }
}

/** The numbers right inside a PDU of ROSE: the invoke identifier first. */
function numbersIn(octets: Uint8Array): number[] {
  try {
    return elementTree(octets)
      .filter(({ depth, tag }) => depth === 1 && tag === INTEGER)
      .map(({ content }) => Number.parseInt(content ?? '', 16));
  } catch {
    return [];
  }
}

const INVOKE = 0xa1;
const RETURN_RESULT = 0xa2;
const RETURN_ERROR = 0xa3;
const INTEGER = '[UNIVERSAL 2]';
const EVENT_REPORT_CODE = 21;
