import type { Board } from '../../board.ts';
import type { Port } from '../../port.ts';
import type { Trunk, TrunkMessage } from '../../trunk.ts';
import type { TrunkSettings } from '../settings.ts';

/** Opens signalling on a span: `hear` is told of every message. `ports` are those of its lines, where its module works with tones. */
export function openTrunk(
  board: Board,
  settings: Pick<TrunkSettings, 'name' | 'span' | 'signalling' | 'settings' | 'frameTimeslot'>,
  ports: readonly Port[],
  hear: (message: TrunkMessage) => void,
): Trunk {
  const { name, span, signalling, frameTimeslot } = settings;
  const trunk = board.openTrunk({
    name,
    span,
    signalling,
    settings: settings.settings,
    ...(frameTimeslot === undefined ? {} : { frameTimeslot }),
    ...(ports.length === 0 ? {} : { ports }),
  });
  trunk.events.on('message', hear);
  return trunk;
}
