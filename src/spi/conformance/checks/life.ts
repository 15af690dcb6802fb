import type { Check } from '../check.ts';
import { refusalOf } from '../refusal.ts';
import { ringing } from '../scenes.ts';
import type { Stage } from '../stage.ts';
import { SERVICES, type Capability } from '../../services.ts';

const PROPERTIES = ['correlatorData', 'callingName', 'digitsReported'];

/** From opening to closing, by whoever holds the link. */
export const LIFE: readonly Check[] = [
  {
    id: 'settings',
    title: 'Settings that do not fit are refused before anything is connected',
    clause: 'src/spi/driver.ts, Driver',
    opensItself: true,
    run: refusesSettings,
  },
  {
    id: 'open',
    title: 'A link opens, says what it can do and shows the devices of the switch',
    clause: 'contract, Life and Snapshots',
    run: opens,
  },
  {
    id: 'probe',
    title: 'A probe resolves while the switch is alive',
    clause: 'src/spi/driver.ts, SwitchLink.probe',
    async run(stage) {
      const probe = await stage.settle('probe', stage.link.probe());
      if (probe.hasFailed) {
        stage.report('request-failed', `probe rejected with ${refusalOf(probe.error).text}`);
      }
    },
  },
  {
    id: 'close-twice',
    title: 'A link can be closed more than once, and another one opened after it',
    clause: 'contract, Life',
    async run(stage) {
      const first = stage.link;
      await closed(stage);
      await closed(stage);
      await refusesAfterwards(stage, 'close');
      stage.demand(!first.isDown, 'event-after-close', 'down was emitted after close was called');
      await stage.openLink();
    },
  },
  {
    id: 'close-under-way',
    title: 'Requests under way when a link is closed reject with link-down',
    clause: 'contract, Life',
    async run(stage) {
      const requests = startRequests(stage);
      const closing = stage.link.close();
      await rejectWithLinkDown(stage, requests, 'close');
      await stage.settle('close', closing);
    },
  },
  {
    id: 'close-silent',
    title: 'A closed link says nothing about what happens afterwards',
    clause: 'contract, Life',
    needs: { hands: ['dialIn', 'hangUpOutside'] },
    async run(stage) {
      const [a, b] = stage.numbers.extensions;
      const first = await ringing(stage, a);
      await closed(stage);
      await stage.play('hangUpOutside', first.outsideCall);
      const second = await stage.play('dialIn', { from: stage.numbers.caller, to: b });
      await stage.pass(stage.patience.quietMs * 5);
      await stage.play('hangUpOutside', second.call);
      await stage.pass(stage.patience.quietMs * 5);
    },
  },
];

async function refusesSettings(stage: Stage): Promise<void> {
  for (const settings of [42, 'settings']) {
    try {
      stage.driver.createConnector(settings, {
        switchId: 'bench',
        clock: stage.clock,
        random: { next: () => 0.5 },
        log: stage.log,
      });
      stage.report('settings-accepted', `createConnector took ${JSON.stringify(settings)}`);
    } catch (error) {
      const { code, text } = refusalOf(error);
      const position = (error as { position?: { pointer?: string } } | undefined)?.position;
      const isRight = code === 'invalid-configuration' && position?.pointer !== undefined;
      const what = `createConnector(${JSON.stringify(settings)}) threw ${text}`;
      stage.demand(
        isRight,
        'settings-accepted',
        `${what}; it must be invalid-configuration with position.pointer`,
      );
    }
  }
}

async function opens(stage: Stage): Promise<void> {
  const { capabilities } = stage.link;
  stage.demand(capabilities.size > 0, 'capability-lie', 'the link can do nothing at all');
  const known = new Set<string>([...SERVICES, ...PROPERTIES]);
  for (const capability of capabilities as ReadonlySet<string>) {
    const what = `capabilities have "${capability}", which the SPI does not know`;
    stage.demand(known.has(capability), 'capability-lie', what);
  }
  const { devices } = await stage.snapshot();
  for (const device of stage.numbers.extensions) {
    const info = devices.find((one) => one.device === device);
    const isRight = info?.kind === 'extension' && info.isInService;
    const got = info === undefined ? 'no such device' : JSON.stringify(info);
    stage.demand(
      isRight,
      'snapshot-lacks',
      `the snapshot shows for ${device}: ${got}; it is an extension in service`,
    );
  }
}

/** Requests of every sort that this link takes, none of them waited for. */
export function startRequests(stage: Stage): ReadonlyMap<string, Promise<unknown>> {
  const { link } = stage;
  const device = stage.numbers.extensions[0];
  const requests = new Map<string, Promise<unknown>>();
  requests.set('probe', link.probe());
  requests.set('snapshot', link.snapshot());
  const can = (service: Capability) => link.capabilities.has(service);
  if (can('monitorStop')) requests.set('monitorStop', link.request('monitorStop', { device }));
  if (can('setDoNotDisturb')) {
    requests.set('setDoNotDisturb', link.request('setDoNotDisturb', { device, isOn: false }));
  }
  return requests;
}

export async function rejectWithLinkDown(
  stage: Stage,
  requests: ReadonlyMap<string, Promise<unknown>>,
  why: 'close' | 'loss',
): Promise<void> {
  const settled = [...requests].map(async ([what, promise]) => {
    return [what, await stage.settle(what, promise)] as const;
  });
  for (const [what, answer] of await Promise.all(settled)) {
    const when = `${what} was under way at the ${why} of the link and`;
    if (!answer.hasFailed) {
      stage.report('refusal-swallowed', `${when} resolved; it must reject with link-down`);
    } else if (refusalOf(answer.error).code !== 'link-down') {
      const { text } = refusalOf(answer.error);
      stage.report('refusal-code', `${when} rejected with ${text}; it must be link-down`);
    }
  }
}

/** A dead link takes no request. */
export async function refusesAfterwards(stage: Stage, why: 'close' | 'loss'): Promise<void> {
  const requests = new Map<string, Promise<unknown>>([
    ['probe', stage.link.probe()],
    ['snapshot', stage.link.snapshot()],
  ]);
  const device = stage.numbers.extensions[0];
  if (stage.link.capabilities.has('monitorStart')) {
    requests.set('monitorStart', stage.link.request('monitorStart', { device }));
  }
  for (const [what, promise] of requests) {
    const answer = await stage.settle(what, promise);
    if (!answer.hasFailed) {
      const rule = why === 'loss' ? 'loss-hidden' : 'refusal-swallowed';
      stage.report(rule, `${what} was answered after the ${why} of the link`);
    } else if (refusalOf(answer.error).code !== 'link-down') {
      const { text } = refusalOf(answer.error);
      const how = `${what} after the ${why} of the link was refused with ${text}`;
      stage.report('refusal-code', `${how}; it must be link-down`);
    }
  }
}

async function closed(stage: Stage): Promise<void> {
  const closing = await stage.settle('close', stage.link.close());
  if (closing.hasFailed) {
    stage.report('close-unsettled', `close rejected with ${refusalOf(closing.error).text}`);
  }
}
