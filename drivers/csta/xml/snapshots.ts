import type { ConnectionState } from '../../../src/spi/connection.ts';
import type { Endpoint } from '../model/identifiers.ts';
import type { ServiceResult } from '../model/requests.ts';
import { stringData } from './plain-forms.ts';
import { connection, connectionState, party } from './party-forms.ts';
import { inElement, listOf, may, need, shape, type Form, type Shape } from './shape.ts';

/** What a simple call state says of the device's own connection (ECMA-269 §12.2.5). */
const SIMPLE = new Map<string, ConnectionState>(
  Object.entries({
    callNull: 'null',
    callPending: 'initiated',
    callOriginated: 'connected',
    callDelivered: 'connected',
    callDeliveredHeld: 'held',
    callReceived: 'alerting',
    callEstablished: 'connected',
    callEstablishedHeld: 'held',
    callReceivedOnHold: 'alerting',
    callEstablishedOnHold: 'connected',
    callQueued: 'connected',
    callQueuedHeld: 'held',
    callFailed: 'connected',
    callFailedHeld: 'held',
    callBlocked: 'failed',
  }),
);

/** CallState: of a compound one the first is the device's own. */
const callState: Form<ConnectionState | undefined> = {
  write: (out, name, state) => {
    out.group(name, () => {
      if (state === undefined) out.leaf('unknown');
      else {
        out.group('compoundCallState', () => {
          connectionState.write(out, 'localConnectionState', state);
        });
      }
    });
  },
  read: (from) => {
    const own = from.child('compoundCallState')?.child('localConnectionState');
    if (own !== undefined) return connectionState.read(own);
    return SIMPLE.get(from.child('simpleCallState')?.text ?? '');
  },
};

const deviceEntries = snapshotData(
  listOf<Endpoint>(
    'snapshotDeviceResponseInfo',
    inElement(
      shape<Endpoint>(
        need('connection', 'connectionIdentifier', connection),
        may('party', 'endpointDevice', party),
        {
          write: (out, { state }) => callState.write(out, 'localCallState', state),
          read: (from) => {
            const written = from.child('localCallState');
            const state = written === undefined ? undefined : callState.read(written);
            return state === undefined ? {} : { state };
          },
        },
      ),
    ),
  ),
);

const callEntries = snapshotData(
  listOf<Endpoint>(
    'snapshotCallResponseInfo',
    inElement(
      shape<Endpoint>(
        may('party', 'deviceOnCall', party),
        need('connection', 'callIdentifier', connection),
        may('state', 'localConnectionInfo', connectionState),
      ),
    ),
  ),
);

const DATA = ['crossRefIDorSnapshotData'] as const;

export const snapshotDeviceResult: Shape<ServiceResult<'snapshotDevice'>> = shape(
  need('connections', DATA, deviceEntries),
);

export const snapshotCallResult: Shape<ServiceResult<'snapshotCall'>> = shape(
  need('endpoints', DATA, callEntries),
  may('callingDevice', 'callingDevice', party),
  may('calledDevice', 'calledDevice', party),
  may('correlator', 'correlatorData', stringData),
);

/** A switch may announce the data for later instead; that is not spoken here. */
function snapshotData(entries: Form<readonly Endpoint[]>): Form<readonly Endpoint[]> {
  return {
    write: (out, name, value) => out.group(name, () => entries.write(out, 'snapshotData', value)),
    read: (from) => {
      const data = from.child('snapshotData');
      if (data !== undefined) return entries.read(data);
      if (from.child('serviceCrossRefID') === undefined) return [];
      throw from.malformed('a snapshot that comes in messages of its own');
    },
  };
}
