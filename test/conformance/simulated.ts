/** The simulated switch as the conformance kit takes it: with these two names, and no others. */
export { conformance, driver } from '../../drivers/simulated/index.ts';
