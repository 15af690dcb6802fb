import { randomBytes } from 'node:crypto';

/** A new signing secret, `whsec_` and the base64 of 32 octets. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
