import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILD = fileURLToPath(new URL('../../build/native', import.meta.url));

/**
 * Runs a native benchmark of `native/bench/` and reads the JSON object that it prints. It is built first, with
 * optimisation, where that has not been done: CMake and a C++ compiler are needed for that, and libspandsp-dev for the peers.
 */
export function nativeFigures(name: string, args: readonly string[]): object {
  const target = `bench-${name}`;
  invoke('cmake', ['-S', ROOT, '-B', BUILD, '-DCMAKE_BUILD_TYPE=Release']);
  invoke('cmake', ['--build', BUILD, '--target', target, '--parallel', '2']);
  return JSON.parse(invoke(`${BUILD}/${target}`, args)) as object;
}

function invoke(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}
