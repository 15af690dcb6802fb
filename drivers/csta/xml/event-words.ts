import type { ConnectionListEntry, CstaEvent, EventReport } from '../model/event-report.ts';
import type { DeviceId, WireConnection, WireParty } from '../model/identifiers.ts';
import type { ForwardingType } from '../model/requests.ts';
import { forwardingType } from './device-services.ts';
import { integer, stringData, text, truth } from './plain-forms.ts';
import {
  connection,
  connectionState,
  device,
  endpoint,
  number,
  party,
  redirection,
} from './party-forms.ts';
import {
  inElement,
  listOf,
  may,
  need,
  otherwise,
  shape,
  type Member,
  type Shape,
} from './shape.ts';
import { fromSchema, toSchema } from './spellings.ts';

/** Every part that an event can have. */
interface Parts {
  readonly connection: WireConnection;
  readonly subject: WireParty;
  readonly callingDevice?: WireParty;
  readonly calledDevice?: WireParty;
  readonly lastRedirectionDevice?: WireParty;
  readonly originatingConnection?: WireConnection;
  readonly numberQueued?: number;
  readonly callsInFront?: number;
  readonly newDestination?: WireParty;
  readonly primaryOldCall: WireConnection;
  readonly secondaryOldCall?: WireConnection;
  readonly added?: WireParty;
  readonly connections: readonly ConnectionListEntry[];
  readonly device: WireParty;
  readonly isOn: boolean;
  readonly type?: ForwardingType;
  readonly forwardTo?: string;
  readonly agentId?: string;
  readonly group?: DeviceId;
}

/** What of the report itself an event has room for. */
type Closing = Pick<EventReport, 'localState' | 'correlator' | 'cause'>;

export interface EventWords {
  /** The root element. */
  readonly root: string;
  readonly alias?: string;
  /** What all events of this root have in common, beside their parts. */
  readonly is: Readonly<Partial<CstaEvent>> & Pick<CstaEvent, 'event'>;
  readonly parts: Shape<Parts>;
  readonly closing: Shape<Closing>;
}

const CALLING = may<Parts, 'callingDevice'>('callingDevice', 'callingDevice', party);
const CALLED = may<Parts, 'calledDevice'>('calledDevice', 'calledDevice', party);
const REDIRECTION = may<Parts, 'lastRedirectionDevice'>(
  'lastRedirectionDevice',
  'lastRedirectionDevice',
  redirection,
);
const PARTIES = [CALLING, CALLED, REDIRECTION];
/** The schema misspells it in EstablishedEvent. */
const NID = ['originatingNIDConnection', 'originatinNIDConnection'] as const;
const NID_OF_ESTABLISHED = ['originatinNIDConnection', 'originatingNIDConnection'] as const;

const CAUSE: Member<Closing> = {
  // A number without a name of its own is not in the schema.
  write: (out, { cause }) => {
    if (cause !== undefined && !/^\d+$/.test(cause)) out.leaf('cause', toSchema(cause));
  },
  read: (from) => {
    const cause = from.child('cause')?.text;
    return cause === undefined || cause === '' ? {} : { cause: fromSchema(cause) };
  },
};
/** The schema wants one in every event of a call. */
const CAUSE_OF_CALL: Member<Closing> = {
  write: (out, { cause }) => {
    const isNamed = cause !== undefined && !/^\d+$/.test(cause);
    CAUSE.write(out, { cause: isNamed ? cause : 'normal' });
  },
  read: (from) => CAUSE.read(from),
};
const CORRELATOR = may<Closing, 'correlator'>('correlator', 'correlatorData', stringData);
const OF_CALL = shape<Closing>(
  may('localState', 'localConnectionInfo', connectionState),
  CORRELATOR,
  CAUSE_OF_CALL,
);
const OF_CLEARED_CALL = shape<Closing>(CORRELATOR, CAUSE_OF_CALL);
const OF_DEVICE = shape<Closing>(CAUSE);
const NONE = shape<Closing>();

const connectionList = listOf<ConnectionListEntry>(
  'connectionListItem',
  inElement(
    shape<ConnectionListEntry>(
      may('newConnection', 'newConnection', connection),
      may('oldConnection', 'oldConnection', connection),
      may('endpoint', 'endpoint', endpoint),
    ),
  ),
);

/** Event reports (ECMA-269 §17.2, §20.2, §22.2, §25; ECMA-323 clauses 15, 20, 22, 23). */
export const EVENTS: readonly EventWords[] = [
  ofCall(
    'serviceInitiated',
    'ServiceInitiatedEvent',
    'initiatedConnection',
    'initiatingDevice',
    [],
  ),
  ofCall('originated', 'OriginatedEvent', 'originatedConnection', 'callingDevice', [CALLED]),
  ofCall('networkReached', 'NetworkReachedEvent', 'outboundConnection', 'networkInterfaceUsed', [
    ...PARTIES,
    originating(NID),
  ]),
  ofCall('delivered', 'DeliveredEvent', 'connection', 'alertingDevice', [
    ...PARTIES,
    originating(NID),
  ]),
  ofCall('established', 'EstablishedEvent', 'establishedConnection', 'answeringDevice', [
    ...PARTIES,
    originating(NID_OF_ESTABLISHED),
  ]),
  ofCall('held', 'HeldEvent', 'heldConnection', 'holdingDevice', []),
  ofCall('retrieved', 'RetrievedEvent', 'retrievedConnection', 'retrievingDevice', []),
  ofCall('queued', 'QueuedEvent', 'queuedConnection', 'queue', [
    ...PARTIES,
    may('numberQueued', 'numberQueued', integer),
    may('callsInFront', 'callsInFront', integer),
  ]),
  ofCall('diverted', 'DivertedEvent', 'connection', 'divertingDevice', [
    may('newDestination', 'newDestination', party),
    ...PARTIES,
  ]),
  ofCall('failed', 'FailedEvent', 'failedConnection', 'failingDevice', [
    ...PARTIES,
    originating(NID),
  ]),
  ofCall('connectionCleared', 'ConnectionClearedEvent', 'droppedConnection', 'releasingDevice', []),
  {
    root: 'CallClearedEvent',
    is: { event: 'callCleared' },
    parts: shape<Parts>(need('connection', 'clearedCall', connection)),
    closing: OF_CLEARED_CALL,
  },
  // Spelt so in the schema; the standard's own spelling is read as well.
  ofTwoCalls('transferred', ['TransferedEvent', 'TransferredEvent'], {
    subject: 'transferringDevice',
    added: 'transferredToDevice',
    connections: 'transferredConnections',
  }),
  ofTwoCalls('conferenced', ['ConferencedEvent', 'ConferencedEvent'], {
    subject: 'conferencingDevice',
    added: 'addedParty',
    connections: 'conferenceConnections',
  }),
  ofDevice({ event: 'doNotDisturb' }, 'DoNotDisturbEvent', 'device', NONE, [
    need('isOn', 'doNotDisturbOn', truth),
  ]),
  ofDevice({ event: 'forwarding' }, 'ForwardingEvent', 'device', NONE, [
    may('type', 'forwardingType', forwardingType),
    need('isOn', 'forwardStatus', truth),
    may('forwardTo', 'forwardTo', number),
  ]),
  ofDevice({ event: 'messageWaiting' }, 'MessageWaitingEvent', 'targetDevice', NONE, [
    need('isOn', 'messageWaitingOn', truth),
  ]),
  ofAgent('busy', 'AgentBusyEvent'),
  ofAgent('loggedOff', 'AgentLoggedOffEvent'),
  ofAgent('loggedOn', 'AgentLoggedOnEvent'),
  ofAgent('notReady', 'AgentNotReadyEvent'),
  ofAgent('ready', 'AgentReadyEvent'),
  ofAgent('workingAfterCall', 'AgentWorkingAfterCallEvent'),
  ofDevice({ event: 'backInService' }, 'BackInServiceEvent', 'device', OF_DEVICE, []),
  ofDevice({ event: 'outOfService' }, 'OutOfServiceEvent', 'device', OF_DEVICE, []),
];

function ofCall(
  event: CstaEvent['event'],
  root: string,
  connectionElement: string,
  subjectElement: string,
  more: readonly Member<Parts>[],
): EventWords {
  return {
    root,
    is: { event },
    parts: shape<Parts>(
      need('connection', connectionElement, connection),
      otherwise('subject', subjectElement, party, {}),
      ...more,
    ),
    closing: OF_CALL,
  };
}

interface TwoCallElements {
  readonly subject: string;
  readonly added: string;
  readonly connections: string;
}

function ofTwoCalls(
  event: 'transferred' | 'conferenced',
  [root, alias]: readonly [string, string],
  elements: TwoCallElements,
): EventWords {
  return {
    root,
    alias,
    is: { event },
    parts: shape<Parts>(
      need('primaryOldCall', 'primaryOldCall', connection),
      may('secondaryOldCall', 'secondaryOldCall', connection),
      otherwise('subject', elements.subject, party, {}),
      may('added', elements.added, party),
      otherwise('connections', elements.connections, connectionList, []),
    ),
    closing: OF_CALL,
  };
}

function ofDevice(
  is: EventWords['is'],
  root: string,
  element: string,
  closing: Shape<Closing>,
  more: readonly Member<Parts>[],
): EventWords {
  return { root, is, parts: shape<Parts>(need('device', element, party), ...more), closing };
}

function ofAgent(state: string, root: string): EventWords {
  return ofDevice(
    { event: 'agentState', state } as EventWords['is'],
    root,
    'agentDevice',
    OF_DEVICE,
    [may('agentId', 'agentID', text), may('group', 'acdGroup', device)],
  );
}

function originating(names: readonly [string, ...string[]]): Member<Parts> {
  return may('originatingConnection', names, connection);
}
