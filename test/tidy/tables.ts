/** What test/tidy.test.ts holds the house to. Add a line with its reason, or do without. */

/** Rooms of `src` and the floor of each (ARCHITECTURE.md, "Floors"); the higher may import the lower. */
export const FLOORS: Readonly<Record<string, number>> = {
  'src/main.ts': 7,
  'src/cli': 7,
  'src/api': 6,
  'src/contact': 5,
  'src/s100': 4,
  'src/telephony': 3,
  'src/journal': 2,
  'src/spi': 1,
  'src/base': 0,
};

/** Rooms of `native` and what each may include beside itself and the public headers (ARCHITECTURE.md, "The board engine"). */
export const NATIVE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  settings: [],
  dsp: [],
  codec: [],
  'board-check': [],
  ctbus: ['dsp'],
  boards: ['ctbus', 'dsp', 'settings'],
  engine: ['ctbus', 'dsp', 'settings'],
  trunk: ['engine', 'dsp', 'settings'],
  addon: ['trunk', 'engine', 'dsp'],
};

/** The only files of a floor that touch time, chance, sockets, files or threads themselves, and why. */
export const EDGES: Readonly<Record<string, string>> = {
  'src/base/clock.ts': 'the real clock, behind `Clock`',
  'src/base/random.ts': 'real chance, behind `Random`',
  'src/base/virtual-clock.ts': 'lets promises settle between two timers; measures nothing',
  'src/journal/sqlite-store.ts': 'holds the thread of the writer, behind `Store`',
  'src/journal/sqlite-writer.ts': 'the thread that waits for the disk, behind `Store`',
  'src/journal/sqlite-checkpointer.ts': 'the thread that tidies the file, behind `Store`',
  'src/contact/csv-file.ts': 'the configured file of contacts, opened once at the start',
  'src/api/api-server.ts': 'the one port that is listened on',
  'src/api/webhooks/address-guard.ts': 'the address lists of node:net; opens no socket',
  'src/api/webhooks/poster.ts':
    'the requests to webhooks, and the names they resolve; behind `Post`',
  'src/api/webhooks/secret.ts': 'secrets need chance that no seed repeats',
  'src/api/webhooks/webhook-store.ts': 'makes its file with mode 0600: it holds secrets',
  'src/api/authentication.ts': 'secrets need chance that no seed repeats, and a file of mode 0600',
  'drivers/asterisk/ari-client.ts': 'the HTTP requests of the link',
  'drivers/asterisk/ami-client.ts': 'the socket of the link',
  'drivers/csta/doors.ts': 'files that the settings name: certificates, recordings',
  'drivers/csta/transport/tcp-transport.ts': 'the TCP and TLS socket of a line, behind `Transport`',
  'drivers/csta/transport/tcp-listener.ts': 'the port on which clients of the face call',
  'drivers/csta/recording/record-file.ts': 'the file of a recording, behind `RecordSink`',
  'drivers/ctbus/native.ts': 'loads the board engine, which is native code',
  'drivers/csta/asn1/generate.ts': 'a tool of the build, not of the server',
};

/** Modules of Node that only compute. Of node:crypto that is said of the names below alone. */
export const PURE = ['node:events', 'node:path', 'node:stream', 'node:url', 'node:util'];
export const PURE_CRYPTO = ['createHash', 'createHmac', 'timingSafeEqual'];

/** What of the surroundings comes in by constructor instead. */
export const FROM_OUTSIDE: Readonly<Record<string, string>> = {
  'Date.now': 'take a `Clock` (src/base/clock.ts)',
  'new Date()': 'take a `Clock` (src/base/clock.ts)',
  performance: 'take a `Clock` (src/base/clock.ts)',
  setTimeout: 'take a `Clock` and call its setTimeout',
  setInterval: 'take a `Clock` and set a timer again each time',
  setImmediate: 'take a `Clock`: `sleep(clock, 0)` or `clock.setTimeout(action, 0)`',
  'Math.random': 'take a `Random` (src/base/random.ts)',
  crypto: 'take a `Random` (src/base/random.ts)',
  fetch: 'have it given in, as src/contact/json-request.ts does',
  process: 'have the value given in by the configuration or src/main.ts',
  globalThis: 'name what is wanted of it, and have it given in',
};

export interface Dependency {
  readonly why: string;
  /** Where it may be imported; absent for what is not imported by sources. */
  readonly by?: readonly string[];
}

/** Every dependency there is, one line of reason each. docs/dependencies.md says more about each. */
export const DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  ajv: {
    why: 'checks what comes in against the schemas, and generates the validators',
    by: ['src/api', 'src/cli', 'drivers', 'schemas'],
  },
  'better-sqlite3': {
    why: 'the journal, the contacts and the webhooks, each in a file',
    by: ['src/journal', 'src/contact', 'src/api/webhooks'],
  },
  commander: { why: 'the command line', by: ['src/cli'] },
  'csv-parse': { why: 'contacts from CSV as it is really written', by: ['src/contact'] },
  express: { why: 'routes and bodies of the REST API', by: ['src/api'] },
  'libphonenumber-js': { why: 'the numbering plans of all countries', by: ['src/contact'] },
  'lru-cache': { why: 'bounded memories', by: ['src/api', 'src/contact', 'src/telephony'] },
  'node-addon-api': { why: 'C++ headers: native/addon is compiled against them at install time' },
  opossum: { why: 'the circuit breaker before an outside CRM', by: ['src/contact'] },
  'prom-client': { why: 'metrics in the Prometheus format', by: ['src/api'] },
  saxes: { why: 'reads CSTA XML', by: ['drivers'] },
  serialport: { why: 'serial lines to switches', by: ['drivers'] },
  winston: { why: 'log lines, behind `Log`', by: ['src/cli'] },
  ws: { why: 'WebSocket, as server and as client', by: ['src/api', 'drivers'] },
  yaml: { why: 'configuration and scenarios with line numbers', by: ['src/cli', 'drivers'] },
};

export const DEV_DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  '@asyncapi/specs': { why: 'the official schema that /asyncapi.json is tested against' },
  '@seriousme/openapi-schema-validator': { why: 'an independent judge of /openapi.json' },
  '@types/better-sqlite3': { why: 'types' },
  '@types/express': { why: 'types' },
  '@types/node': { why: 'types' },
  '@types/ws': { why: 'types' },
  'asn1.js': { why: 'a peer that the BER codec is measured beside', by: ['bench'] },
  asn1js: { why: 'a peer that the BER codec is measured beside', by: ['bench'] },
  'cmake-js': {
    why: 'the same native build from one CMakeLists.txt, with its tests and sanitizers',
  },
  'fast-check': { why: 'properties and their smallest counter-example' },
  'json-schema-to-typescript': { why: 'types from the schemas', by: ['schemas'] },
  koffi: { why: 'shows a library of a vendor called without compiling anything', by: ['bench'] },
  node: { why: 'Node 24 for every script, whatever Node runs npm' },
  oxfmt: { why: 'the formatter, of what is generated too', by: ['drivers/csta/asn1'] },
  oxlint: { why: 'the linter' },
  'oxlint-tsgolint': { why: 'its rules that need types' },
  'playwright-core': { why: 'drives a real Chromium in the tests' },
  preact: { why: 'the pages in web/; vite puts it into the bundle', by: ['web'] },
  standardwebhooks: { why: 'an independent judge of the signatures of webhooks' },
  typescript: { why: 'the compiler' },
  vite: { why: 'builds web/; parses sources for this test', by: ['web'] },
  vitest: { why: 'the test runner' },
};

export const SHAPELESS = /^(utils?|helpers?|misc|common|types)$/;
export const KEBAB = /^[a-z\d]+(-[a-z\d]+)*$/;
export const MOST_LINES = 500;
