import type {
  Accepted,
  Call,
  Operation,
  SwitchConfiguration,
} from '../../schemas/generated/types.ts';
import type { Clock } from '../base/clock.ts';
import { CrosspointError, toCrosspointError } from '../base/errors.ts';
import { Ids } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Journal } from '../journal/journal.ts';
import type { Driver } from '../spi/driver.ts';
import { checkedData, mergePatch } from './call-data.ts';
import type { CallRecord } from './call-record.ts';
import { recordOf, viewCall } from './call-record.ts';
import type { Command } from './command.ts';
import { ended } from './facts.ts';
import type { RequestIdentity } from './operations.ts';
import { Operations } from './operations.ts';
import type { Plan } from './plan.ts';
import { planCallCommand, planMakeCall } from './planning.ts';
import { planSimulation } from './simulation-planning.ts';
import { recover, saveLiveState } from './recovery.ts';
import { Switch } from './switch.ts';

export interface TelephonyOptions {
  readonly switches: readonly {
    readonly configuration: SwitchConfiguration;
    readonly driver: Driver;
  }[];
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** How long after the switch's answer its event is waited for. */
const FACT_MS = 2000;
const CHECKPOINT_EVENTS = 5000;

/**
 * All switches and everything that is going on on them. Commands come in here and end in an operation
 * event; facts come up from the drivers and end in the journal.
 */
export class Telephony {
  readonly switches: ReadonlyMap<string, Switch>;
  readonly operations: Operations;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ids: Ids;
  #checkpointAt: number;

  constructor(options: TelephonyOptions) {
    const { journal, clock, random, log } = options;
    this.#journal = journal;
    this.#clock = clock;
    this.#log = log;
    this.#ids = new Ids(clock, random);
    this.operations = new Operations({ journal, clock, ids: this.#ids });
    this.switches = new Map(
      options.switches.map(({ configuration, driver }) => {
        const { id } = configuration;
        const own = log.child({ switch: id });
        const connector = driver.createConnector(configuration.settings ?? {}, {
          switchId: id,
          clock,
          random,
          log: own,
        });
        const ids = this.#ids;
        return [
          id,
          new Switch({ configuration, connector, journal, clock, random, ids, log: own }),
        ];
      }),
    );
    this.#recover();
    this.#checkpointAt = journal.lastSequence;
    journal.events.on('durable', (group) => {
      const last = group.at(-1)?.event.sequence ?? 0;
      if (last - this.#checkpointAt >= CHECKPOINT_EVENTS) void this.#checkpoint();
    });
  }

  start(): void {
    for (const owner of this.switches.values()) owner.start();
  }

  /** Resolves when every link is up and synchronised, or after `withinMs` where one is not. */
  async settled(withinMs: number): Promise<void> {
    await Promise.all([...this.switches.values()].map((owner) => owner.settled(withinMs)));
  }

  /** Closes every link; what is under way fails with `link-down`. */
  async stop(): Promise<void> {
    await Promise.all([...this.switches.values()].map((owner) => owner.stop()));
    await this.#checkpoint();
  }

  findCall(id: string): { readonly switch: Switch; readonly call: CallRecord } | undefined {
    for (const owner of this.switches.values()) {
      const call = owner.calls.get(id);
      if (call !== undefined) return { switch: owner, call };
    }
    return undefined;
  }

  /** Every live call, as the journal has it up to its last sequence. */
  calls(): Call[] {
    return [...this.switches.values()].flatMap((owner) => [...owner.calls.values()].map(viewCall));
  }

  /**
   * Accepts a command or throws what is wrong with it. The command is safe when the journal has
   * settled; its end is an operation event.
   */
  command(command: Command, identity: RequestIdentity): Accepted {
    const { id, before } = this.operations.recognise(identity);
    if (before !== undefined) return accepted(before);
    if (command.command === 'set-data') return this.#setData(command, id, identity);
    const plan = this.#plan(command);
    const made = plan.makes && this.#ids.next('call');
    const operation = this.operations.accept(id, identity, {
      command: command.command,
      call: made ?? plan.callId,
      device: plan.device === undefined ? undefined : `${plan.switch.id}:${plan.device}`,
    });
    if (plan.makes !== undefined && made !== undefined) {
      plan.switch.calls.expect({ callId: made, correlator: operation.id, ...plan.makes });
    }
    void this.#carryOut(plan, operation.id, made);
    return accepted(operation);
  }

  #plan(command: Exclude<Command, { command: 'set-data' }>): Plan {
    switch (command.command) {
      case 'make-call':
        return planMakeCall(this.#switchOf(command.from), command);
      case 'simulate-call':
      case 'simulate-hang-up':
      case 'simulate-fault':
        return planSimulation(this.requireSwitch(command.switch), command);
      default:
        return planCallCommand(this.requireCall(command.call), command);
    }
  }

  async #carryOut(plan: Plan, id: string, made: string | undefined): Promise<void> {
    try {
      const switchCall = await this.#send(plan, id, made);
      if (made !== undefined) plan.switch.calls.settleExpected(id, switchCall);
      const result = switchCall && plan.switch.calls.bySwitchCall(switchCall)?.id;
      const isShown = await plan.switch.waitUntil(() => plan.isFulfilled(result ?? made), FACT_MS);
      if (!isShown) plan.switch.suspect();
      const call = plan.resultCall?.() ?? made ?? plan.callId;
      this.operations.done(id, call === undefined ? {} : { call });
    } catch (error) {
      if (made !== undefined) plan.switch.calls.settleExpected(id, undefined);
      const typed = toCrosspointError(error);
      if (typed.code === 'internal') this.#log.error('command failed', { error: typed.cause });
      this.operations.failed(id, typed);
    }
  }

  /** A lost answer does not mean that nothing happened: the model may show that it did. */
  async #send(plan: Plan, id: string, made: string | undefined): Promise<string | undefined> {
    try {
      return await plan.send(id);
    } catch (error) {
      const typed = toCrosspointError(error);
      if (typed.code !== 'switch-timeout') throw typed;
      plan.switch.suspect();
      const isShown = await plan.switch.waitUntil(() => plan.isFulfilled(made), FACT_MS);
      if (!isShown) throw typed;
      return made === undefined ? undefined : plan.switch.calls.get(made)?.switchCall;
    }
  }

  #setData(
    command: Extract<Command, { command: 'set-data' }>,
    id: string,
    identity: RequestIdentity,
  ): Accepted {
    const { call } = this.requireCall(command.call);
    const data = checkedData(mergePatch(call.data, command.patch));
    const on = { command: command.command, call: call.id };
    const operation = this.operations.accept(id, identity, on);
    call.data = data;
    this.#journal.append({
      type: 'call.data-changed',
      subject: call.id,
      traceparent: identity.traceparent,
      data: { call: viewCall(call), cause: 'normal', data },
    });
    this.operations.done(operation.id, { call: call.id });
    return accepted(operation);
  }

  requireSwitch(id: string): Switch {
    const owner = this.switches.get(id);
    if (owner === undefined)
      throw new CrosspointError('unknown-switch', `there is no switch ${id}`);
    return owner;
  }

  requireCall(id: string): { readonly switch: Switch; readonly call: CallRecord } {
    const found = this.findCall(id);
    if (found === undefined) throw new CrosspointError('unknown-call', `there is no call ${id}`);
    return found;
  }

  /** The switch of a device given as `SWITCH:NUMBER`, or as a number that only one switch has. */
  #switchOf(device: string): Switch {
    const mark = device.indexOf(':');
    if (mark >= 0) return this.requireSwitch(device.slice(0, mark));
    const owners = [...this.switches.values()].filter(({ devices }) => devices.has(device));
    const [owner, another] = owners;
    if (owner !== undefined && another === undefined) return owner;
    const why = owner === undefined ? 'there is no device' : 'more than one switch has a device';
    throw new CrosspointError('unknown-device', `${why} ${device}`);
  }

  #recover(): void {
    const { calls, operations } = recover(this.#journal);
    for (const view of calls.values()) {
      const record = recordOf(view);
      const owner = this.switches.get(view.switch);
      if (owner !== undefined) owner.calls.restore(record);
      else this.#journal.append(endedWithSwitch(record, this.#clock.now()));
    }
    this.operations.restore([...operations.values()]);
  }

  /** Keeps the live state at the journal's end, as soon as that is durable. */
  async #checkpoint(): Promise<void> {
    const sequence = this.#journal.lastSequence;
    const state = { calls: this.calls(), operations: this.operations.pending };
    this.#checkpointAt = sequence;
    try {
      await this.#journal.settled();
      await saveLiveState(this.#journal, sequence, state);
    } catch (error) {
      this.#log.error('no checkpoint', { error });
    }
  }
}

function accepted({ id, state, call }: Operation): Accepted {
  return { operation: { id, state }, call };
}

function endedWithSwitch(call: CallRecord, now: number) {
  const cause = { code: 'resynchronised', raw: 'switch no longer configured', by: call.switchId };
  return ended({ ...call, connections: [] }, cause, now);
}
