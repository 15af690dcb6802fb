import type { ConnectionId } from '../connection.ts';
import { isWanted, type Stage } from './stage.ts';

/** A call from outside at a phone of the switch. */
export interface InboundCall {
  /** What the far end calls it. */
  readonly outsideCall: string;
  /** The phone's connection. */
  readonly connection: ConnectionId;
}

/** Somebody outside dials in and the phone rings. */
export async function ringing(stage: Stage, device: string): Promise<InboundCall> {
  const from = stage.numbers.caller;
  const { call: outsideCall } = await stage.play('dialIn', { from, to: device });
  const { connection } = await stage.expect('delivered', { alertingDevice: device });
  return { outsideCall, connection };
}

/** Somebody outside talks to the phone. */
export async function talking(stage: Stage, device: string): Promise<InboundCall> {
  const inbound = await ringing(stage, device);
  await pickUp(stage, device);
  return inbound;
}

/** The person at a ringing phone picks up. */
export async function pickUp(stage: Stage, device: string): Promise<ConnectionId> {
  await stage.play('answer', device);
  const { connection } = await stage.expect('established', { answeringDevice: device });
  return connection;
}

export interface OutgoingCall {
  /** The caller's connection. */
  readonly from: ConnectionId;
  /** The connection of the phone that rings. */
  readonly to: ConnectionId;
}

/** By request, one phone rings the other. */
export async function made(
  stage: Stage,
  from: string,
  to: string,
  correlator?: string,
): Promise<OutgoingCall> {
  const request = { callingDevice: from, calledNumber: to, autoOriginate: true };
  const args = correlator === undefined ? request : { ...request, correlator };
  const answer = await stage.ask('makeCall', args);
  const initiated = connectionOf(stage, 'makeCall', answer);
  await liftIfRung(stage, from);
  const { connection } = await stage.expect('delivered', { alertingDevice: to });
  return { from: initiated, to: connection };
}

/** A talks to somebody outside, holds, and rings B: both connections of A, and that of B. */
export interface Consultation extends InboundCall {
  readonly heldCall: ConnectionId;
  readonly activeCall: ConnectionId;
  readonly consulted: ConnectionId;
}

export async function consulting(
  stage: Stage,
  a: string,
  b: string,
  correlator?: string,
): Promise<Consultation> {
  const inbound = await talking(stage, a);
  const request = { existingCall: inbound.connection, consultedNumber: b };
  const args = correlator === undefined ? request : { ...request, correlator };
  const answer = await stage.ask('consultationCall', args);
  const activeCall = connectionOf(stage, 'consultationCall', answer);
  await stage.expect('held', { connection: a, call: inbound.connection.call });
  const { connection: consulted } = await stage.expect('delivered', { alertingDevice: b });
  return { ...inbound, heldCall: inbound.connection, activeCall, consulted };
}

/** The same, and B has answered. */
export async function consulted(stage: Stage, a: string, b: string): Promise<Consultation> {
  const consultation = await consulting(stage, a, b);
  await pickUp(stage, b);
  return consultation;
}

/** The state that the events have led a connection to; undefined where it is not there. */
export function stateOf(stage: Stage, connection: ConnectionId): string | undefined {
  return stage.link.model.find(connection)?.state;
}

/** The connections of a device that have not ended. */
export function liveAt(stage: Stage, device: string): readonly ConnectionId[] {
  const live = stage.link.model.live().map(({ id }) => id);
  return live.filter((id) => id.device === device || id.device.startsWith(`${device}~`));
}

/** Demands that a service has left a connection in this state. */
export function demandState(
  stage: Stage,
  service: string,
  connection: ConnectionId,
  wanted: string,
): void {
  const told = stateOf(stage, connection) ?? 'null';
  const state = told === 'null' ? 'gone' : told;
  stage.demand(
    state === wanted,
    'service-effect',
    `after ${service}, ${connection.device} in call ${connection.call} is ${state}, not ${wanted}`,
  );
}

/** Demands that a service has taken a device out of all calls. */
export function demandGone(stage: Stage, service: string, device: string): void {
  const left = liveAt(stage, device).map(({ call }) => call);
  stage.demand(
    left.length === 0,
    'service-effect',
    `after ${service}, ${device} is still in call ${left.join(' and ')}`,
  );
}

/** Waits until every connection of a call has ended by the events. */
export async function ended(stage: Stage, call: string): Promise<void> {
  const isOver = () => stage.link.model.liveOf(call).length === 0;
  await stage.until(isOver, stage.patience.eventMs);
  await stage.quiet();
  for (const { id, state } of stage.link.model.liveOf(call)) {
    stage.report(
      'connection-never-ends',
      `call ${call} is over, but no event ended ${id.device} in it: it is ${state ?? 'there'}`,
    );
  }
}

/** A switch that cannot lift a handset rings the calling phone first. */
async function liftIfRung(stage: Stage, device: string): Promise<void> {
  const isRung = () =>
    stage.since.some((one) => isWanted(one, 'delivered', { alertingDevice: device }));
  const isUnderWay = () => stage.since.some((one) => one.event === 'originated');
  await stage.until(() => isRung() || isUnderWay(), stage.patience.eventMs);
  if (isRung() && !isUnderWay()) await stage.play('answer', device);
}

function connectionOf(
  stage: Stage,
  service: string,
  answer: { readonly initiatedCall: ConnectionId } | undefined,
): ConnectionId {
  const connection = answer?.initiatedCall;
  if (typeof connection?.call === 'string' && typeof connection.device === 'string') {
    return connection;
  }
  const got = JSON.stringify(answer);
  return stage.fail('answer-malformed', `${service} was answered with ${got}: no initiatedCall`);
}
