import type { CrosspointError, ErrorCode } from '../../base/errors.ts';
import { worded } from './words.ts';

/** What a rejection says; no code where it is not one of ours. */
export function refusalOf(error: unknown): { code: ErrorCode | undefined; text: string } {
  // By name, not by class: a driver may bring its own copy of the SPI.
  const isOurs = error instanceof Error && error.name === 'CrosspointError' && 'code' in error;
  const code = isOurs ? (error as CrosspointError).code : undefined;
  return { code, text: worded(error) };
}
