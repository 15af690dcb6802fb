import { CrosspointError } from '../../../../src/spi/index.ts';
import type { Board } from '../../board.ts';
import type { Port } from '../../port.ts';
import type { TrunkSettings } from '../settings.ts';
import type { TrunkHandle } from './signalled-trunk.ts';
import type { TrunkMessage } from './trunk-messages.ts';

/** Opens signalling on a span: `hear` is told of every message. `ports` are those of its lines, where its module works with tones. */
export function openTrunk(
  _board: Board,
  {
    signalling,
  }: Pick<TrunkSettings, 'name' | 'span' | 'signalling' | 'settings' | 'frameTimeslot'>,
  _ports: readonly Port[],
  _hear: (message: TrunkMessage) => void,
): TrunkHandle {
  throw new CrosspointError('service-not-supported', `there is no signalling ${signalling} yet`);
}
