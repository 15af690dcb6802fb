import type { CallRecord } from '../../../src/spi/call-record.ts';
import type { Connector, SwitchLink } from '../../../src/spi/driver.ts';
import type { Transport } from '../transport/transport.ts';
import type { SmdrFormat } from './smdr-format.ts';
import { SmdrPrinter } from './smdr-printer.ts';

/** Prints the call records of a switch on a line, as a PBX does on its printer port. */
export class SmdrFace {
  readonly #transport: Transport;
  readonly #link: SwitchLink;

  constructor(connector: Connector, transport: Transport, format: SmdrFormat) {
    this.#transport = transport;
    this.#link = connector.createLink();
    const printer = new SmdrPrinter(format);
    this.#link.events.on('event', (event) => {
      if (event.event !== 'callRecord') return;
      transport.write(Buffer.from(printer.print(asDialled(event.record)), 'latin1'));
    });
  }

  async open(): Promise<void> {
    await this.#transport.open();
    await this.#link.open();
  }

  async close(): Promise<void> {
    await this.#link.close();
    await this.#transport.close();
  }
}

/** A printer knows digits alone: blanks would part one column into two. */
function asDialled({ number, ...record }: CallRecord): CallRecord {
  return number === undefined ? record : { ...record, number: number.replaceAll(/\s/g, '') };
}
