import koffi from 'koffi';

/** What `dtmf_rx_get` of libspandsp is asked for at most at once. */
const MOST_DIGITS = 128;

/**
 * The DTMF receiver of libspandsp, bound without a line of C: a library that has a C interface is loaded by koffi, its functions are
 * declared by their prototypes, and an opaque pointer is passed back as it came.
 * Where the library is not installed the constructor throws.
 */
export class DtmfReceiver {
  readonly #library = koffi.load(LIBRARY);
  readonly #receive = this.#library.func(
    'int dtmf_rx(void *state, const int16_t *amp, int samples)',
  );
  readonly #get = this.#library.func(
    'size_t dtmf_rx_get(void *state, _Out_ uint8_t *digits, int max)',
  );
  readonly #free = this.#library.func('int dtmf_rx_free(void *state)');
  #state: unknown = this.#library.func(
    'void *dtmf_rx_init(void *state, void *callback, void *user)',
  )(null, null, null);

  /** Takes linear samples at 8 kHz and answers the digits that were found in them and not told before. */
  receive(samples: Int16Array): string {
    this.#receive(this.#state, samples, samples.length);
    const digits = Buffer.alloc(MOST_DIGITS);
    const found = Number(this.#get(this.#state, digits, MOST_DIGITS - 1));
    return digits.toString('latin1', 0, found);
  }

  close(): void {
    if (this.#state === undefined) return;
    this.#free(this.#state);
    this.#state = undefined;
    this.#library.unload();
  }
}

const LIBRARY = 'libspandsp.so.2';

/** Why the library cannot be loaded here, or undefined. */
export function spandspIsMissing(): string | undefined {
  try {
    koffi.load(LIBRARY).unload();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
