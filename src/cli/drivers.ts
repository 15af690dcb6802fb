import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CrosspointError } from '../base/errors.ts';
import type { Driver } from '../spi/driver.ts';

/** The drivers that come with the package; each is loaded only where a switch uses it. */
const BUILT_IN: Readonly<Record<string, () => Promise<{ readonly driver: Driver }>>> = {
  simulated: async () => {
    const { SimulatedDriver } = await import('../../drivers/simulated/index.ts');
    return { driver: new SimulatedDriver() };
  },
  asterisk: () => import('../../drivers/asterisk/index.ts'),
  csta: () => import('../../drivers/csta/index.ts'),
  ctbus: () => import('../../drivers/ctbus/index.ts'),
};

/** The driver a configuration names: one of ours, a package, or a module file. */
export async function loadDriver(name: string): Promise<Driver> {
  const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (builtIn !== undefined) return (await builtIn()).driver;
  const path = resolve(name);
  const specifier = existsSync(path) ? pathToFileURL(path).href : name;
  try {
    const module = (await import(specifier)) as { driver?: Driver };
    if (module.driver !== undefined) return module.driver;
  } catch (error) {
    const known = Object.keys(BUILT_IN).join(', ');
    const detail = `no driver ${name}: ${(error as Error).message} (built in: ${known})`;
    throw new CrosspointError('invalid-configuration', detail, { cause: error });
  }
  throw new CrosspointError('invalid-configuration', `${name} exports no driver`);
}
