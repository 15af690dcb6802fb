import type { Check } from '../check.ts';
import { refusalOf } from '../refusal.ts';
import { ringing, talking } from '../scenes.ts';
import type { Stage } from '../stage.ts';
import { named } from '../words.ts';
import { refusesAfterwards, rejectWithLinkDown, startRequests } from './life.ts';

/** How long a link is cut where the check wants to see it back. */
const CUT_MS = 2_000;

/** When the other side goes away. */
export const LOSS: readonly Check[] = [
  {
    id: 'link-cut',
    title: 'A link that is cut says down once, stays down and rejects what was under way',
    clause: 'contract, Life',
    needs: { cutLink: true },
    run: isCut,
  },
  {
    id: 'open-unreachable',
    title: 'Open rejects while the switch is out of reach, and a later link opens',
    clause: 'contract, Life',
    needs: { cutLink: true },
    opensItself: true,
    run: opensOutOfReach,
  },
  {
    id: 'reopened',
    title: 'The snapshot of a reopened link shows the calls that run, and none that has ended',
    clause: 'contract, Snapshots; ECMA-269 §16.1',
    needs: { cutLink: true, hands: ['dialIn', 'answer', 'hangUpOutside', 'hangUp'] },
    run: reopens,
  },
  {
    id: 'lost-response',
    title: 'A request whose response never comes rejects with switch-timeout',
    clause: 'contract, Requests',
    needs: { faults: ['lose-response'], capabilities: ['makeCall'] },
    run: timesOut,
  },
];

async function isCut(stage: Stage): Promise<void> {
  const { link } = stage;
  const requests = startRequests(stage);
  await stage.cutLink(CUT_MS);
  if (!(await stage.until(() => link.isDown, stage.patience.lossMs))) {
    stage.fail('loss-hidden', `no down within ${stage.patience.lossMs} ms of the cut of the link`);
  }
  await rejectWithLinkDown(stage, requests, 'loss');
  // Well past the cut: whoever reconnects by himself has done so by now.
  await stage.pass(CUT_MS * 5);
  await refusesAfterwards(stage, 'loss');
}

async function opensOutOfReach(stage: Stage): Promise<void> {
  await stage.cutLink(CUT_MS);
  const link = stage.createLink();
  const opening = await stage.settle('open', link.open());
  if (!opening.hasFailed) {
    stage.report('open-lie', 'open resolved while the switch was out of reach');
  } else if (refusalOf(opening.error).code === undefined) {
    const { text } = refusalOf(opening.error);
    stage.report('refusal-code', `open rejected with ${text}; it must be a CrosspointError`);
  }
  await stage.settle('close', link.close());
  await stage.pass(CUT_MS * 2);
  await stage.openLink();
}

async function reopens(stage: Stage): Promise<void> {
  const [a, b] = stage.numbers.extensions;
  const lasting = await talking(stage, a);
  const ending = await ringing(stage, b);
  const lost = stage.link;
  await stage.cutLink(CUT_MS);
  if (!(await stage.until(() => lost.isDown, stage.patience.lossMs))) {
    stage.fail('loss-hidden', `no down within ${stage.patience.lossMs} ms of the cut of the link`);
  }
  await stage.settle('close', lost.close());
  await stage.play('hangUpOutside', ending.outsideCall);
  await stage.pass(CUT_MS * 2);
  await stage.openLink();
  const live = stage.link.model.live();
  const goesOn = live.some(({ id, state }) => id.device === a && state === 'connected');
  stage.demand(
    goesOn,
    'snapshot-lacks',
    `the reopened link does not show ${named(lasting.connection)} as connected; ` +
      'the call goes on',
  );
  const ghost = live.find(({ id }) => id.device === b);
  stage.demand(
    ghost === undefined,
    'snapshot-ghost',
    `the reopened link shows ${named(ending.connection)}, which ended while the link was down`,
  );
  await stage.play('hangUp', a);
  await stage.expect('connectionCleared', { connection: a });
}

async function timesOut(stage: Stage): Promise<void> {
  const [a, b] = stage.numbers.extensions;
  await stage.inject({ kind: 'lose-response' });
  const request = stage.link.request('makeCall', { callingDevice: a, calledNumber: b });
  const answer = await stage.settle('makeCall', request);
  const { code, text } = refusalOf(answer.error);
  if (!answer.hasFailed) {
    stage.report('refusal-swallowed', 'makeCall resolved, though its response was lost');
  } else if (code !== 'switch-timeout') {
    const how = `makeCall, its response lost, was refused with ${text}`;
    stage.report('refusal-code', `${how}; it must be switch-timeout`);
  }
  const probe = await stage.settle('probe', stage.link.probe());
  stage.demand(!probe.hasFailed, 'request-failed', 'the link is dead after one lost response');
}
