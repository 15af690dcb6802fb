/** Names of causes and errors that ECMA-323 spells otherwise than ECMA-285, the neutral spelling first. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['badUri', 'badURI'],
  ['interDigitTimeout', 'interdigitTimeout'],
  ['invalidNumberOfChannels', 'invalidNumberOFChannels'],
  ['connectionReservationOutOfRange', 'connectionReservoationOutOfRange'],
  ['ringVolumeOutOfRange', 'ringVolumnOutOfRange'],
];
const TO_SCHEMA: ReadonlyMap<string, string> = new Map(SPELLINGS);
const FROM_SCHEMA: ReadonlyMap<string, string> = new Map(
  SPELLINGS.map(([neutral, schema]) => [schema, neutral]),
);

export function toSchema(name: string): string {
  return TO_SCHEMA.get(name) ?? name;
}

export function fromSchema(name: string): string {
  return FROM_SCHEMA.get(name) ?? name;
}
