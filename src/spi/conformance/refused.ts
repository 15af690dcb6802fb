import type { ErrorCode } from '../../base/errors.ts';
import type { SwitchSnapshot } from '../driver.ts';
import type { ServiceArgs, ServiceName } from '../services.ts';
import { refusalOf } from './refusal.ts';
import type { Stage } from './stage.ts';
import { lastTold } from './words.ts';

/**
 * Asks for something that cannot be done: it must reject with one of the codes, and calls and devices
 * must be as before.
 */
export async function refused<Name extends ServiceName>(
  stage: Stage,
  service: Name,
  args: ServiceArgs<Name>,
  ...codes: readonly ErrorCode[]
): Promise<void> {
  await stage.calm();
  const before = await stage.snapshot();
  stage.markNow();
  const what = `${service}(${JSON.stringify(args)})`;
  const answer = await stage.settle(service, stage.link.request(service, args));
  if (answer.hasFailed) {
    checkCode(stage, what, answer.error, codes);
  } else {
    stage.report(
      'refusal-swallowed',
      `${what} resolved; it must reject with ${codes.join(' or ')}`,
    );
  }
  await stage.calm();
  if (stage.since.length > 0) {
    stage.report('refusal-changed-state', `${what} was refused, and yet: ${lastTold(stage.since)}`);
    return;
  }
  const after = await stage.snapshot();
  if (pictureOf(before) !== pictureOf(after)) {
    stage.report(
      'refusal-changed-state',
      `${what} was refused, and yet the snapshot changed from ${pictureOf(before)} to ` +
        pictureOf(after),
    );
  }
}

function checkCode(stage: Stage, what: string, error: unknown, codes: readonly ErrorCode[]): void {
  const { code, text } = refusalOf(error);
  if (code !== undefined && codes.includes(code)) return;
  const wanted = codes.join(' or ');
  stage.report('refusal-code', `${what} was refused with ${text}; it must be ${wanted}`);
}

/** The calls of a snapshot in one line, the same for the same calls. */
function pictureOf(snapshot: SwitchSnapshot): string {
  const calls = snapshot.calls.flatMap(({ connections }) => {
    return connections.map(({ connection, state }) => {
      return `${connection.device} in call ${connection.call} ${state}`;
    });
  });
  return calls.length === 0 ? 'no call' : calls.sort().join(', ');
}
