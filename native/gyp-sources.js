// The *.cpp of folders of native/, for binding.gyp, which cannot glob: `node native/gyp-sources.js dsp`.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of process.argv.slice(2)) {
  const path = join(import.meta.dirname, folder);
  const names = existsSync(path) ? readdirSync(path).toSorted() : [];
  for (const name of names) {
    if (name.endsWith('.cpp')) console.log(`native/${folder}/${name}`);
  }
}
