import type { ServiceArgs } from '../model/requests.ts';
import { integer, exactText, stringData, typedHex, words } from './plain-forms.ts';
import { connection, device, number } from './party-forms.ts';
import { answered, plain, type ServicesOf } from './service-words.ts';
import { fixed, may, need, shape, type Form, type Member, type Shape } from './shape.ts';

type HeldAndActive = ServiceArgs<'transferCall'>;
type OfConnection = ServiceArgs<'holdCall'>;

const HELD = need<HeldAndActive, 'heldCall'>('heldCall', 'heldCall', connection);
const ACTIVE = need<HeldAndActive, 'activeCall'>('activeCall', 'activeCall', connection);

/** From edition 6 on a call may be deflected to one of several devices, each in an element `device`. */
const newDestination: Form<string> = {
  write: (out, name, value) => {
    if (out.wording.edition < 6) number.write(out, name, value);
    else out.group(name, () => number.write(out, 'device', value));
  },
  read: (from) => number.read(from.child('device') ?? from),
};

export type CallService =
  | 'makeCall'
  | 'answerCall'
  | 'clearConnection'
  | 'clearCall'
  | 'holdCall'
  | 'retrieveCall'
  | 'consultationCall'
  | 'alternateCall'
  | 'reconnectCall'
  | 'transferCall'
  | 'conferenceCall'
  | 'singleStepTransferCall'
  | 'singleStepConferenceCall'
  | 'deflectCall'
  | 'directedPickupCall'
  | 'parkCall'
  | 'generateDigits';

/** Call control and call associated services (ECMA-269 §17.1, §18.1; ECMA-323 clauses 15, 16). */
export const CALL_SERVICES: ServicesOf<CallService> = {
  makeCall: answered<'makeCall'>(
    'MakeCall',
    shape(
      need('callingDevice', 'callingDevice', device),
      need('calledNumber', 'calledDirectoryNumber', number),
      may('accountCode', 'accountCode', typedHex),
      may(
        'autoOriginate',
        'autoOriginate',
        words({ prompt: 'prompt', doNotPrompt: 'doNotPrompt' }),
      ),
      may('correlator', 'correlatorData', stringData),
      may('userData', 'userData', stringData),
    ),
    shape(newCall('callingDevice')),
  ),
  answerCall: plain('AnswerCall', ofConnection('callToBeAnswered')),
  clearConnection: plain('ClearConnection', ofConnection('connectionToBeCleared')),
  clearCall: plain('ClearCall', ofConnection('callToBeCleared')),
  holdCall: plain('HoldCall', ofConnection('callToBeHeld')),
  retrieveCall: plain('RetrieveCall', ofConnection('callToBeRetrieved')),
  consultationCall: answered<'consultationCall'>(
    'ConsultationCall',
    shape(
      need('existingCall', 'existingCall', connection),
      need('consultedNumber', 'consultedDevice', number),
      may('correlator', 'correlatorData', stringData),
    ),
    shape(newCall('initiatedCall')),
  ),
  alternateCall: plain('AlternateCall', shape(HELD, ACTIVE)),
  reconnectCall: plain('ReconnectCall', shape(ACTIVE, HELD)),
  transferCall: answered<'transferCall'>(
    'TransferCall',
    shape(HELD, ACTIVE),
    resulting('transferredCall'),
  ),
  conferenceCall: answered<'conferenceCall'>(
    'ConferenceCall',
    shape(HELD, ACTIVE),
    resulting('conferenceCall'),
  ),
  singleStepTransferCall: answered<'singleStepTransferCall'>(
    'SingleStepTransferCall',
    shape(
      need('activeCall', 'activeCall', connection),
      need('transferredTo', 'transferredTo', number),
    ),
    resulting('transferredCall'),
  ),
  singleStepConferenceCall: answered<'singleStepConferenceCall'>(
    'SingleStepConferenceCall',
    shape(
      need('activeCall', 'activeCall', connection),
      need('deviceToJoin', 'deviceToJoin', device),
      fixed('participationType', 'active'),
    ),
    resulting('conferencedCall'),
  ),
  deflectCall: plain<'deflectCall'>(
    'DeflectCall',
    shape(
      need('connection', 'callToBeDiverted', connection),
      need('newDestination', 'newDestination', newDestination),
    ),
  ),
  directedPickupCall: answered<'directedPickupCall'>(
    'DirectedPickupCall',
    shape(
      need('callToBePickedUp', 'callToBePickedUp', connection),
      need('requestingDevice', 'requestingDevice', device),
    ),
    resulting('pickedCall'),
  ),
  parkCall: answered<'parkCall'>(
    'ParkCall',
    shape(need('connection', 'parking', connection), need('parkTo', 'parkTo', device)),
    resulting('parkedTo'),
  ),
  generateDigits: plain<'generateDigits'>(
    'GenerateDigits',
    shape(
      need('connection', 'connectionToSendDigits', connection),
      fixed('digitMode', 'dTMF'),
      need('digits', 'charactersToSend', exactText),
      may('durationMs', 'toneDuration', integer),
    ),
  ),
};

function ofConnection(element: string): Shape<OfConnection> {
  return shape(need('connection', element, connection));
}

function newCall(element: string): Member<OfConnection> {
  return need<OfConnection, 'connection'>('connection', element, connection);
}

/** The call that came of two, where the switch tells. */
function resulting(element: string): Shape<Partial<OfConnection>> {
  return shape<Partial<OfConnection>>(may('connection', element, connection));
}
