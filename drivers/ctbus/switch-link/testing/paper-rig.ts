import { VirtualClock } from '../../../../src/base/virtual-clock.ts';
import type { SwitchEvent, SwitchEventName } from '../../../../src/spi/index.ts';
import { CtbusConnector } from '../connector.ts';
import type { CtbusLink } from '../link.ts';
import { readSettings } from '../settings.ts';
import { lineOf, paperBoard, PAPER_SETTINGS } from './paper-bench.ts';
import type { PaperBoard, PaperTrunk } from './paper-board.ts';

/** A link to a board of paper, what it has told, and the clock that both go by. */
export class PaperRig {
  readonly clock: VirtualClock;
  readonly board: PaperBoard;
  readonly connector: CtbusConnector;
  readonly link: CtbusLink;
  readonly told: SwitchEvent[] = [];
  readonly downs: string[] = [];

  private constructor(clock: VirtualClock, settings: object, ports?: number) {
    this.clock = clock;
    this.board = paperBoard(clock, ports);
    this.connector = new CtbusConnector({
      settings: readSettings({ ...PAPER_SETTINGS, ...settings }),
      clock,
      openHardware: async () => ({ hardware: this.board, lineOf }),
    });
    this.link = this.connector.createLink();
    this.link.events.on('event', (event) => this.told.push(event));
    this.link.events.on('down', (reason) => this.downs.push(reason.code));
  }

  static async open(settings: object = {}, ports?: number): Promise<PaperRig> {
    const rig = PaperRig.closed(settings, ports);
    await rig.link.open();
    return rig;
  }

  /** Its link is opened by whoever wants to listen from the beginning. */
  static closed(settings: object = {}, ports?: number): PaperRig {
    return new PaperRig(new VirtualClock(), settings, ports);
  }

  get trunk(): PaperTrunk {
    return this.board.trunks.get('T1') as PaperTrunk;
  }

  /** Names of what was told, each with its device. */
  get story(): string[] {
    return this.told.map((event) => {
      const device = 'connection' in event ? event.connection.device : '';
      const cause = 'cause' in event ? event.cause : '';
      return `${event.event} ${device} ${cause}`.trim();
    });
  }

  /** The last event of this name. */
  last<Name extends SwitchEventName>(name: Name): Extract<SwitchEvent, { event: Name }> {
    const found = this.told.findLast(({ event }) => event === name);
    if (found === undefined) throw new Error(`no ${name} among ${this.story.join(', ')}`);
    return found as Extract<SwitchEvent, { event: Name }>;
  }

  /** Lets everything happen that is due. */
  async pass(ms = 5): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Somebody outside calls this number; answers with the number of the call on the trunk. */
  async comesIn(called: string, digits = ''): Promise<number> {
    const call = this.trunk.dialIn({ called, calling: '+4930123456', name: 'Ada', digits });
    await this.pass();
    return call;
  }

  /** The same, and the media extension answers. */
  async talksAtMedia(called = '3001'): Promise<number> {
    const call = await this.comesIn(called);
    await this.link.request('answerCall', { connection: this.last('delivered').connection });
    await this.pass();
    return call;
  }
}
