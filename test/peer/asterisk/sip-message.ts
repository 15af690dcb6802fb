import { createHash } from 'node:crypto';

/** As much of a SIP message (RFC 3261) as a phone on a table needs. */
export interface SipMessage {
  /** `INVITE sip:… SIP/2.0` or `SIP/2.0 200 OK`. */
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const SHORT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  o: 'event',
};

export function parseSip(text: string): SipMessage {
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end < 0 ? text.length : end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    return [SHORT[name] ?? name, line.slice(colon + 1).trim()] as const;
  });
  return { start, headers, body: end < 0 ? '' : text.slice(end + 4) };
}

export function header(message: SipMessage, name: string): string {
  return message.headers.find(([other]) => other === name)?.[1] ?? '';
}

export function statusOf(message: SipMessage): number {
  return message.start.startsWith('SIP/2.0 ') ? Number(message.start.slice(8, 11)) : 0;
}

export function methodOf(message: SipMessage): string {
  return header(message, 'cseq').split(' ')[1] ?? '';
}

export function formatSip(
  start: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): string {
  const type: (readonly [string, string])[] =
    body === '' ? [] : [['Content-Type', 'application/sdp']];
  const all = [...headers, ...type, ['Content-Length', String(Buffer.byteLength(body))] as const];
  return `${start}\r\n${all.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`;
}

/** The answer to a digest challenge (RFC 3261 §22, MD5 with or without qop). */
export function digest(
  challenge: string,
  login: { readonly user: string; readonly password: string },
  method: string,
  uri: string,
): string {
  const field = (name: string): string =>
    new RegExp(`${name}="?([^",]+)"?`, 'i').exec(challenge)?.[1] ?? '';
  const realm = field('realm');
  const nonce = field('nonce');
  const ha1 = md5(`${login.user}:${realm}:${login.password}`);
  const ha2 = md5(`${method}:${uri}`);
  const hasQop = field('qop') !== '';
  const response = hasQop
    ? md5(`${ha1}:${nonce}:00000001:abcdef:auth:${ha2}`)
    : md5(`${ha1}:${nonce}:${ha2}`);
  const qop = hasQop ? ', qop=auth, nc=00000001, cnonce="abcdef"' : '';
  const opaque = field('opaque') === '' ? '' : `, opaque="${field('opaque')}"`;
  return (
    `Digest username="${login.user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", algorithm=MD5${qop}${opaque}`
  );
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
