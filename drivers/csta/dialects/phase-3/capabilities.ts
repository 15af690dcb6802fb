import { elementTree, type BerElement } from '../../ber/element-tree.ts';
import { BerWriter } from '../../ber/writer.ts';
import type { GetSwitchingFunctionCapsResult } from '../../generated/phase-3.ts';
import type { ServiceResult } from '../../model/requests.ts';

type Capabilities = ServiceResult<'getSwitchingFunctionCapabilities'>;

interface List {
  readonly tag: number;
  readonly tells: 'services' | 'events';
  /** By their tags; those that Crosspoint has no words for have no name. */
  readonly names: Readonly<Record<number, string>>;
}

/** servEvtsList (ECMA-285 §9.10, capability exchange): a list for each group, an element for what is there. */
const LISTS: readonly List[] = [
  services(0, { 4: 'getSwitchingFunctionCapabilities', 2: 'getSwitchingFunctionDevices' }),
  services(1, { 4: 'requestSystemStatus', 5: 'systemStatus' }),
  services(2, { 0: 'changeMonitorFilter', 1: 'monitorStart', 2: 'monitorStop' }),
  services(3, { 0: 'snapshotCall', 1: 'snapshotDevice' }),
  services(4, {
    1: 'alternateCall',
    2: 'answerCall',
    6: 'clearCall',
    7: 'clearConnection',
    8: 'conferenceCall',
    9: 'consultationCall',
    10: 'deflectCall',
    12: 'directedPickupCall',
    14: 'holdCall',
    17: 'makeCall',
    19: 'parkCall',
    20: 'reconnectCall',
    21: 'retrieveCall',
    22: 'singleStepConferenceCall',
    23: 'singleStepTransferCall',
    24: 'transferCall',
  }),
  events(5, {
    1: 'callCleared',
    2: 'conferenced',
    3: 'connectionCleared',
    4: 'delivered',
    6: 'diverted',
    7: 'established',
    8: 'failed',
    9: 'held',
    11: 'networkReached',
    13: 'originated',
    14: 'queued',
    15: 'retrieved',
    16: 'serviceInitiated',
    17: 'transferred',
  }),
  services(6, { 2: 'generateDigits' }),
  services(10, {
    0: 'routeRegister',
    1: 'routeRegisterCancel',
    3: 'reRoute',
    4: 'routeEnd',
    6: 'routeRequest',
    7: 'routeSelect',
    8: 'routeUsed',
  }),
  services(11, { 7: 'getMessageWaiting', 14: 'setDisplay', 17: 'setMessageWaiting' }),
  events(12, { 5: 'messageWaiting' }),
  services(13, {
    4: 'getAgentState',
    8: 'getDoNotDisturb',
    9: 'getForwarding',
    12: 'setAgentState',
    16: 'setDoNotDisturb',
    17: 'setForwarding',
  }),
  events(14, {
    0: 'agentBusy',
    1: 'agentLoggedOff',
    2: 'agentLoggedOn',
    3: 'agentNotReady',
    4: 'agentReady',
    5: 'agentWorkingAfterCall',
    11: 'doNotDisturb',
    12: 'forwarding',
  }),
  events(15, { 0: 'backInService', 2: 'outOfService' }),
  services(20, { 1: 'cdrReport', 3: 'startCdrTransmission', 4: 'stopCdrTransmission' }),
  services(21, { 3: 'escape' }),
];

/** What a switching function says of itself beside its services; none of it is asked for. */
const ABOUT = {
  switchingSubDomainName: '',
  manufacturerName: 'Crosspoint',
  profiles: '1',
  deviceIDFormat: '11',
  swDomainFeatures: '0',
  swAppearanceAddressability: '1',
  swAppearanceTypes: '1',
  ignoreUnsupportedParameters: 'ignoreParameters',
} as const satisfies GetSwitchingFunctionCapsResult;
const CONNECTION_VIEW_FIXED = '0A0100';
/** How long parameters may be, in the order of ECMA-285: account code, …, characters to send. */
const MAX_LENGTHS = [32, 32, 32, 32, 8, 32, 255, 64, 256, 64, 64, 64];

const SERV_EVTS_LIST = '[22]';

export function toCapabilities(told: Capabilities): GetSwitchingFunctionCapsResult {
  return { ...ABOUT, $unknown: [CONNECTION_VIEW_FIXED, maxLengths(), servEvtsList(told)] };
}

/** The list is behind what the notation knows, as one of the elements kept whole. */
export function fromCapabilities({ $unknown = [] }: GetSwitchingFunctionCapsResult): Capabilities {
  const told = { services: [] as string[], events: [] as string[] };
  for (const hex of $unknown) {
    const [outer, ...inside] = elementTree(Buffer.from(hex, 'hex'));
    if (outer?.tag === SERV_EVTS_LIST) readLists(inside, told);
  }
  return told;
}

function readLists(
  elements: readonly BerElement[],
  told: { readonly services: string[]; readonly events: string[] },
): void {
  let list: List | undefined;
  for (const { depth, tag } of elements) {
    const number = Number(/^\[(\d+)\]$/.exec(tag)?.[1]);
    if (depth === 1) list = LISTS.find((one) => one.tag === number);
    const name = depth === 2 ? list?.names[number] : undefined;
    if (list !== undefined && name !== undefined) told[list.tells].push(name);
  }
}

/** Written from the end on, as the writer does. */
function servEvtsList(told: Capabilities): string {
  const w = new BerWriter();
  for (const { tag, tells, names } of LISTS.toReversed()) {
    const before = w.size;
    for (const [number, name] of Object.entries(names).toReversed()) {
      if (told[tells].includes(name)) w.bits(0x80 + Number(number), '');
    }
    if (w.size > before) w.header(0xa0 + tag, before);
  }
  w.header(0xa0 + 22, 0);
  return Buffer.from(w.view()).toString('hex').toUpperCase();
}

function maxLengths(): string {
  const w = new BerWriter();
  for (const length of MAX_LENGTHS.toReversed()) w.integer(0x02, length);
  w.header(0x30, 0);
  return Buffer.from(w.view()).toString('hex').toUpperCase();
}

function services(tag: number, names: List['names']): List {
  return { tag, tells: 'services', names };
}

function events(tag: number, names: List['names']): List {
  return { tag, tells: 'events', names };
}
