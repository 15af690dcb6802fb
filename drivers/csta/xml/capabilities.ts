import type { ServiceResult } from '../model/requests.ts';
import type { Shape } from './shape.ts';
import type { XmlIn } from './xml-in.ts';

interface Group {
  readonly element: string;
  readonly tells: 'services' | 'events';
  readonly names: readonly string[];
}

/** Where the schema abbreviates what ECMA-269 calls otherwise. */
const ABBREVIATED: ReadonlyMap<string, string> = new Map([
  ['getSwitchingFunctionCapabilities', 'getSwitchingFunctionCaps'],
  ['singleStepConferenceCall', 'singleStepConference'],
  ['singleStepTransferCall', 'singleStepTransfer'],
  ['networkReached', 'netwReached'],
  ['networkCapabilitiesChanged', 'netwCapsChanged'],
  ['setMessageWaiting', 'setMessageWaitingIndicator'],
  ['getMessageWaiting', 'getMessageWaitingIndicator'],
  ['startCdrTransmission', 'startCDRTransmission'],
  ['stopCdrTransmission', 'stopCDRTransmission'],
  ['private', 'privateEvent'],
]);
const IN_FULL: ReadonlyMap<string, string> = new Map(
  [...ABBREVIATED].map(([full, abbreviated]) => [abbreviated, full]),
);

/** ServEvtsList (ECMA-269 §13.1.6) in the schema's order, as far as Crosspoint has words for it. */
const GROUPS: readonly Group[] = [
  services(
    'capExchangeServList',
    'getSwitchingFunctionCaps getSwitchingFunctionDevices switchingFunctionDevices',
  ),
  services('systemServList', 'requestSystemStatus systemStatus'),
  services('monitoringServList', 'changeMonitorFilter monitorStart monitorStop'),
  services('snapshotServList', 'snapshotCall snapshotDevice'),
  services(
    'callControlServList',
    `acceptCall alternateCall answerCall callBack callBackMessage campOnCall clearCall
     clearConnection conferenceCall consultationCall deflectCall dialDigits directedPickupCall
     groupPickupCall holdCall intrudeCall joinCall makeCall makePredictiveCall
     parkCall reconnectCall retrieveCall sendMessage singleStepConference singleStepTransfer
     transferCall`,
  ),
  events(
    'callControlEvtsList',
    `bridged callCleared conferenced connectionCleared delivered digitsDialed diverted
     established failed held netwCapsChanged netwReached offered originated queued retrieved
     serviceInitiated transferred`,
  ),
  services('callAssociatedServList', 'associateData generateDigits sendUserInformation'),
  events('callAssociatedEvtsList', 'callInformation charging digitsGenerated'),
  services(
    'routeingServList',
    'routeRegister routeRegisterCancel reRoute routeEnd routeRequest routeSelect routeUsed',
  ),
  services('physDevServList', 'getMessageWaitingIndicator setDisplay setMessageWaitingIndicator'),
  events('physDevEvtsList', 'displayUpdated hookswitch messageWaiting'),
  services(
    'logicalServList',
    `getAgentState getDoNotDisturb getForwarding setAgentState setDoNotDisturb
     setForwarding`,
  ),
  events(
    'logicalEvtsList',
    `agentBusy agentLoggedOff agentLoggedOn agentNotReady agentReady agentWorkingAfterCall
     doNotDisturb forwarding`,
  ),
  events('deviceMaintEvtsList', 'backInService outOfService'),
  services('cdrServList', 'cdrReport startCDRTransmission stopCDRTransmission'),
  services('vendorSpecificServList', 'escape'),
  events('vendorSpecificEvtsList', 'privateEvent'),
];

/** The names that a switch can list, by their names in ECMA-269. */
export const LISTED = {
  services: namesOf('services'),
  events: namesOf('events'),
} as const;

/** GetSwitchingFunctionCapsResponse, of which the list of services and events is read and written. */
export const capabilities: Shape<ServiceResult<'getSwitchingFunctionCapabilities'>> = {
  write: (out, told) => {
    out.leaf('ignoreUnsupportedParameters', 'ignoreParameters');
    out.leaf('connectionView', 'fixed');
    out.group('servEvtsList', () => {
      for (const { element, tells, names } of GROUPS) {
        const wanted = new Set(told[tells].map((name) => ABBREVIATED.get(name) ?? name));
        const there = names.filter((name) => wanted.has(name));
        if (there.length === 0) continue;
        out.group(element, () => {
          for (const name of there) out.leaf(name);
        });
      }
    });
  },
  read: (from) => {
    const list = from.child('servEvtsList');
    return { services: listedIn(list, /ServList$/), events: listedIn(list, /EvtsList$/) };
  },
};

function listedIn(list: XmlIn | undefined, kind: RegExp): readonly string[] {
  const groups = list?.all().filter(({ element }) => kind.test(element.name)) ?? [];
  return groups
    .flatMap((group) => group.all())
    .map(({ element }) => IN_FULL.get(element.name) ?? element.name);
}

function namesOf(tells: Group['tells']): readonly string[] {
  return GROUPS.filter((group) => group.tells === tells).flatMap(({ names }) =>
    names.map((name) => IN_FULL.get(name) ?? name),
  );
}

function services(element: string, names: string): Group {
  return { element, tells: 'services', names: names.split(/\s+/) };
}

function events(element: string, names: string): Group {
  return { element, tells: 'events', names: names.split(/\s+/) };
}
