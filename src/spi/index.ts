/** What a driver author imports: `crosspoint/driver`. */
export { CrosspointError } from '../base/errors.ts';
export type { Clock, Timer } from '../base/clock.ts';
export type { Log } from '../base/log.ts';
export type { Random } from '../base/random.ts';
export { TypedEmitter } from '../base/typed-emitter.ts';
export * from './call-record.ts';
export * from './cause.ts';
export * from './connection.ts';
export * from './connection-state.ts';
export * from './device.ts';
export { causeOfQ850, isFailure } from './q850.ts';
export * from './driver.ts';
export * from './far-end.ts';
export * from './services.ts';
export * from './switch-event.ts';
