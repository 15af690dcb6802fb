/** Many clients of a stream in a process of their own; the last one reads what it gets. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { sharedNow } from '../statistics.ts';
import { FrameReader, PONG, sequenceIn } from './frame-reader.ts';
import type { Collected, FromClient, ToClient } from './protocol.ts';

const say = (message: FromClient | Collected) => process.send?.(message);
const arrivals: [number, number][] = [];
let octets = 0;
let octetsOfOthers = 0;
let seen = 0;
let told = 0;

process.on('message', (message: ToClient | { say: 'collect' }) => {
  if (message.say === 'collect') {
    say({ say: 'arrivals', frames: seen, octets, octetsOfOthers, arrivals });
    return;
  }
  void connectAll(message).then(() => say({ say: 'connected' }));
});

async function connectAll({ port, token, clients, isTimed }: ToClient): Promise<void> {
  // The one that is timed comes last: a server that writes to one after the other comes to it last.
  for (let index = 1; index < clients; index += 1) {
    await open(port, token, (data) => {
      octetsOfOthers += data.length;
    });
  }
  const take = (payload: Buffer) => {
    // The snapshot has a sequence too, but is no event.
    if (payload[2] !== 0x65) return;
    seen += 1;
    if (isTimed) arrivals.push([sequenceIn(payload) ?? 0, sharedNow()]);
  };
  const reader = new FrameReader(take, () => socket.write(PONG));
  const socket = await open(port, token, (data) => {
    octets += data.length;
    reader.push(data);
    if (seen - told < 200) return;
    told = seen;
    say({ say: 'seen', events: seen });
  });
}

/** Resolves when the server has switched protocols; what follows goes to `take`. */
function open(port: number, token: string, take: (data: Buffer) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.on('error', reject);
    const request = [
      'GET /v1/stream?types=call.*,screen-pop.* HTTP/1.1',
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      `Authorization: Bearer ${token}`,
    ];
    socket.write(`${request.join('\r\n')}\r\n\r\n`);
    let head = Buffer.alloc(0);
    const readHead = (data: Buffer) => {
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', readHead);
      socket.on('data', take);
      if (head.length > end + 4) take(head.subarray(end + 4));
      resolve(socket);
    };
    socket.on('data', readHead);
  });
}
