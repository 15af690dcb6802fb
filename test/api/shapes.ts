import type { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import commands from '../../schemas/commands.json' with { type: 'json' };
import events from '../../schemas/events.json' with { type: 'json' };
import resources from '../../schemas/resources.json' with { type: 'json' };
import type { Event, Problem } from '../../schemas/generated/types.ts';
import { ERRORS } from '../../src/base/errors.ts';

/**
 * The schemas as a strict reader has them. What is published lets a client meet members it does not
 * know; here a member that no schema names is a fault, so that nothing is sent that is not described.
 */
const ajv = new Ajv2020.default({
  strict: true,
  allErrors: true,
  formats: { 'date-time': isTime },
});
for (const file of [resources, commands, events]) ajv.addSchema(closed(file) as object);

/** Throws what is wrong with a value that is said to be a resource. */
export function checkResource(name: string, value: unknown): void {
  check(validatorOf('resources', name), name, value);
  if (name === 'EventPage')
    for (const event of (value as { items: Event[] }).items) checkEvent(event);
}

/** Throws what is wrong with an event: the envelope, and its data by its type. */
export function checkEvent(event: Event): void {
  check(validatorOf('resources', 'Event'), 'Event', event);
  check(validatorOf('events', event.type), event.type, event.data);
  if (event.dataschema !== `/schemas/events.json#/$defs/${event.type}`) {
    throw new Error(`${event.type} says its schema is ${event.dataschema}`);
  }
  if (event.id !== String(event.sequence)) throw new Error(`${event.id} is not ${event.sequence}`);
}

/** Throws unless it is problem details whose members are those of the error table. */
export function checkProblem(value: unknown): void {
  check(validatorOf('resources', 'Problem'), 'Problem', value);
  const { code, status, title, retryable, type } = value as Problem;
  const kind = Object.entries(ERRORS).find(([name]) => name === code)?.[1];
  if (kind === undefined) throw new Error(`no code of the table: ${code}`);
  const told = JSON.stringify([status, title, retryable, type]);
  const wanted = JSON.stringify([kind.status, kind.title, kind.retryable, `/docs/errors#${code}`]);
  if (told !== wanted) throw new Error(`${code}: ${told}, the table has ${wanted}`);
}

/** True where a body fits a schema of commands.json. */
export function fitsCommand(name: string, value: unknown): boolean {
  return validatorOf('commands', name)(structuredClone(value));
}

function validatorOf(file: string, name: string): ValidateFunction {
  const validate = ajv.getSchema(`${file}.json#/$defs/${name}`);
  if (validate === undefined) throw new Error(`no schema ${name} in ${file}.json`);
  return validate;
}

function check(validate: ValidateFunction, name: string, value: unknown): void {
  if (validate(value)) return;
  const faults = ajv.errorsText(validate.errors, { dataVar: name });
  throw new Error(`${faults}\n${JSON.stringify(value)?.slice(0, 2000)}`);
}

/** Objects that name their members take no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  if ('properties' in copy && copy['additionalProperties'] === true) {
    copy['additionalProperties'] = false;
  }
  return copy;
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
