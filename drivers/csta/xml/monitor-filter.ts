import type { FilterGroup } from '../model/requests.ts';
import type { Form } from './shape.ts';
import type { XmlIn } from './xml-in.ts';

interface Group {
  readonly element: string;
  /** Every event of the group, in the schema's order. */
  readonly events: readonly string[];
  /** Those of them that Crosspoint tells apart. */
  readonly told: ReadonlySet<string>;
}

/** MonitorFilter (ECMA-269 §12.2.18), in the schema's order. */
const GROUPS: Readonly<Record<FilterGroup, Group>> = {
  callControl: group(
    'callcontrol',
    `bridged +callCleared +conferenced +connectionCleared +delivered digitsDialed +diverted
     +established +failed +held networkCapabilitiesChanged +networkReached offered +originated
     +queued +retrieved +serviceInitiated +transferred`,
  ),
  callAssociated: group(
    'callAssociated',
    'callInformation charging digitsGenerated telephonyTonesGenerated serviceCompletionFailure',
  ),
  media: group('mediaAttachment', 'mediaAttached mediaDetached'),
  physical: group(
    'physicalDeviceFeature',
    `buttonInformation buttonPress displayUpdated hookswitch lampMode +messageWaiting
     microphoneGain microphoneMute ringerStatus speakerMute speakerVolume`,
  ),
  logical: group(
    'logicalDeviceFeature',
    `+agentBusy +agentLoggedOn +agentLoggedOff +agentNotReady +agentReady
     +agentWorkingAfterCall autoAnswer autoWorkMode callBack callBackMessage callerIDStatus
     +doNotDisturb +forwarding routeingMode`,
  ),
  maintenance: group(
    'maintenance',
    '+backInService deviceCapabilityChanged +outOfService partiallyInService',
  ),
  voice: group(
    'voice',
    `bookmarkReached completed dtmfDetected emptied interruptionDetected notRecognized play
     recognized record review started silenceTimeoutExpired speechDetected stop suspendPlay
     suspendRecord voiceAttributesChanged voiceErrorOccurred`,
  ),
  private: group('private', 'private'),
};

const NAMES = Object.keys(GROUPS) as readonly FilterGroup[];

/**
 * Groups that are not wanted: an event that is `true` is filtered out. A group counts as filtered out
 * where nothing that could be told of it is left, since the neutral message cannot leave out single
 * events: rather one too many than one too few.
 */
export const monitorFilter: Form<readonly FilterGroup[]> = {
  write: (out, name, groups) => {
    out.group(name, () => {
      for (const wanted of NAMES.filter((candidate) => groups.includes(candidate))) {
        const { element, events } = GROUPS[wanted];
        out.group(element, () => {
          for (const event of events) out.leaf(event, 'true');
        });
      }
    });
  },
  read: (from) =>
    NAMES.filter((name) => {
      const { element, events, told } = GROUPS[name];
      const found = from.child(element);
      if (found === undefined) return false;
      const isOut = (event: string): boolean => isTrue(found.child(event));
      return told.size > 0 ? [...told].every(isOut) : events.some(isOut);
    }),
};

function isTrue(event: XmlIn | undefined): boolean {
  return event?.text === 'true' || event?.text === '1';
}

/** Names with a `+` are those that Crosspoint tells apart. */
function group(element: string, names: string): Group {
  const marked = names.split(/\s+/);
  return {
    element,
    events: marked.map((name) => name.replace('+', '')),
    told: new Set(marked.filter((name) => name.startsWith('+')).map((name) => name.slice(1))),
  };
}
