import type { CstaMessage, Pending, Protocol } from '../model/message.ts';
import type { CstaRequest, CstaResult, ServiceName } from '../model/requests.ts';
import { ApplicationSession, isSessionRoot } from './application-session.ts';
import { CALL_SERVICES } from './call-services.ts';
import { DeviceText, type DeviceForm } from './device-text.ts';
import { DEVICE_SERVICES } from './device-services.ts';
import { eventRoot, isEventRoot, readReport, writeReport } from './events.ts';
import {
  editionNamespace,
  isMessageNamespace,
  SESSION_NAMESPACE,
  type Edition,
} from './namespaces.ts';
import { parseXml, type XmlDocument, type XmlElement } from './parse-xml.ts';
import { readRefusal, REFUSAL_ROOT, rejection, writeRefusal } from './refusals.ts';
import type { ServiceWords } from './service-words.ts';
import type { Shape } from './shape.ts';
import { SYSTEM_SERVICES } from './system-services.ts';
import { XmlIn } from './xml-in.ts';
import { XmlOut, type PrivateDataForm, type Wording } from './xml-out.ts';

export interface XmlOptions {
  /** Of ECMA-323, written; any is read. 5. */
  readonly edition?: Edition;
  /** ECMA-354 before anything else, or nothing. `application-session`. */
  readonly session?: 'application-session' | 'none';
  /** `{ form: 'digits' }`. */
  readonly deviceIds?: DeviceForm;
  /** Written with every static device: DMCC wants `other`. None. */
  readonly typeOfNumber?: string;
  /** `xml`. */
  readonly privateData?: PrivateDataForm;
  /** `Crosspoint`. */
  readonly applicationId?: string;
  /** What is asked for and what is granted, in seconds. 180. */
  readonly sessionDurationS?: number;
  /** The identifier that the switch's side gives to its session. `1`. */
  readonly sessionId?: string;
}

/** The words of a service whichever it is; its arguments and result are of that service. */
interface AnyWords {
  readonly service: ServiceName;
  readonly request: string;
  readonly response: string | undefined;
  readonly args: Shape<unknown>;
  readonly result: Shape<unknown>;
}

const WORDS: Readonly<Record<ServiceName, ServiceWords<never>>> = {
  ...CALL_SERVICES,
  ...DEVICE_SERVICES,
  ...SYSTEM_SERVICES,
} as unknown as Readonly<Record<ServiceName, ServiceWords<never>>>;
const SERVICES = Object.keys(WORDS) as readonly ServiceName[];
const ALL: readonly AnyWords[] = SERVICES.map((service) => ({ service, ...WORDS[service] }));
const BY_SERVICE = new Map(ALL.map((words) => [words.service, words]));
const BY_REQUEST = new Map(ALL.map((words) => [words.request, words]));
const BY_RESPONSE = new Map(ALL.map((words) => [words.response ?? '', words]));

/** Event reports have an invoke identifier of their own (ECMA-323, Annex G.2). */
export const EVENT_INVOKE_ID = 9_999;

/** Services that are told and not asked: nothing answers them but an error. */
export const UNANSWERED_SERVICES: ReadonlySet<ServiceName> = new Set(
  ALL.filter(({ response }) => response === undefined).map(({ service }) => service),
);

/**
 * CSTA in XML: ECMA-323, from edition 3 to 6, with the application session of ECMA-354. A PDU is one
 * document; its invoke identifier goes beside it (framing `csta-xml`). Elements and attributes that are
 * not known are passed over.
 */
export class XmlProtocol implements Protocol {
  readonly services: ReadonlySet<ServiceName> = new Set(SERVICES);
  readonly unanswered = UNANSWERED_SERVICES;
  readonly eventInvokeId = EVENT_INVOKE_ID;
  readonly #wording: Wording;
  readonly #hasSession: boolean;
  readonly #session: ApplicationSession;

  constructor(options: XmlOptions = {}) {
    this.#wording = {
      edition: options.edition ?? 5,
      devices: new DeviceText(options.deviceIds ?? { form: 'digits' }),
      typeOfNumber: options.typeOfNumber,
      privateData: options.privateData ?? 'xml',
    };
    this.#hasSession = options.session !== 'none';
    this.#session = new ApplicationSession({
      applicationId: options.applicationId ?? 'Crosspoint',
      durationS: options.sessionDurationS ?? 180,
      sessionId: options.sessionId ?? '1',
    });
  }

  /** How long the switch keeps a session without a sign of life, once it has granted one. */
  get sessionDurationMs(): number | undefined {
    return this.#session.durationMs;
  }

  /**
   * One document in UTF-8.
   * @throws {CrosspointError} `invalid-request` for a character that XML cannot carry
   */
  encode(message: CstaMessage): Uint8Array | undefined {
    if (this.#hasSession) {
      const document = this.#session.documentFor(message);
      if (document !== undefined) {
        return this.#document(document.root, SESSION_NAMESPACE, document.body);
      }
    }
    switch (message.kind) {
      case 'request':
        return this.#request(message.request);
      case 'result':
        return this.#result(message.result);
      case 'refusal':
        return this.#csta(REFUSAL_ROOT, (out) => writeRefusal(out, message.refusal));
      case 'reject':
        if (message.invokeId === undefined) return undefined;
        return this.#csta(REFUSAL_ROOT, (out) => writeRefusal(out, rejection(message.problem)));
      case 'event': {
        const root = eventRoot(message.report.event);
        if (root === undefined) return undefined;
        return this.#csta(root, (out) => writeReport(out, message.report));
      }
      default:
        return undefined;
    }
  }

  /** @throws {CrosspointError} `malformed-frame` with the offset in the document */
  decode(octets: Uint8Array, invokeId: number | undefined, pending: Pending): CstaMessage {
    return this.#read(parseXml(octets), invokeId, pending);
  }

  /** The elements that were read, for whoever wants to know which were passed over. */
  elementsRead(document: XmlDocument): ReadonlySet<XmlElement> {
    const asked = new Set<XmlElement>();
    this.#read(document, 0, () => undefined, asked);
    return asked;
  }

  isWhole(octets: Uint8Array): boolean {
    try {
      parseXml(octets);
      return true;
    } catch {
      return false;
    }
  }

  #read(
    document: XmlDocument,
    headId: number | undefined,
    pending: Pending,
    asked?: Set<XmlElement>,
  ): CstaMessage {
    const from = XmlIn.of(document, this.#wording, asked);
    const { name, namespace } = document.root;
    if (!isMessageNamespace(namespace))
      throw from.malformed(`${name} of a namespace that is not CSTA's`);
    const invokeId = headId ?? 0;
    if (isSessionRoot(name)) {
      const message = this.#session.read(from, invokeId);
      if (message !== undefined) return message;
    }
    if (name === REFUSAL_ROOT) {
      const service = pending(invokeId);
      const refusal = readRefusal(from);
      return { kind: 'refusal', invokeId, refusal, ...(service === undefined ? {} : { service }) };
    }
    if (isEventRoot(name)) {
      return { kind: 'event', invokeId: headId ?? EVENT_INVOKE_ID, report: readReport(from) };
    }
    const asRequest = BY_REQUEST.get(name);
    if (asRequest !== undefined) {
      const { service, args } = asRequest;
      return {
        kind: 'request',
        invokeId,
        request: { service, args: args.read(from) } as CstaRequest,
      };
    }
    const asResponse = BY_RESPONSE.get(name);
    if (asResponse !== undefined) {
      const { service, result } = asResponse;
      return {
        kind: 'result',
        invokeId,
        result: { service, result: result.read(from) } as CstaResult,
      };
    }
    if (name.endsWith('Response')) {
      throw from.malformed(`${name}, which answers nothing that was asked`);
    }
    const problem = 'unrecognisedOperation';
    return { kind: 'unknown-request', invokeId, operation: name, problem };
  }

  #request({ service, args }: CstaRequest): Uint8Array | undefined {
    const words = BY_SERVICE.get(service);
    if (words === undefined) return undefined;
    return this.#csta(words.request, (out) => words.args.write(out, args));
  }

  #result({ service, result }: CstaResult): Uint8Array | undefined {
    const words = BY_SERVICE.get(service);
    if (words?.response === undefined) return undefined;
    return this.#csta(words.response, (out) => words.result.write(out, result));
  }

  #csta(root: string, body: (out: XmlOut) => void): Uint8Array {
    return this.#document(root, editionNamespace(this.#wording.edition), body);
  }

  #document(root: string, namespace: string, body: (out: XmlOut) => void): Uint8Array {
    const out = new XmlOut(this.#wording);
    out.group(root, () => body(out), [{ name: 'xmlns', value: namespace }]);
    return out.toOctets();
  }
}
