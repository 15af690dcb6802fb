// npm's `install` script: builds the board engine (binding.gyp) where this machine can, and says what is missing where it cannot.
// It never fails: without the engine everything but boards works. Loading the engine later tells the same reason, kept in build/native-missing.txt.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BUILD = join(ROOT, 'build');
const MISSING = join(BUILD, 'native-missing.txt');
const LOG = join(BUILD, 'native-build.log');
const ADDON = join(BUILD, 'Release/crosspoint.node');
const { env, platform } = process;

/** What the engine needs of a compiler, in one file. */
const PROBE =
  '#include <bit>\n#include <span>\n#include <stop_token>\nint main() { return std::countr_zero(1u); }\n';

/** The standard output of a command, or undefined where it cannot be run or fails. */
function run(command, args, input = '') {
  const { status, stdout } = spawnSync(command, args, { input, encoding: 'utf8', stdio: 'pipe' });
  return status === 0 ? stdout : undefined;
}

/** Why the engine cannot be built here, and how that is mended; undefined where nothing is known to be missing. */
function missing() {
  if (env.CROSSPOINT_NATIVE === 'off') return 'CROSSPOINT_NATIVE is off';
  if (nodeGyp() === undefined) return 'node-gyp was not found; install with npm, which brings it';
  // On Windows node-gyp itself finds Visual Studio.
  if (platform === 'win32') return undefined;
  const compiler = env.CXX ?? (platform === 'darwin' ? 'c++' : 'g++');
  const [command = compiler, ...flags] = compiler.split(/\s+/).filter((word) => word !== '');
  if (run(command, [...flags, '--version']) === undefined) {
    return `there is no C++ compiler (${compiler}); ${packages('g++ make python3', 'xcode-select --install')}`;
  }
  const probe = [...flags, '-std=c++20', '-fsyntax-only', '-x', 'c++', '-'];
  if (run(command, probe, PROBE) === undefined) {
    return `the C++ compiler (${compiler}) is too old for C++20; take GCC 11, Clang 16 or newer`;
  }
  if (run('make', ['--version']) === undefined) return `make is missing; ${packages('make')}`;
  if (!hasPython()) return `Python 3 is missing; ${packages('python3')}`;
  return undefined;
}

function packages(debian, mac = 'brew install python make') {
  return platform === 'darwin' ? mac : `on Debian or Ubuntu: apt-get install ${debian}`;
}

function hasPython() {
  const named = [env.npm_config_python, env.PYTHON, env.NODE_GYP_FORCE_PYTHON];
  return [...named, 'python3', 'python'].some(
    (python) =>
      python &&
      run(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']) !== undefined,
  );
}

/** npm names its own node-gyp to the scripts that it runs. */
function nodeGyp() {
  const named = env.npm_config_node_gyp;
  if (named && existsSync(named)) return named;
  const besides = [process.execPath, env.npm_node_execpath]
    .filter(Boolean)
    .map((node) => dirname(dirname(node)));
  return besides
    .map((prefix) => join(prefix, 'lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js'))
    .find((path) => existsSync(path));
}

/**
 * Where the headers of Node are: as configured, else beside this Node, else beside the Node that runs npm. Node-API is the same
 * in all of them, so that nothing has to be fetched. Undefined: node-gyp takes those it has kept, or fetches them.
 */
function headers() {
  const nodes = [process.execPath, env.npm_node_execpath].filter(Boolean);
  return [env.npm_config_nodedir, ...nodes.map((node) => dirname(dirname(node)))].find(
    (folder) =>
      folder &&
      existsSync(join(folder, 'include/node/node_api.h')) &&
      existsSync(join(folder, 'include/node/common.gypi')),
  );
}

/** What is wrong with the build, if anything. An optional module that does not compile takes nothing else with it. */
function build() {
  const nodedir = headers();
  const jobs = Math.min(availableParallelism(), 8);
  const words = ['configure', 'build', '--loglevel=error', `--jobs=${jobs}`];
  if (nodedir !== undefined) words.push(`--nodedir=${nodedir}`);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [nodeGyp(), ...words], {
    cwd: ROOT,
    env: { ...env, MAKEFLAGS: '-k' },
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 1 << 28,
  });
  mkdirSync(BUILD, { recursive: true });
  writeFileSync(LOG, `${stdout}\n${stderr}\n${error ?? ''}`);
  if (status === 0 && existsSync(ADDON)) return undefined;
  const [fault] = /^.*(?:error:|Error:|\*\*\*).*$/m.exec(stderr) ?? ['node-gyp failed'];
  return `the build failed: ${fault.trim()} (all of it: ${LOG})`;
}

// What is left from before does not fit these sources; objects are used again where they do.
rmSync(ADDON, { force: true });
const reason = missing() ?? build();
mkdirSync(BUILD, { recursive: true });
if (existsSync(ADDON)) {
  rmSync(MISSING, { force: true });
  if (reason !== undefined)
    console.error(`crosspoint: an optional native module is not built: ${reason}`);
} else {
  writeFileSync(MISSING, `${reason}\n`);
  console.error(
    `crosspoint: the board engine is not built: ${reason}.\n` +
      'Everything but telephony boards works. When that is mended: npm rebuild crosspoint, or in a checkout npm run build:native',
  );
}
