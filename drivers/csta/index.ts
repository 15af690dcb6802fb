import { CstaDriver } from './driver.ts';

/** A PBX that speaks CSTA. docs/csta.md says how to connect one. */
export const driver = new CstaDriver();
