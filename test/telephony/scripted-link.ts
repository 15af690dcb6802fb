import type { Clock } from '../../src/base/clock.ts';
import { CrosspointError } from '../../src/base/errors.ts';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import type { Connector, LinkEvents, SwitchLink, SwitchSnapshot } from '../../src/spi/driver.ts';
import type { Capability, ServiceAnswer, ServiceName } from '../../src/spi/services.ts';

/** What a link does when it is opened, probed or closed. */
export type Behaviour = 'succeeds' | 'fails' | 'throws' | 'hangs';

export interface Script {
  readonly open?: Behaviour;
  readonly probe?: Behaviour;
  readonly close?: Behaviour;
}

/** A link that does what its script says and writes down what it is asked. */
export class ScriptedLink implements SwitchLink {
  readonly events = new TypedEmitter<LinkEvents>();
  readonly capabilities = new Set<Capability>(['answerCall', 'monitorStart']);
  readonly requests: string[] = [];
  probes = 0;
  closes = 0;
  settleOpen: (error?: Error) => void = () => undefined;
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.settleOpen = (error) => (error === undefined ? resolve() : reject(error));
      void behave(this.#script.open, 'open').then(resolve, reject);
    });
  }

  request<Name extends ServiceName>(service: Name): Promise<ServiceAnswer<Name>> {
    this.requests.push(service);
    return Promise.resolve(undefined as ServiceAnswer<Name>);
  }

  snapshot(): Promise<SwitchSnapshot> {
    return Promise.resolve({ devices: [], calls: [] });
  }

  probe(): Promise<void> {
    this.probes += 1;
    return behave(this.#script.probe, 'probe');
  }

  close(): Promise<void> {
    this.closes += 1;
    if (this.#script.close === 'throws') throw new Error('close broke');
    return behave(this.#script.close, 'close');
  }

  /** The wire is cut. */
  lose(): void {
    this.events.emit('down', new CrosspointError('link-down', 'the wire was cut'));
  }
}

/** Links one after the other, each by the next script; the last script stands for all that follow. */
export class ScriptedConnector implements Connector {
  readonly links: ScriptedLink[] = [];
  /** When each link was made. */
  readonly madeAt: number[] = [];
  isClosed = false;
  readonly #clock: Clock;
  readonly #scripts: readonly Script[];

  constructor(clock: Clock, scripts: readonly Script[] = []) {
    this.#clock = clock;
    this.#scripts = scripts;
  }

  get last(): ScriptedLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error('no link was made');
    return link;
  }

  createLink(): ScriptedLink {
    const script = this.#scripts[this.links.length] ?? this.#scripts.at(-1) ?? {};
    const link = new ScriptedLink(script);
    this.links.push(link);
    this.madeAt.push(this.#clock.now());
    return link;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

function behave(behaviour: Behaviour | undefined, what: string): Promise<void> {
  switch (behaviour) {
    case 'hangs':
      return new Promise(() => undefined);
    case 'fails':
      return Promise.reject(new CrosspointError('transport-failed', `${what} failed`));
    case 'throws':
      return Promise.reject(new TypeError(`${what} broke`));
    case 'succeeds':
    case undefined:
      return Promise.resolve();
  }
}
