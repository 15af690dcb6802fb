import type { Refusal, RefusalCategory } from '../model/refusal.ts';
import type { XmlIn } from './xml-in.ts';
import { fromSchema, toSchema } from './spellings.ts';
import type { XmlOut } from './xml-out.ts';

/** The root of every negative response (ECMA-269 §12.2.10 universalFailure). */
export const REFUSAL_ROOT = 'CSTAErrorCode';

/** As the schema spells them; the second spelling is read as well. */
const ELEMENTS: Readonly<Record<RefusalCategory, readonly string[]>> = {
  operation: ['operation'],
  security: ['security'],
  state: ['stateIncompatibility'],
  system: ['systemResourceAvailibility', 'systemResourceAvailability'],
  subscribed: ['subscribedResourceAvailability'],
  performance: ['performanceManagement'],
  private: ['privateErrorCode', 'privateData'],
  unspecified: ['unspecified'],
};
const PRIVATE_DATA_ERROR = 'cSTAPrivateDataInfoError';

export function writeRefusal(out: XmlOut, { category, value }: Refusal): void {
  if (category === 'unspecified') out.leaf('unspecified');
  else if (category === 'private' && value === PRIVATE_DATA_ERROR) out.leaf('privateData', value);
  else out.leaf(ELEMENTS[category][0] as string, toSchema(value));
}

export function readRefusal(from: XmlIn): Refusal {
  for (const [category, names] of Object.entries(ELEMENTS)) {
    const found = from.child(...names);
    if (found !== undefined) return refusal(category as RefusalCategory, found.text);
  }
  return refusal('unspecified', '');
}

/** What XML says where a phase with ROSE would reject an invocation (ITU-T X.880). */
export function rejection(problem: string): Refusal {
  switch (problem) {
    case 'unrecognisedOperation':
    case 'unrecognizedOperation':
      return { category: 'operation', value: 'serviceNotSupported' };
    case 'mistypedArgument':
      return { category: 'operation', value: 'invalidParameterValue' };
    default:
      return { category: 'operation', value: 'generic' };
  }
}

function refusal(category: RefusalCategory, text: string): Refusal {
  const missing = category === 'unspecified' ? 'unspecified' : 'generic';
  return { category, value: text === '' ? missing : fromSchema(text) };
}
