// Whether an optional module can be built, for binding.gyp: `node native/gyp-module.js trunk/pri libpri.h` prints 1 or 0.
// It can where it has sources and the compiler finds the header of the library it wraps.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', header = ''] = process.argv.slice(2);
const path = join(import.meta.dirname, folder);
const hasSources = existsSync(path) && readdirSync(path).some((name) => name.endsWith('.cpp'));

function compilerFinds() {
  const compiler = process.env.CXX ?? 'c++';
  const input = `#include <${header}>\n`;
  const { status } = spawnSync(`${compiler} -x c++ -E -`, { input, shell: true, stdio: 'pipe' });
  return status === 0;
}

console.log(hasSources && compilerFinds() ? 1 : 0);
