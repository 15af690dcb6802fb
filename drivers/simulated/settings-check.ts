import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { CrosspointError } from '../../src/base/errors.ts';
import { SETTINGS_SCHEMA } from './settings-schema.ts';
import type { SimulatedSettings } from './settings.ts';

/** Tells settings that make a working switch from those that do not. */
export class SettingsCheck {
  #validate: ValidateFunction<SimulatedSettings> | undefined;

  /** Throws `invalid-configuration` with a JSON pointer to the first thing that does not fit. */
  check(settings: unknown): SimulatedSettings {
    this.#validate ??= new Ajv2020({ strict: false }).compile<SimulatedSettings>(SETTINGS_SCHEMA);
    if (this.#validate(settings)) {
      checkNumbers(settings);
      return settings;
    }
    const error = this.#validate.errors?.[0];
    const unexpected: unknown = error?.params['additionalProperty'];
    const extra = typeof unexpected === 'string' ? `: ${unexpected}` : '';
    const choices: unknown = error?.params['allowedValues'];
    const allowed = Array.isArray(choices) ? ` (${choices.join(', ')})` : '';
    const pointer = error?.instancePath ?? '';
    throw misfit(
      pointer + (extra && `/${String(unexpected)}`),
      `${error?.message}${extra}${allowed}`,
    );
  }
}

/** What a schema cannot say: numbers are unique, and those that are named exist. */
function checkNumbers(settings: SimulatedSettings): void {
  const extensions = new Set<string>();
  const taken = new Set<string>();
  const take = (number: string, pointer: string): void => {
    if (taken.has(number)) throw misfit(pointer, `the number ${number} is used twice`);
    taken.add(number);
  };
  settings.extensions.forEach(({ number }, index) => {
    take(number, `/extensions/${index}/number`);
    extensions.add(number);
  });
  settings.parkSlots?.forEach((number, index) => take(number, `/parkSlots/${index}`));
  const checkMembers = (members: readonly string[], pointer: string): void =>
    members.forEach((member, index) => {
      if (extensions.has(member)) return;
      throw misfit(`${pointer}/${index}`, `there is no extension ${member}`);
    });
  settings.groups?.forEach((group, index) => {
    take(group.number, `/groups/${index}/number`);
    checkMembers(group.members, `/groups/${index}/members`);
  });
  settings.pilots?.forEach((pilot, index) => {
    take(pilot.number, `/pilots/${index}/number`);
    checkMembers(pilot.agents, `/pilots/${index}/agents`);
  });
}

function misfit(pointer: string, what: string): CrosspointError {
  return new CrosspointError(
    'invalid-configuration',
    `settings of the simulated switch: ${pointer || '/'} ${what}`,
    { position: { pointer } },
  );
}
