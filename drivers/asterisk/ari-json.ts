/** What the driver reads of ARI's JSON, taken from values of which nothing is assumed. */
export interface AriChannel {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly callerNumber: string;
  readonly callerName: string;
  readonly exten: string;
  readonly context: string;
  readonly application: string;
}

export interface AriEndpoint {
  readonly technology: string;
  readonly resource: string;
  readonly state: string;
}

export interface AriBridge {
  readonly id: string;
  readonly channels: readonly string[];
}

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function asNumber(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** Undefined where there is no channel of that name in the message. */
export function asChannel(value: unknown): AriChannel | undefined {
  const json = asObject(value);
  const id = asText(json['id']);
  if (id === '') return undefined;
  const caller = asObject(json['caller']);
  const dialplan = asObject(json['dialplan']);
  return {
    id,
    name: asText(json['name']),
    state: asText(json['state']),
    callerNumber: asText(caller['number']),
    callerName: asText(caller['name']),
    exten: asText(dialplan['exten']),
    context: asText(dialplan['context']),
    application: asText(dialplan['app_name']),
  };
}

export function asEndpoint(value: unknown): AriEndpoint | undefined {
  const json = asObject(value);
  const resource = asText(json['resource']);
  if (resource === '') return undefined;
  return { technology: asText(json['technology']), resource, state: asText(json['state']) };
}

export function asBridge(value: unknown): AriBridge {
  const json = asObject(value);
  return { id: asText(json['id']), channels: asList(json['channels']).map(asText) };
}

/** `PJSIP/2001-0000001a` is a channel of the endpoint 2001. */
export function endpointOf(channelName: string): { technology: string; resource: string } {
  const found = /^([^/]+)\/(.+?)(?:-[0-9a-f]{8})?(?:;[12])?$/.exec(channelName);
  return { technology: found?.[1] ?? '', resource: found?.[2] ?? channelName };
}
