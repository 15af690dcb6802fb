/** The simulated switch as the conformance kit takes it: with these two names, and no others. */
export { conformance } from '../../drivers/simulated/conformance.ts';
export { driver } from '../../drivers/simulated/driver.ts';
