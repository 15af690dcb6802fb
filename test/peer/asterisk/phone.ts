import { createSocket, type Socket } from 'node:dgram';
import { until } from './child.ts';
import {
  digest,
  formatSip,
  header,
  methodOf,
  parseSip,
  statusOf,
  type SipMessage,
} from './sip-message.ts';

export interface PhoneOptions {
  /** Its user part and its log-in; for an outside phone the caller's number. */
  readonly user: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  readonly sipPort: number;
  /** What it answers calls with in place of ringing: 486 is a busy phone. */
  readonly refuses?: number;
  /** It does not take NOTIFY with `Event: talk`. */
  readonly ignoresTalk?: boolean;
}

/** A call as the phone sees it. */
export interface PhoneCall {
  readonly id: string;
  readonly isIncoming: boolean;
  state: 'ringing' | 'calling' | 'talking' | 'ended';
  /** Who calls, as displayed. */
  readonly from: string;
  status: number;
  invite: SipMessage;
  remote: string;
  local: string;
  target: string;
  sequence: number;
  isOnHold: boolean;
  /** Where Asterisk wants the voice. */
  voicePort: number;
}

/**
 * A SIP phone on the table with a hand at it: registers, rings, answers, dials, holds and hangs up when
 * told. It speaks to Asterisk over real UDP; it has no voice, but hears RFC 4733 digits.
 */
export class Phone {
  readonly options: PhoneOptions;
  readonly calls: PhoneCall[] = [];
  /** Digits heard. */
  heard = '';
  readonly #sip: Socket = createSocket('udp4');
  readonly #rtp: Socket = createSocket('udp4');
  readonly #host: string;
  #lastDigitAt = -1;
  #next = 1;
  #registered: number | undefined;
  #challenged = '';
  #expires = 600;
  #contactPort: number | undefined;
  #voiceAt = 0;
  #voiceNumber = 0;

  private constructor(options: PhoneOptions) {
    this.options = options;
    this.#host = options.host ?? '127.0.0.1';
  }

  static async create(options: PhoneOptions): Promise<Phone> {
    const phone = new Phone(options);
    await bind(phone.#sip, phone.#host, options.port ?? 0);
    await bind(phone.#rtp, phone.#host, 0);
    phone.#sip.on('message', (bytes) => phone.#receive(parseSip(bytes.toString('utf8'))));
    phone.#rtp.on('message', (bytes) => phone.#hear(bytes));
    if (options.password !== undefined) await phone.register();
    return phone;
  }

  async register(expires = 600): Promise<void> {
    this.#registered = undefined;
    this.#expires = expires;
    this.#sendRegister(expires);
    await until(`${this.options.user} registered`, () => this.#registered === 200);
  }

  /** Registers another program of this machine under this phone's name. */
  async registerElsewhere(port: number): Promise<void> {
    this.#contactPort = port;
    await this.register();
  }

  async unregister(): Promise<void> {
    await this.register(0);
  }

  /** The latest call that has not ended. */
  get call(): PhoneCall | undefined {
    return this.calls.findLast((call) => call.state !== 'ended');
  }

  async rings(withinMs = 8_000): Promise<PhoneCall> {
    await until(`${this.options.user} rings`, () => this.call?.state === 'ringing', withinMs);
    return this.call as PhoneCall;
  }

  async isIdle(withinMs = 8_000): Promise<void> {
    await until(`${this.options.user} is idle`, () => this.call === undefined, withinMs);
  }

  dial(number: string, as: { readonly from?: string; readonly name?: string } = {}): PhoneCall {
    const shown = as.name === undefined ? '' : `"${as.name}" `;
    const id = `${this.options.user}-${process.hrtime.bigint()}`;
    const call: PhoneCall = {
      id,
      isIncoming: false,
      state: 'calling',
      from: '',
      status: 0,
      invite: { start: '', headers: [], body: '' },
      local: `${shown}<sip:${as.from ?? this.options.user}@${this.#host}>;tag=${id}`,
      remote: `<sip:${number}@127.0.0.1:${this.options.sipPort}>`,
      target: `sip:${number}@127.0.0.1:${this.options.sipPort}`,
      sequence: 1,
      isOnHold: false,
      voicePort: 0,
    };
    this.calls.push(call);
    this.#request(call, 'INVITE', this.#sdp('sendrecv'));
    return call;
  }

  answer(call: PhoneCall | undefined = this.call): void {
    if (call?.state !== 'ringing') throw new Error(`${this.options.user} does not ring`);
    call.state = 'talking';
    this.#respond(call.invite, '200 OK', call.local, this.#sdp('sendrecv'));
  }

  hold(call: PhoneCall | undefined = this.call): void {
    if (call?.state !== 'talking') throw new Error(`${this.options.user} is not in a call`);
    call.isOnHold = !call.isOnHold;
    this.#request(call, 'INVITE', this.#sdp(call.isOnHold ? 'sendonly' : 'sendrecv'));
  }

  /** Presses keys: RFC 4733 events, three packets each and three for its end. */
  async press(digits: string, call: PhoneCall | undefined = this.call): Promise<void> {
    if (call?.state !== 'talking') throw new Error(`${this.options.user} is not in a call`);
    for (const digit of digits) {
      this.#voiceAt += 1_760;
      for (let count = 1; count <= 6; count += 1) {
        this.#voiceNumber += 1;
        const packet = Buffer.alloc(16);
        packet.writeUInt16BE(0x8065 | (count === 1 ? 0x80 : 0), 0);
        packet.writeUInt16BE(this.#voiceNumber & 0xffff, 2);
        packet.writeUInt32BE(this.#voiceAt, 4);
        packet.writeUInt32BE(0x4372_6f73, 8);
        packet.writeUInt8('0123456789*#ABCD'.indexOf(digit), 12);
        packet.writeUInt8(count > 3 ? 0x8a : 0x0a, 13);
        packet.writeUInt16BE(Math.min(count, 4) * 320, 14);
        this.#rtp.send(packet, call.voicePort, '127.0.0.1');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  hangUp(call: PhoneCall | undefined = this.call): void {
    if (call === undefined) throw new Error(`${this.options.user} has no call`);
    if (call.state === 'talking') this.#request(call, 'BYE');
    else if (call.isIncoming) this.#respond(call.invite, '486 Busy Here', call.local);
    else this.#request(call, 'CANCEL');
    call.state = 'ended';
  }

  /** Blind transfer by the phone itself. */
  refer(to: string, call: PhoneCall | undefined = this.call): void {
    if (call?.state !== 'talking') throw new Error(`${this.options.user} is not in a call`);
    this.#request(call, 'REFER', '', [
      ['Refer-To', `<sip:${to}@127.0.0.1:${this.options.sipPort}>`],
      ['Referred-By', `<sip:${this.options.user}@127.0.0.1>`],
    ]);
  }

  async close(): Promise<void> {
    for (const call of this.calls) if (call.state !== 'ended') this.hangUp(call);
    await new Promise<void>((resolve) => this.#sip.close(resolve));
    await new Promise<void>((resolve) => this.#rtp.close(resolve));
  }

  #receive(message: SipMessage): void {
    const status = statusOf(message);
    if (status > 0) this.#onResponse(message, status);
    else this.#onRequest(message);
  }

  #onRequest(message: SipMessage): void {
    const method = message.start.split(' ')[0];
    const call = this.calls.find((call) => call.id === header(message, 'call-id'));
    if (method === 'ACK') return;
    if (method === 'INVITE') {
      if (call === undefined) this.#onInvite(message);
      else if (call.state === 'talking') {
        this.#respond(message, '200 OK', call.local, this.#sdp('sendrecv'));
      }
      return;
    }
    this.#respond(message, '200 OK', call?.local ?? header(message, 'to'));
    if (call === undefined) return;
    if (method === 'BYE') call.state = 'ended';
    if (method === 'CANCEL' && call.state === 'ringing') {
      call.state = 'ended';
      this.#respond(call.invite, '487 Request Terminated', call.local);
    }
    // Who has transferred leaves when it is told that the transfer was done.
    const isDone = header(message, 'event') === 'refer' && message.body.includes(' 200 ');
    if (method === 'NOTIFY' && isDone && call.state === 'talking') this.hangUp(call);
    const isTalk = method === 'NOTIFY' && header(message, 'event') === 'talk';
    if (isTalk && this.options.ignoresTalk !== true && call.state === 'ringing') this.answer(call);
  }

  #onInvite(message: SipMessage): void {
    const local = `${header(message, 'to')};tag=${this.options.user}-${this.#next++}`;
    const from = header(message, 'from');
    const call: PhoneCall = {
      id: header(message, 'call-id'),
      isIncoming: true,
      state: 'ringing',
      from,
      status: 0,
      invite: message,
      local,
      remote: from,
      target: /<([^>]+)>/.exec(header(message, 'contact'))?.[1] ?? '',
      sequence: 1,
      isOnHold: false,
      voicePort: 0,
    };
    this.calls.push(call);
    if (this.options.refuses !== undefined) {
      call.state = 'ended';
      this.#respond(message, `${this.options.refuses} No`, local);
      return;
    }
    this.#respond(message, '180 Ringing', local);
    const auto = header(message, 'alert-info') + header(message, 'call-info');
    if (/auto-?answer|answer-after=0/i.test(auto)) this.answer(call);
  }

  #onResponse(message: SipMessage, status: number): void {
    const method = methodOf(message);
    if (method === 'REGISTER') {
      if (status === 401 && this.#challenged === '') {
        this.#challenged = header(message, 'www-authenticate');
        this.#sendRegister(this.#expires);
      } else {
        this.#registered = status;
        this.#challenged = '';
      }
      return;
    }
    const call = this.calls.find((call) => call.id === header(message, 'call-id'));
    if (call === undefined || method !== 'INVITE' || status < 180) return;
    call.remote = header(message, 'to');
    if (status >= 300) this.#onRefused(call, message, status);
    else if (status >= 200) {
      call.target = /<([^>]+)>/.exec(header(message, 'contact'))?.[1] ?? call.target;
      if (call.state === 'calling') call.state = 'talking';
      call.voicePort = voicePortOf(message.body);
      this.#request(call, 'ACK', '', [], call.sequence);
    }
    call.status = status;
  }

  #onRefused(call: PhoneCall, message: SipMessage, status: number): void {
    this.#request(call, 'ACK', '', [], call.sequence);
    if (status === 401 && this.options.password !== undefined) {
      const login = { user: this.options.user, password: this.options.password };
      call.sequence += 1;
      call.remote = call.remote.replace(/;tag=.*/, '');
      const value = digest(header(message, 'www-authenticate'), login, 'INVITE', call.target);
      this.#request(call, 'INVITE', this.#sdp('sendrecv'), [['Authorization', value]]);
    } else call.state = 'ended';
  }

  #request(
    call: PhoneCall,
    method: string,
    body = '',
    more: readonly (readonly [string, string])[] = [],
    sequence?: number,
  ): void {
    const isSame = method === 'ACK' || method === 'CANCEL';
    if (!isSame && call.status > 0) call.sequence += 1;
    const branch = method === 'ACK' ? `z9hG4bKack${this.#next++}` : `z9hG4bK${call.id}`;
    const key = isSame ? branch : `${branch}-${call.sequence}`;
    const via = method === 'CANCEL' ? `z9hG4bK${call.id}-${call.sequence}` : key;
    this.#send(
      formatSip(
        `${method} ${call.target} SIP/2.0`,
        [
          ['Via', `SIP/2.0/UDP ${this.#address()};rport;branch=${via}`],
          ['Max-Forwards', '70'],
          ['From', call.local],
          ['To', method === 'CANCEL' ? call.remote.replace(/;tag=.*/, '') : call.remote],
          ['Call-ID', call.id],
          ['CSeq', `${sequence ?? call.sequence} ${method}`],
          ['Contact', `<sip:${this.options.user}@${this.#address()}>`],
          ...more,
        ],
        body,
      ),
    );
  }

  #respond(to: SipMessage, status: string, local: string, body = ''): void {
    const same = to.headers.filter(([name]) => ['via', 'from', 'call-id', 'cseq'].includes(name));
    this.#send(
      formatSip(
        `SIP/2.0 ${status}`,
        [...same, ['To', local], ['Contact', `<sip:${this.options.user}@${this.#address()}>`]],
        body,
      ),
    );
  }

  #sendRegister(expires: number): void {
    const { user, password = '', sipPort } = this.options;
    const uri = `sip:127.0.0.1:${sipPort}`;
    const auth: (readonly [string, string])[] =
      this.#challenged === ''
        ? []
        : [['Authorization', digest(this.#challenged, { user, password }, 'REGISTER', uri)]];
    const sequence = this.#next++;
    this.#send(
      formatSip(`REGISTER ${uri} SIP/2.0`, [
        ['Via', `SIP/2.0/UDP ${this.#address()};rport;branch=z9hG4bKreg${process.hrtime.bigint()}`],
        ['Max-Forwards', '70'],
        ['From', `<sip:${user}@127.0.0.1>;tag=reg${user}`],
        ['To', `<sip:${user}@127.0.0.1>`],
        ['Call-ID', `reg-${user}-${this.#sip.address().port}`],
        ['CSeq', `${sequence} REGISTER`],
        ['Contact', `<sip:${user}@${this.#host}:${this.#contactPort ?? this.#sip.address().port}>`],
        ['Expires', String(expires)],
        ...auth,
      ]),
    );
  }

  #sdp(direction: string): string {
    const port = this.#rtp.address().port;
    const lines = [
      'v=0',
      `o=- ${this.#next} ${this.#next++} IN IP4 ${this.#host}`,
      's=-',
      `c=IN IP4 ${this.#host}`,
      't=0 0',
      `m=audio ${port} RTP/AVP 0 101`,
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      `a=${direction}`,
    ];
    return `${lines.join('\r\n')}\r\n`;
  }

  /** RFC 4733: one event is many packets with one time stamp. */
  #hear(packet: Buffer): void {
    if (packet.length < 16 || ((packet[1] ?? 0) & 0x7f) !== 101) return;
    const at = packet.readUInt32BE(4);
    if (at === this.#lastDigitAt) return;
    this.#lastDigitAt = at;
    this.heard += '0123456789*#ABCD'[packet[12] ?? 0] ?? '?';
  }

  #address(): string {
    return `${this.#host}:${this.#sip.address().port}`;
  }

  #send(text: string): void {
    this.#sip.send(text, this.options.sipPort, '127.0.0.1');
  }
}

function voicePortOf(sdp: string): number {
  return Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? 0);
}

function bind(socket: Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => resolve());
  });
}
