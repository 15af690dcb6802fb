import type { Duplex } from 'node:stream';
import type { Problem } from '../../schemas/generated/types.ts';
import type { CrosspointError } from '../base/errors.ts';
import { toProblem } from '../base/problem.ts';

/** What a problem says in the headers of its answer. */
export function problemHeaders({ status }: Problem): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (status === 429 || status === 503) headers['Retry-After'] = '1';
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  return headers;
}

/** Answers with a problem on a connection that is past HTTP, or never got so far, and ends it. */
export function endWithProblem(socket: Duplex, error: CrosspointError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(error);
  const body = JSON.stringify(problem);
  const headers = {
    ...problemHeaders(problem),
    // RFC 6455 §4.4: whoever speaks another version is told this one.
    'Sec-WebSocket-Version': '13',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // The other side may never end its half: nobody waits for that.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines.join('')}\r\n${body}`);
}
