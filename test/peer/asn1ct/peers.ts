import { spawnSync } from 'node:child_process';

/**
 * Why the suites against Erlang's ASN.1 compiler cannot run (Debian: erlang-base, erlang-asn1). A
 * missing peer is a reason to skip on a developer's machine; under CI it is a fault, and the suite
 * runs into it.
 */
export function missingErlang(): string | undefined {
  if (process.env['CI'] !== undefined) return undefined;
  const missing = whatIsMissing();
  if (missing !== undefined) process.stderr.write(`asn1ct suite skipped: ${missing}\n`);
  return missing;
}

function whatIsMissing(): string | undefined {
  for (const program of ['erl', 'erlc', 'escript']) {
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) {
      return `${program} is not installed`;
    }
  }
  const look = 'halt(case code:which(asn1ct) of non_existing -> 1; _ -> 0 end).';
  const { status } = spawnSync('erl', ['-noshell', '-eval', look]);
  return status === 0 ? undefined : 'erlang-asn1 is not installed';
}
