import type {
  Aare,
  Aarq,
  AssociationExternal,
  AuthenticationValue,
  CstaFunctionality,
} from '../generated/acse.ts';
import type { CstaMessage, Login } from '../model/message.ts';
import type { AcsePdu } from '../pdu/pdu.ts';
import type { AcseAssociation, Association } from '../profiles/profile.ts';
import { octetsOf, textOf } from './octet-text.ts';
import { present } from './present.ts';

type OfKind<Kind extends CstaMessage['kind']> = Extract<CstaMessage, { readonly kind: Kind }>;
type AssociationMessage = OfKind<'associate' | 'associated' | 'release' | 'released' | 'abort'>;

/** Bit 0 is authentication; HiPath sends two bits. */
const AUTHENTICATION = '10';
const VERSION_1 = '1';

const ACCEPTED = 0;
const REJECTED_FOR_GOOD = 1;

/** Of the user (ITU-T X.227 §9.1). */
const NULL = 0;
const NO_REASON_GIVEN = 1;
const AUTHENTICATION_FAILURE = 13;

/** What a switch that wants a login says of itself: two texts, the second its version. */
const RESPONDER = 'Crosspoint, 1';
const BETWEEN = ', ';

/**
 * What the definition of before wants to know, bit by bit in the order of ECMA-218: the functions that are
 * required, and those that are offered. As a client of OmniPCX Office sends it, with call control, its
 * events, monitors and snapshots.
 */
const REQUIRED: CstaFunctionality = {
  switchingFunctionServices: '111001111011011001001',
  eventReportServices: '01011111111111010000001111111110101000',
  bidirectionalServices: '11',
  statusReportingServices: '11110',
};
const SUPPLIED: CstaFunctionality = {
  computingFunctionServices: '11011',
  bidirectionalServices: '11',
};

const DIAGNOSTICS: Readonly<Record<number, string>> = {
  1: 'no reason given',
  2: 'application context name not supported',
  3: 'calling AP title not recognized',
  11: 'authentication mechanism name not recognized',
  12: 'authentication mechanism name required',
  13: 'authentication failure',
  14: 'authentication required',
};

/** ITU-T X.227 §9.3. */
const ABORTS = [
  'no reason given',
  'protocol error',
  'authentication mechanism name not recognized',
  'authentication mechanism name required',
  'authentication failure',
  'authentication required',
];

/** APDUs of ACSE (ITU-T X.227) as a maker wants them; none where the profile has no association. */
export function toAcse(message: AssociationMessage, association: Association): AcsePdu | undefined {
  if (association.kind !== 'acse') return undefined;
  switch (message.kind) {
    case 'associate':
      return { aarq: toAarq(association, message.login ?? association.login) };
    case 'associated':
      return { aare: toAare(association, message) };
    case 'release':
      return { rlrq: { reason: 0 } };
    case 'released':
      return { rlre: { reason: 0 } };
    case 'abort': {
      const diagnostic = ABORTS.indexOf(message.reason ?? '');
      return { abrt: { abortSource: 0, abortDiagnostic: Math.max(0, diagnostic) + 1 } };
    }
  }
}

export function fromAcse(pdu: AcsePdu): AssociationMessage {
  if ('aarq' in pdu) return present({ kind: 'associate' as const, login: loginIn(pdu.aarq) });
  if ('aare' in pdu) return fromAare(pdu.aare);
  if ('rlrq' in pdu) return { kind: 'release' };
  if ('rlre' in pdu) return { kind: 'released' };
  const { abortSource, abortDiagnostic = 1 } = pdu.abrt;
  const reason = ABORTS[abortDiagnostic - 1] ?? `diagnostic ${abortDiagnostic}`;
  return { kind: 'abort', reason: abortSource === 1 ? `${reason} (of the provider)` : reason };
}

function toAarq(association: AcseAssociation, login: Login | undefined): Aarq {
  return {
    ...head(association),
    ...(login === undefined
      ? {}
      : {
          senderAcseRequirements: AUTHENTICATION,
          callingAuthenticationValue: authentication({
            senderAuthentication: {
              authenticationName: octetsOf(login.name),
              authenticationPassword: octetsOf(login.password),
            },
          }),
        }),
    userInformation: [userInformation(association)],
  };
}

function toAare(association: AcseAssociation, message: OfKind<'associated'>): Aare {
  const { isAccepted, information } = message;
  const hasLogin = association.login !== undefined;
  const refused = hasLogin ? AUTHENTICATION_FAILURE : NO_REASON_GIVEN;
  // HiPath gives no diagnostic, the others no reason.
  const accepted = hasLogin ? NULL : NO_REASON_GIVEN;
  return {
    ...head(association),
    result: isAccepted ? ACCEPTED : REJECTED_FOR_GOOD,
    resultSourceDiagnostic: { acseServiceUser: isAccepted ? accepted : refused },
    ...(hasLogin && isAccepted ? responder(information ?? RESPONDER) : {}),
    userInformation: [userInformation(association)],
  };
}

function head({ applicationContext, sendsProtocolVersion }: AcseAssociation) {
  return {
    protocolVersion: sendsProtocolVersion ? VERSION_1 : undefined,
    applicationContextName: applicationContext,
  };
}

function responder(information: string): Partial<Aare> {
  const at = information.indexOf(BETWEEN);
  const [stamp, version] =
    at < 0 ? [information] : [information.slice(0, at), information.slice(at + BETWEEN.length)];
  return {
    responderAcseRequirements: AUTHENTICATION,
    respondingAuthenticationValue: authentication({
      responderAuthentication: {
        apsStamp: octetsOf(stamp ?? ''),
        systemVersion: version === undefined ? undefined : octetsOf(version),
      },
    }),
  };
}

/** The versions of CSTA (ECMA-285 Annex A), in the definition of before or its own. */
function userInformation(association: AcseAssociation): AssociationExternal {
  const { abstractSyntax, versions, definition } = association;
  const content =
    definition === 'old'
      ? {
          oldDefinition: {
            cstaVersion: versions,
            cstaFunctionsRequiredByApplication: REQUIRED,
            cstaFunctionsThatCanBeSupplied: SUPPLIED,
          },
        }
      : { newDefinition: { cstaVersion: versions } };
  return { directReference: abstractSyntax, encoding: { singleAsn1Type: content } };
}

type Authentication = Extract<
  Extract<AuthenticationValue, { readonly external: unknown }>['external']['encoding'],
  { readonly singleAsn1Type: unknown }
>['singleAsn1Type'];

function authentication(content: Authentication): AuthenticationValue {
  return { external: { encoding: { singleAsn1Type: content } } };
}

function authenticationIn(value: AuthenticationValue | undefined): Authentication | undefined {
  if (value === undefined || !('external' in value)) return undefined;
  const { encoding } = value.external;
  return 'singleAsn1Type' in encoding ? encoding.singleAsn1Type : undefined;
}

function loginIn({ callingAuthenticationValue }: Aarq): Login | undefined {
  const said = authenticationIn(callingAuthenticationValue);
  if (said === undefined || !('senderAuthentication' in said)) return undefined;
  const { authenticationName, authenticationPassword } = said.senderAuthentication;
  return { name: textOf(authenticationName), password: textOf(authenticationPassword ?? '') };
}

function fromAare(aare: Aare): OfKind<'associated'> {
  const isAccepted = aare.result === ACCEPTED;
  const information = isAccepted ? responderIn(aare) : diagnosticIn(aare);
  return present({ kind: 'associated' as const, isAccepted, information });
}

function responderIn({ respondingAuthenticationValue }: Aare): string | undefined {
  const said = authenticationIn(respondingAuthenticationValue);
  if (said === undefined || !('responderAuthentication' in said)) return undefined;
  const { apsStamp, systemVersion } = said.responderAuthentication;
  const texts = systemVersion === undefined ? [apsStamp] : [apsStamp, systemVersion];
  return texts.map(textOf).join(BETWEEN);
}

function diagnosticIn({ result, resultSourceDiagnostic: diagnostic }: Aare): string {
  const howLong = result === REJECTED_FOR_GOOD ? 'rejected for good' : 'rejected for now';
  if (diagnostic === undefined) return howLong;
  if ('acseServiceUser' in diagnostic) {
    const { acseServiceUser: number } = diagnostic;
    return `${howLong}: ${DIAGNOSTICS[number] ?? `diagnostic ${number}`}`;
  }
  if (!('acseServiceProvider' in diagnostic)) return howLong;
  const { acseServiceProvider: number } = diagnostic;
  const why = number === 2 ? 'no common version of ACSE' : `diagnostic ${number} of the provider`;
  return `${howLong}: ${why}`;
}
