import { describe, expect, it } from 'vitest';
import { createFraming } from './create-framing.ts';
import type { Framing, FramingEffect, FramingInput, LinkRole } from './framing.ts';

const hooks = { isWhole: (): boolean => true };

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function received(hex: string): FramingInput {
  return { kind: 'received', octets: octets(hex) };
}

/** An effect in one word, with its octets, its code or its name. */
function told(effect: FramingEffect): string {
  switch (effect.kind) {
    case 'write':
      return `write ${Buffer.from(effect.octets).toString('hex')}`;
    case 'deliver':
      return `deliver ${Buffer.from(effect.pdu).toString('hex')}`;
    case 'refuse':
    case 'oddity':
    case 'fail':
      return `${effect.kind} ${effect.error.code}`;
    case 'ignored':
      return 'ignored';
    default:
      return effect.kind;
  }
}

function step(framing: Framing, input: FramingInput): string[] {
  return framing.next(input).map(told);
}

/** A framing that has been brought into a state. */
function inState(state: string, role: LinkRole): Framing {
  const framing = createFraming({ kind: 'omnipcx', maxPdu: 300 }, role, hooks);
  if (state === 'new') return framing;
  framing.next({ kind: 'opened' });
  if (state === 'greeting') return framing;
  framing.next(received(role === 'client' ? '50' : '42'));
  if (state === 'open') return framing;
  framing.next({ kind: 'closing' });
  return framing;
}

const TIMER: FramingInput = { kind: 'timer', timer: 'handshake' };
const SEND: FramingInput = { kind: 'send', pdu: octets('a100') };
const OPENED: FramingInput = { kind: 'opened' };
const CLOSING: FramingInput = { kind: 'closing' };
const FAILED = ['clear-timer'];

describe('the OmniPCX framing', () => {
  it.each<[LinkRole, string, FramingInput, string[]]>([
    ['client', 'new', OPENED, ['write 42', 'set-timer']],
    ['client', 'new', received('50'), ['ignored']],
    ['client', 'new', SEND, ['refuse link-down']],
    ['client', 'new', TIMER, ['ignored']],
    ['client', 'new', CLOSING, ['ignored']],
    ['client', 'greeting', OPENED, ['ignored']],
    ['client', 'greeting', received('50'), ['clear-timer', 'ready']],
    ['client', 'greeting', received(''), []],
    ['client', 'greeting', received('500001a1'), ['clear-timer', 'ready', 'deliver a1']],
    ['client', 'greeting', received('42'), [...FAILED, 'fail malformed-frame']],
    ['client', 'greeting', SEND, ['refuse link-down']],
    ['client', 'greeting', TIMER, [...FAILED, 'fail switch-timeout']],
    ['client', 'greeting', CLOSING, []],
    ['client', 'open', OPENED, ['ignored']],
    ['client', 'open', received('0001a1'), ['deliver a1']],
    ['client', 'open', received('0001a145584954'), ['deliver a1', 'fail link-down']],
    ['client', 'open', received('4558'), []],
    ['client', 'open', received('45584955'), ['fail malformed-frame']],
    ['client', 'open', received('0200'), ['fail malformed-frame']],
    ['client', 'open', SEND, ['write 0002a100']],
    ['client', 'open', TIMER, ['ignored']],
    ['client', 'open', CLOSING, ['write 45584954']],
    ['client', 'over', OPENED, ['ignored']],
    ['client', 'over', received('50'), ['ignored']],
    ['client', 'over', SEND, ['refuse link-down']],
    ['client', 'over', TIMER, ['ignored']],
    ['client', 'over', CLOSING, ['ignored']],
    ['pbx', 'new', OPENED, ['set-timer']],
    ['pbx', 'greeting', received('42'), ['clear-timer', 'write 50', 'ready']],
    ['pbx', 'greeting', received('50'), [...FAILED, 'fail malformed-frame']],
    ['pbx', 'greeting', TIMER, [...FAILED, 'fail switch-timeout']],
    ['pbx', 'open', received('45584954'), ['fail link-down']],
    ['pbx', 'open', CLOSING, []],
  ])('as %s, %s, does what it should with %o', (role, state, input, effects) => {
    expect(step(inState(state, role), input)).toEqual(effects);
  });

  it('counts its offsets from the greeting', () => {
    const [effect] = inState('open', 'client').next(received('0001a1ffff'));
    expect(effect?.kind).toBe('deliver');
    const lost = inState('open', 'client').next(received('0001a1ffff')).at(-1);
    expect(lost?.kind === 'fail' && lost.error.position?.offset).toBe(4);
  });

  it('takes EXIT in pieces, and no limit that it would fit', () => {
    const framing = inState('open', 'pbx');
    expect(step(framing, received('45'))).toEqual([]);
    expect(step(framing, received('5849'))).toEqual([]);
    expect(step(framing, received('54'))).toEqual(['fail link-down']);
    expect(() => createFraming({ kind: 'omnipcx', maxPdu: 0x4558 }, 'pbx', hooks)).toThrow(
      'invalid-configuration',
    );
  });
});
