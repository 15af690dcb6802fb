import { CstaXmlFormat } from './csta-xml.ts';
import type { Framing, FramingHooks, LinkRole } from './framing.ts';
import type { FramingSettings } from './framing-settings.ts';
import { HipathTcpFormat } from './hipath-tcp.ts';
import { HipathV24Framing } from './hipath-v24.ts';
import { Length16Format } from './length16.ts';
import { OmnipcxFraming } from './omnipcx.ts';
import { RawBerFormat } from './raw-ber.ts';
import { StreamFraming } from './stream-framing.ts';

/** A framing for one line that has just been opened; `invalid-configuration` for bad bounds. */
export function createFraming(
  settings: FramingSettings,
  role: LinkRole,
  hooks: FramingHooks,
): Framing {
  switch (settings.kind) {
    case 'length16':
      return new StreamFraming(new Length16Format(settings));
    case 'omnipcx':
      return new OmnipcxFraming(settings, role);
    case 'hipath-tcp':
      return new StreamFraming(new HipathTcpFormat(settings));
    case 'hipath-v24':
      return new HipathV24Framing(settings, hooks);
    case 'csta-xml':
      return new StreamFraming(new CstaXmlFormat(settings));
    case 'raw-ber':
      return new StreamFraming(new RawBerFormat(settings));
  }
}
