import type { Hardware } from '../hardware.ts';

/** The engine's ports: who has one, and which are free. The one that was free longest is taken first. */
export class Ports<Owner> {
  readonly #hardware: Hardware;
  readonly #free: number[];
  readonly #owners = new Map<number, Owner>();

  constructor(hardware: Hardware) {
    this.#hardware = hardware;
    this.#free = Array.from({ length: hardware.portCount }, (_, port) => port);
  }

  get freeCount(): number {
    return this.#free.length;
  }

  take(owner: Owner): number | undefined {
    const port = this.#free.shift();
    if (port !== undefined) this.#owners.set(port, owner);
    return port;
  }

  ownerOf(port: number): Owner | undefined {
    return this.#owners.get(port);
  }

  giveBack(port: number | undefined): void {
    if (port === undefined || !this.#owners.delete(port)) return;
    this.#hardware.disconnect(port);
    this.#hardware.detect(port, false);
    this.#hardware.listen({ port }, undefined);
    this.#free.push(port);
  }
}
