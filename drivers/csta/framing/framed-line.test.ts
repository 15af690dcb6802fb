import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Transport, TransportEvents } from '../transport/transport.ts';
import { FramedLine } from './framed-line.ts';
import type { FramingSettings } from './framing-settings.ts';
import { isWholeBer } from './raw-ber.ts';

/** A line that a test plays the other side of, octet by octet. */
class Hand implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  bufferedOctets = 0;
  readonly written: string[] = [];
  closes = 0;

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(octets: Uint8Array): void {
    this.written.push(Buffer.from(octets).toString('hex'));
  }

  close(): Promise<void> {
    this.closes += 1;
    return Promise.resolve();
  }

  say(hex: string, at = 5): void {
    this.events.emit('data', Uint8Array.from(Buffer.from(hex, 'hex')), at);
  }
}

interface Made {
  readonly hand: Hand;
  readonly clock: VirtualClock;
  readonly line: FramedLine;
  readonly told: string[];
}

function make(framing: FramingSettings): Made {
  const hand = new Hand();
  const clock = new VirtualClock();
  const told: string[] = [];
  const line = new FramedLine({
    transport: hand,
    framing,
    role: 'client',
    clock,
    isWhole: isWholeBer,
  });
  line.events.on('pdu', (pdu, at, invokeId) => {
    told.push([Buffer.from(pdu).toString('hex'), at, invokeId ?? 'none'].join(' '));
  });
  line.events.on('down', ({ code }) => told.push(`down ${code}`));
  line.events.on('oddity', ({ code }) => told.push(`oddity ${code}`));
  return { hand, clock, line, told };
}

const PDU = Uint8Array.of(0xa1, 0);

describe('a framed line', () => {
  it('is open when its framing is ready, and not before', async () => {
    const { hand, line, told } = make({ kind: 'omnipcx' });
    let isOpen = false;
    const opening = line.open().then(() => (isOpen = true));
    await Promise.resolve();
    expect(hand.written).toEqual(['42']);
    expect(() => line.send(PDU)).toThrow('link-down');
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOpen).toBe(false);
    hand.say('500002a100', 7);
    await opening;
    expect(told).toEqual(['a100 7 none']);
    line.send(PDU);
    expect(hand.written).toEqual(['42', '0002a100']);
  });

  it('takes octets that come before whoever opens it has had its turn', async () => {
    const { hand, line, told } = make({ kind: 'omnipcx' });
    const opening = line.open();
    hand.say('500001a1');
    await opening;
    expect(hand.written).toEqual(['42']);
    expect(told).toEqual(['a1 5 none']);
  });

  it('rejects where the greeting goes wrong, and tells nothing more', async () => {
    const late = make({ kind: 'omnipcx', handshakeTimeoutMs: 300 });
    const opening = expect(late.line.open()).rejects.toMatchObject({ code: 'switch-timeout' });
    await late.clock.advance(300);
    await opening;
    expect(late.hand.closes).toBe(1);

    const wrong = make({ kind: 'omnipcx' });
    const second = expect(wrong.line.open()).rejects.toMatchObject({ code: 'malformed-frame' });
    wrong.hand.say('51');
    await second;
    wrong.hand.say('50');
    expect([...late.told, ...wrong.told]).toEqual([]);
    await expect(wrong.line.open()).rejects.toMatchObject({ code: 'link-down' });
  });

  it('carries invoke ids, and counts what passes', async () => {
    const { hand, line, told } = make({ kind: 'csta-xml' });
    await line.open();
    line.send(Uint8Array.of(0x3c), 42);
    hand.say('000000093030303741');
    hand.say('0000000830303037');
    expect(hand.written).toEqual(['00000009303034323c']);
    expect(told).toEqual(['41 5 7', 'oddity malformed-frame']);
    expect(line.counters).toMatchObject({
      framesIn: 1,
      framesOut: 1,
      octetsIn: 17,
      octetsOut: 9,
      oddities: 1,
    });
    expect(() => line.send(Uint8Array.of(0x3c))).toThrow('invalid-request');
    expect(line.counters.framesOut).toBe(1);
  });

  it('is down once, with the first reason, and closes the transport', async () => {
    const { hand, line, told } = make({ kind: 'length16', maxPdu: 240 });
    await line.open();
    hand.say('0002a100ffff');
    hand.say('0002a100');
    expect(told).toEqual(['a100 5 none', 'down malformed-frame']);
    expect(hand.closes).toBe(1);
    expect(() => line.send(PDU)).toThrow('link-down');
    await line.close();
    expect(hand.closes).toBe(1);
    expect(told.length).toBe(2);
  });

  it('emits nothing after close, not even the rest of what was just received', async () => {
    const { hand, line, told } = make({ kind: 'omnipcx' });
    const opening = line.open();
    hand.say('50');
    await opening;
    line.events.on('pdu', () => void line.close());
    hand.say('0001a10001a20001a3');
    hand.say('0001a4');
    expect(told).toEqual(['a1 5 none']);
    expect(hand.written.at(-1)).toBe('45584954');
    expect(line.close()).toBe(line.close());
    expect(hand.closes).toBe(1);
  });

  it('keeps its timers where a listener sends while PDU and answer come together', async () => {
    const { hand, clock, line, told } = make({ kind: 'hipath-v24' });
    await line.open();
    line.send(PDU);
    let isAnswered = false;
    line.events.on('pdu', () => {
      if (!isAnswered) line.send(Uint8Array.of(0xa2, 0));
      isAnswered = true;
    });
    // Their PDU, then the acknowledgement of ours, in one read.
    hand.say('1002a1001003b41030');
    expect(hand.written).toEqual(['1002a1001003b4', '1030', '1002a2001003b5']);
    await clock.advance(12_000);
    expect(hand.written.at(-1)).toBe('1005');
    await clock.advance(13_000);
    expect(told.at(-1)).toBe('down link-down');
  });

  it('refuses to send where the other side does not read, or the queue is full', async () => {
    const slow = make({ kind: 'length16' });
    await slow.line.open();
    slow.hand.bufferedOctets = 2_000_000;
    expect(() => slow.line.send(PDU)).toThrow('resource-busy');
    const { line } = make({ kind: 'hipath-v24', maxQueue: 1 });
    await line.open();
    line.send(PDU);
    line.send(PDU);
    expect(() => line.send(PDU)).toThrow('resource-busy');
    expect(line.counters.framesOut).toBe(2);
  });

  it('counts what was ignored by its reason', async () => {
    const { hand, line } = make({ kind: 'hipath-v24' });
    await line.open();
    hand.say('10301030');
    expect(line.counters.ignored).toEqual({ 'ack with no frame under way': 2 });
    expect(line.counters.acksIn).toBe(2);
  });

  it('is told by the transport that the other side has gone', async () => {
    const clock = new VirtualClock();
    const cable = new MemoryCable({ clock });
    const line = (transport: Transport, role: 'client' | 'pbx'): FramedLine =>
      new FramedLine({
        transport,
        framing: { kind: 'omnipcx' },
        role,
        clock,
        isWhole: isWholeBer,
      });
    const [near, far] = [line(cable.left, 'client'), line(cable.right, 'pbx')];
    const told: string[] = [];
    far.events.on('down', ({ detail }) => told.push(detail));
    const opening = Promise.all([near.open(), far.open()]);
    await clock.advance(10);
    await opening;
    await near.close();
    await clock.advance(10);
    expect(told).toEqual(['omnipcx: the other side said EXIT']);
  });
});
