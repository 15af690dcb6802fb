import type { CountryCode } from 'libphonenumber-js/max';
import { isSupportedCountry } from 'libphonenumber-js/max';
import type { NumberingConfiguration, SwitchConfiguration } from '../../schemas/generated/types.ts';
import { CrosspointError } from '../base/errors.ts';

/** Where a number was written: what is left out there, and what is put before it. */
export interface Numbering {
  /** Two that read alike have the same name. */
  readonly name: string;
  readonly country: CountryCode | undefined;
  /** Digits that seize an outside line. */
  readonly outsidePrefixes: readonly string[];
  /** What is put before local numbers. */
  readonly areaCode: string | undefined;
}

/** Throws `invalid-configuration` for a country that has no numbering plan. */
export function numberingOf(...layers: readonly (NumberingConfiguration | undefined)[]): Numbering {
  const merged: NumberingConfiguration = Object.assign({}, ...layers);
  const { country, outsidePrefixes = [], areaCode } = merged;
  if (country !== undefined && !isSupportedCountry(country)) {
    throw new CrosspointError('invalid-configuration', `there is no numbering plan of ${country}`);
  }
  return {
    name: [country, areaCode, ...outsidePrefixes].join('/'),
    country,
    outsidePrefixes,
    areaCode: areaCode?.replace(/^0(?=\d)/u, ''),
  };
}

interface SwitchNumbering {
  readonly own: Numbering;
  readonly trunks: ReadonlyMap<string, Numbering>;
}

/** The numbering of every switch, and of the trunks that differ from their switch. */
export class NumberingPlans {
  readonly #switches: ReadonlyMap<string, SwitchNumbering>;
  /** For numbers that came over no trunk: those of contacts, and of who asks for one. */
  readonly home: Numbering;

  constructor(switches: readonly SwitchConfiguration[]) {
    this.#switches = new Map(
      switches.map(({ id, numbering, trunks = {} }) => [
        id,
        {
          own: numberingOf(numbering),
          trunks: new Map(
            Object.entries(trunks).map(([trunk, own]) => [
              trunk,
              numberingOf(numbering, given(own)),
            ]),
          ),
        },
      ]),
    );
    const all = [...this.#switches.values()];
    const home = all.find(({ own }) => own.country !== undefined) ?? all[0];
    this.home = home?.own ?? numberingOf();
  }

  /** `trunk` without the part that tells its lines apart. */
  of(switchId: string, trunk?: string): Numbering {
    const known = this.#switches.get(switchId);
    if (known === undefined) return this.home;
    return (trunk === undefined ? undefined : known.trunks.get(trunk)) ?? known.own;
  }
}

/** A list that the schema's default left empty does not take away what the switch has. */
function given(trunk: NumberingConfiguration): NumberingConfiguration {
  const { outsidePrefixes = [], ...others } = trunk;
  return outsidePrefixes.length === 0 ? others : { ...others, outsidePrefixes };
}
