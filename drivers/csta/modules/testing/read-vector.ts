import { decodePdu } from '../../pdu/phases.ts';
import { CAPTURED_VECTORS, type CapturedVector } from '../../pdu/testing/captured-vectors.ts';

export function octets(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Throws where there is none of that name. */
export function vector(id: string): CapturedVector {
  const found = CAPTURED_VECTORS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

/** The operation and the argument of a vector that is an invoke, in its own phase. */
export function invoke(id: string): { readonly operation: unknown; readonly argument: unknown } {
  const { phase, hex } = vector(id);
  const pdu = decodePdu(octets(hex), phase);
  if (!('invoke' in pdu)) throw new Error(`${id} is no invoke`);
  return { operation: pdu.invoke.operation, argument: pdu.invoke.argument };
}
