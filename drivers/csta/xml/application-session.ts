import type { CstaMessage, Login } from '../model/message.ts';
import { editionNamespace } from './namespaces.ts';
import { integer } from './plain-forms.ts';
import type { XmlIn } from './xml-in.ts';
import type { XmlOut } from './xml-out.ts';

/** What the application says of itself, and the switch of a session it grants. */
export interface SessionTerms {
  readonly applicationId: string;
  /** What the client asks for, and the switch grants. */
  readonly durationS: number;
  /** The identifier that the switch gives. */
  readonly sessionId: string;
}

type MessageOf<Kind extends CstaMessage['kind']> = Extract<CstaMessage, { kind: Kind }>;

const LOGIN_NAMESPACE = 'http://www.avaya.com/csta';
const CLEANUP_DELAY_S = 60;
/** As many resets may wait for their answers; an older one is answered as a SystemStatus would be. */
const MOST_RESETS = 64;

const DEFINED_ERRORS: ReadonlySet<string> = new Set([
  'invalidApplicationInfo',
  'requestedProtocolVersionNotSupported',
  'serverResourcesBusy',
  'maxNumberSessions',
]);
const DEFINED_TERM_REASONS: ReadonlySet<string> = new Set([
  'resourceLimitation',
  'sessionTimerExpired',
]);

/** A document of ECMA-354: its root and what stands in it. */
export interface SessionDocument {
  readonly root: string;
  readonly body: (out: XmlOut) => void;
}

/**
 * The application session (ECMA-354) as the association: StartApplicationSession asks for it,
 * StopApplicationSession ends it, ResetApplicationSessionTimer keeps it alive. The client's sign of
 * life, a SystemStatus elsewhere, is that reset here; either side holds no more than the identifier.
 */
export class ApplicationSession {
  readonly #terms: SessionTerms;
  readonly #resets = new Set<number>();
  #id: string | undefined;
  #isClient = false;
  #durationS: number | undefined;

  constructor(terms: SessionTerms) {
    this.#terms = terms;
  }

  /** Granted by the switch; the session ends so long after the last reset. */
  get durationMs(): number | undefined {
    return this.#durationS === undefined ? undefined : this.#durationS * 1_000;
  }

  /** The document for a message, where it is one of the session. */
  documentFor(message: CstaMessage): SessionDocument | undefined {
    switch (message.kind) {
      case 'associate':
        return { root: 'StartApplicationSession', body: (out) => this.#writeStart(out, message) };
      case 'associated':
        return this.#associated(message);
      case 'release':
        return this.#stop('definedEndReason', 'normal');
      case 'released':
        this.#forget();
        return { root: 'StopApplicationSessionPosResponse', body: () => {} };
      case 'abort':
        return this.#abort(message.reason ?? 'aborted');
      case 'request':
        return this.#isClient &&
          this.#id !== undefined &&
          message.request.service === 'systemStatus'
          ? this.#reset()
          : undefined;
      case 'result':
        return message.result.service === 'systemStatus' && this.#resets.delete(message.invokeId)
          ? this.#resetResponse()
          : undefined;
      default:
        return undefined;
    }
  }

  /** The message of a document, where it is one of the session. */
  read(from: XmlIn, invokeId: number): CstaMessage | undefined {
    switch (from.element.name) {
      case 'StartApplicationSession':
        return readStart(from, invokeId);
      case 'StartApplicationSessionPosResponse':
        return this.#readGranted(from, invokeId);
      case 'StartApplicationSessionNegResponse':
        return { kind: 'associated', invokeId, isAccepted: false, ...information(from) };
      case 'StopApplicationSession':
        return { kind: 'release', invokeId };
      case 'StopApplicationSessionPosResponse':
      case 'StopApplicationSessionNegResponse':
        this.#forget();
        return { kind: 'released', invokeId };
      case 'ApplicationSessionTerminated':
        this.#forget();
        return { kind: 'abort', ...reasonOf(from) };
      case 'ResetApplicationSessionTimer':
        return this.#readReset(invokeId);
      case 'ResetApplicationSessionTimerPosResponse':
        this.#readDuration(from);
        return { kind: 'result', invokeId, result: { service: 'systemStatus', result: undefined } };
      case 'ResetApplicationSessionTimerNegResponse':
        return {
          kind: 'refusal',
          invokeId,
          service: 'systemStatus',
          refusal: { category: 'operation', value: information(from).information ?? 'generic' },
        };
      default:
        return undefined;
    }
  }

  #writeStart(out: XmlOut, { login }: MessageOf<'associate'>): void {
    out.group('applicationInfo', () => {
      out.leaf('applicationID', this.#terms.applicationId);
      if (login !== undefined) {
        out.group('applicationSpecificInfo', () => writeLogin(out, login));
      }
    });
    out.group('requestedProtocolVersions', () => {
      out.leaf('protocolVersion', editionNamespace(out.wording.edition));
    });
    out.leaf('requestedSessionDuration', String(this.#terms.durationS));
  }

  #associated({
    isAccepted,
    information: why,
    sessionId,
  }: MessageOf<'associated'>): SessionDocument {
    if (!isAccepted) {
      const error = why ?? 'invalidApplicationInfo';
      const element = DEFINED_ERRORS.has(error) ? 'definedError' : 'applError';
      return {
        root: 'StartApplicationSessionNegResponse',
        body: (out) => out.group('errorCode', () => out.leaf(element, error)),
      };
    }
    const id = sessionId ?? this.#terms.sessionId;
    this.#id = id;
    this.#isClient = false;
    return {
      root: 'StartApplicationSessionPosResponse',
      body: (out) => {
        out.leaf('sessionID', id);
        out.leaf('actualProtocolVersion', editionNamespace(out.wording.edition));
        out.leaf('actualSessionDuration', String(this.#terms.durationS));
      },
    };
  }

  #readGranted(from: XmlIn, invokeId: number): CstaMessage {
    const sessionId = from.child('sessionID')?.text;
    const version = from.child('actualProtocolVersion')?.text;
    this.#id = sessionId;
    this.#isClient = true;
    this.#readDuration(from);
    return {
      kind: 'associated',
      invokeId,
      isAccepted: true,
      ...(version === undefined ? {} : { information: version }),
      ...(sessionId === undefined ? {} : { sessionId }),
    };
  }

  #readDuration(from: XmlIn): void {
    const duration = from.child('actualSessionDuration');
    if (duration !== undefined) this.#durationS = integer.read(duration);
  }

  #reset(): SessionDocument {
    return {
      root: 'ResetApplicationSessionTimer',
      body: (out) => {
        this.#writeId(out);
        out.leaf('requestedSessionDuration', String(this.#terms.durationS));
      },
    };
  }

  #readReset(invokeId: number): CstaMessage {
    if (this.#resets.size < MOST_RESETS) this.#resets.add(invokeId);
    const request = { service: 'systemStatus', args: { status: 'normal' } } as const;
    return { kind: 'request', invokeId, request };
  }

  #resetResponse(): SessionDocument {
    return {
      root: 'ResetApplicationSessionTimerPosResponse',
      body: (out) => out.leaf('actualSessionDuration', String(this.#terms.durationS)),
    };
  }

  #abort(reason: string): SessionDocument {
    if (this.#isClient) return this.#stop('appEndReason', reason);
    const element = DEFINED_TERM_REASONS.has(reason) ? 'definedTermReason' : 'serverTermReason';
    const id = this.#id;
    this.#forget();
    return {
      root: 'ApplicationSessionTerminated',
      body: (out) => {
        if (id !== undefined) out.leaf('sessionID', id);
        out.group('sessionTermReason', () => out.leaf(element, reason));
      },
    };
  }

  #stop(element: string, reason: string): SessionDocument {
    return {
      root: 'StopApplicationSession',
      body: (out) => {
        this.#writeId(out);
        out.group('sessionEndReason', () => out.leaf(element, reason));
      },
    };
  }

  #writeId(out: XmlOut): void {
    if (this.#id !== undefined) out.leaf('sessionID', this.#id);
  }

  #forget(): void {
    this.#id = undefined;
    this.#durationS = undefined;
    this.#resets.clear();
  }
}

export function isSessionRoot(root: string): boolean {
  return /^(?:(?:Start|Stop)ApplicationSession|ResetApplicationSessionTimer|ApplicationSessionTerminated)/.test(
    root,
  );
}

/** The standard leaves the login open; DMCC's is the one that is documented. */
function writeLogin(out: XmlOut, { name, password }: Login): void {
  const attributes = [{ name: 'xmlns:login', value: LOGIN_NAMESPACE }];
  out.group(
    'login:SessionLoginInfo',
    () => {
      out.leaf('login:userName', name);
      out.leaf('login:password', password);
      out.leaf('login:sessionCleanupDelay', String(CLEANUP_DELAY_S));
    },
    attributes,
  );
}

function readStart(from: XmlIn, invokeId: number): CstaMessage {
  const info = from.child('applicationInfo')?.child('applicationSpecificInfo');
  const name = info?.foreignDescendant('userName')?.element.text;
  const password = info?.foreignDescendant('password')?.element.text;
  if (name === undefined && password === undefined) return { kind: 'associate', invokeId };
  return { kind: 'associate', invokeId, login: { name: name ?? '', password: password ?? '' } };
}

function information(from: XmlIn): { readonly information?: string } {
  const error = from.child('errorCode')?.child('definedError', 'applError')?.text;
  return error === undefined || error === '' ? {} : { information: error };
}

function reasonOf(from: XmlIn): { readonly reason?: string } {
  const reason = from
    .child('sessionTermReason')
    ?.child('definedTermReason', 'serverTermReason')?.text;
  return reason === undefined || reason === '' ? {} : { reason };
}
