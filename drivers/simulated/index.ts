/** The simulated switch, as a driver module and for those who play on it. */
export { conformance } from './conformance.ts';
export { demoSettings } from './demo.ts';
export { driver, SimulatedConnector, SimulatedDriver } from './driver.ts';
export { SimulatedFarEnd } from './far-end.ts';
export type { SimulatedSettings } from './settings.ts';
