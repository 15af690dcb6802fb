import { CtbusDriver } from './switch-link/driver.ts';

/** A telephony board: as a switch by `driver`, and by itself. docs/ctbus.md has both. */
export { conformance } from './conformance.ts';
export { Board, type BoardInfo, type BoardOptions } from './board.ts';
export { CtbusConnector } from './switch-link/connector.ts';
export { CtbusDriver } from './switch-link/driver.ts';

export const driver = new CtbusDriver();
