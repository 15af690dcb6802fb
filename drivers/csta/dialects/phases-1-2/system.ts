import type { CSTAPrivateData, SystemStatus as WireStatus } from '../../generated/phase-1.ts';
import { CSTAPrivateData as PrivateDataCodec } from '../../generated/phase-1.ts';
import { hexOf } from '../../ber/hex.ts';
import { BerWriter } from '../../ber/writer.ts';
import type { SystemStatus } from '../../model/requests.ts';
import { malformed } from '../malformed.ts';
import { contentOf, elementsOf } from '../private-data.ts';
import { present } from '../present.ts';
import { ACKNOWLEDGED, say } from './say.ts';

/** System status, which either side tells and nobody asks for, and what a maker adds. */
export const SYSTEM = {
  systemStatus: say('systemStatus', 'systemStatus', {
    // Phase III knows of switches that serve in part.
    toArgument: ({ status }) => ({
      systemStatus: status === 'partiallyDisabled' ? 'enabled' : status,
    }),
    fromArgument: (argument) => ({ status: statusIn(argument) }),
    ...ACKNOWLEDGED,
  }),
  escape: say('escape', 'escape', {
    toArgument: ({ privateData }) => ({ extensions: { privateData: elementsOf(privateData) } }),
    fromArgument: (argument) => {
      if ('privateData' in argument) return { privateData: elementOf(argument.privateData) };
      if ('$unknown' in argument) return { privateData: argument.$unknown };
      return { privateData: contentOf(argument.extensions.privateData) ?? '' };
    },
    toResult: ({ privateData }) =>
      privateData === undefined
        ? { noData: null }
        : { extensions: { privateData: elementsOf(privateData) } },
    fromResult: (result) =>
      'extensions' in result
        ? present({ privateData: contentOf(result.extensions.privateData) })
        : {},
  }),
} as const;

type StatusArgument =
  | { readonly systemStatus: WireStatus }
  | { readonly argumentSeq: { readonly systemStatus: WireStatus } }
  | { readonly $unknown: string };

/** A status from the future is a sign of life at least. */
function statusIn(argument: StatusArgument): SystemStatus {
  if ('$unknown' in argument) throw malformed('a system status that cannot be read');
  const { systemStatus } = 'argumentSeq' in argument ? argument.argumentSeq : argument;
  return typeof systemStatus === 'string' ? systemStatus : 'normal';
}

/** Private data that stands alone, the element whole. */
function elementOf(data: CSTAPrivateData): string {
  const w = new BerWriter();
  PrivateDataCodec.encode(w, data);
  const octets = w.view();
  return hexOf(octets, 0, octets.length);
}
