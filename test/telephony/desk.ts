import type { Command, CommandName } from '../../src/telephony/command.ts';
import type { HouseOptions } from '../support/house.ts';
import { House } from '../support/house.ts';

export const demo = (number: string) => `demo:${number}`;

/** The phone that commands are given to. */
export const DEVICE = demo('2001');

/** Where a test begins. */
export type Scene = 'idle' | 'ringing' | 'talking' | 'held' | 'consulting';

/** A command about the calls of a scene: the customer's, and the consultation. */
export type Ask = (call: string, other: string) => Command;

/** A command to the phone 2001 in the customer's call, with what else it says. */
export function on(command: CommandName, more: object = {}): Ask {
  return (call) => ({ command, call, device: DEVICE, ...more }) as Command;
}

/** A house with somebody at the phone 2001. */
export class Desk {
  readonly house: House;

  constructor(options?: HouseOptions) {
    this.house = new House(options);
  }

  async open(): Promise<this> {
    await this.house.open();
    return this;
  }

  /** Plays up to a scene; the calls it has made, the customer's first. */
  async begin(scene: Scene): Promise<[first: string, second: string]> {
    const { house } = this;
    if (scene === 'idle') return ['', ''];
    const call = await house.incoming();
    if (scene === 'ringing') return [call, ''];
    await house.command({ command: 'answer', call, device: DEVICE });
    if (scene === 'held') await house.command({ command: 'hold', call, device: DEVICE });
    if (scene !== 'consulting') return [call, ''];
    const consult = { command: 'consult', call, device: DEVICE, to: '2002' } as const;
    const { call: second = '' } = await house.command(consult);
    await house.command({ command: 'answer', call: second, device: demo('2002') });
    return [call, second];
  }

  /** How an operation ended; one that is right has just one end. */
  endsOf(operation: string | undefined): string[] {
    const ends = ['operation.done', 'operation.failed'];
    return this.house.typesOf(operation ?? '').filter((type) => ends.includes(type));
  }
}

/** How calls are after a command: those of the scene, and the one that came of it. */
export interface After {
  readonly first?: string;
  readonly second?: string;
  readonly result?: string;
}

const TALKING = '2001 connected, T1 connected';
const JOINED = { first: 'ended', second: 'ended' };

/** Every command where it is right, and how the calls are afterwards. */
export const RIGHT: readonly [name: string, scene: Scene, ask: Ask, after: After][] = [
  ['answer', 'ringing', on('answer'), { first: TALKING }],
  ['hold', 'talking', on('hold'), { first: '2001 held, T1 connected' }],
  ['retrieve', 'held', on('retrieve'), { first: TALKING }],
  ['clear of a device', 'talking', on('clear'), { first: 'ended' }],
  ['clear of a call', 'ringing', (call) => ({ command: 'clear', call }), { first: 'ended' }],
  [
    'consult',
    'talking',
    on('consult', { to: '2002' }),
    { first: '2001 held, T1 connected', result: '2001 connected, 2002 alerting' },
  ],
  [
    'alternate',
    'consulting',
    on('alternate'),
    { first: TALKING, second: '2001 held, 2002 connected' },
  ],
  ['reconnect', 'consulting', on('reconnect'), { first: TALKING, second: 'ended' }],
  ['transfer', 'consulting', on('transfer'), { ...JOINED, result: '2002 connected, T1 connected' }],
  [
    'transfer, asked of the second call',
    'consulting',
    (call, other) => ({ command: 'transfer', call: other, device: DEVICE, otherCall: call }),
    { ...JOINED, result: '2002 connected, T1 connected' },
  ],
  [
    'conference',
    'consulting',
    on('conference'),
    { ...JOINED, result: '2001 connected, 2002 connected, T1 connected' },
  ],
  [
    'transfer-to',
    'talking',
    on('transfer-to', { to: '2003' }),
    { first: 'ended', result: '2003 alerting, T1 connected' },
  ],
  ['deflect', 'ringing', on('deflect', { to: '2003' }), { first: '2003 alerting, T1 connected' }],
  ['park', 'talking', on('park', { to: '71' }), { first: '71 queued, T1 connected' }],
  [
    'pickup',
    'ringing',
    on('pickup', { by: demo('2003') }),
    { first: '2003 connected, T1 connected' },
  ],
  ['digits', 'talking', on('digits', { digits: '1' }), { first: TALKING }],
  [
    'set-data',
    'ringing',
    (call) => ({ command: 'set-data', call, patch: { a: 1 } }),
    { first: '2001 alerting, T1 connected' },
  ],
  [
    'make-call',
    'idle',
    () => ({ command: 'make-call', from: DEVICE, to: demo('2002') }),
    { result: '2001 connected, 2002 alerting' },
  ],
  [
    'simulate-call',
    'idle',
    () => ({ command: 'simulate-call', switch: 'demo', from: '+49301', to: '2001' }),
    { result: '2001 alerting, T1 connected' },
  ],
  [
    'simulate-hang-up',
    'ringing',
    (call) => ({ command: 'simulate-hang-up', switch: 'demo', call }),
    { first: 'ended' },
  ],
];
