/**
 * The SEQUENCEs that most messages of a link consist of, by module: reports about calls, and what is in
 * them. They get code of their own, others a table (see `Parts`).
 */
const OF_EVERY_PHASE = [
  'CSTACommonArguments',
  'CSTASecurityData',
  'CallClearedEvent',
  'CallingDeviceID',
  'CalledDeviceID',
  'ConnectionClearedEvent',
  'DeliveredEvent',
  'EstablishedEvent',
  'EventReportArgument',
  'HeldEvent',
  'NetworkReachedEvent',
  'OriginatedEvent',
  'RedirectionDeviceID',
  'RetrievedEvent',
  'ServiceInitiatedEvent',
  'SubjectDeviceID',
] as const;

export const FAST_TYPES: Readonly<Record<string, readonly string[]>> = {
  'acse.asn1': [],
  'phase-1.asn1': [...OF_EVERY_PHASE, 'ConnectionParts'],
  'phase-2.asn1': [...OF_EVERY_PHASE, 'ConnectionParts'],
  'phase-3.asn1': [
    ...OF_EVERY_PHASE,
    'CallAndDevice',
    'CommonArguments',
    'ConnectionID',
    'DeviceID',
  ],
};
