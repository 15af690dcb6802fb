import type { WireConnection, WireParty } from '../../../model/identifiers.ts';
import { present } from '../../present.ts';
import { SeededValues } from '../../testing/seeded-values.ts';

/** Parts of messages that phases I and II have words for. */
export class EarlyValues extends SeededValues {
  /** Less than every form of device has room in a connection. */
  override connection(): WireConnection {
    const { call, device } = super.connection();
    const isSayable = device?.form === 'dynamic' || device?.form === 'deviceNumber';
    if (device === undefined || isSayable) return present({ call, device });
    return present({ call, device: { form: 'dialingNumber', value: this.digits() } });
  }

  /** Nothing is kept secret. */
  override party(): WireParty {
    const party = super.party();
    return party.status === 'restricted' ? { status: 'notKnown' } : party;
  }

  override redirection(): WireParty {
    const party = super.redirection();
    return party.status === 'restricted' ? { status: 'notSpecified' } : party;
  }
}
